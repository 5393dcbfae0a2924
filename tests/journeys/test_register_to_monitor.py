"""A registrar signs in, brings the pilot in, watches it, opens a dossier; then the monitor."""

import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User
from tests import cast
from tests.browser import FLAGS, find_or_install
from tests.registers.packages import PILOT, ROOT

CITIES = {
    "amsterdam": ("Amsterdam", "GM0363"),
    "eindhoven": ("Eindhoven", "GM0772"),
    "groningen": ("Groningen", "GM0014;GM0114"),
    "rotterdam": ("Rotterdam", "GM0599"),
    "utrecht": ("Utrecht", "GM0344"),
}


@pytest.fixture
def site(committed) -> Iterator[str]:
    """The web and a worker, as processes of their own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    commands = (
        ["-m", "gunicorn", "lvv.wsgi", "-b", f"127.0.0.1:{port}", "--no-control-socket"],
        ["-m", "celery", "-A", "lvv", "worker", "-c", "1"],
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [
        subprocess.Popen([sys.executable, *command], cwd=ROOT, env=os.environ, **quiet)
        for command in commands
    ]
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz").close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


@pytest.fixture
def people(committed) -> None:
    """A registrar and a monitor officer of all five cities, and someone of the bureau."""
    for name, role in (("registrar", Role.REGISTRAR), ("officer", Role.MONITOR_OFFICER)):
        user = User.objects.create(email=f"{name}@example.org", name=name, password=cast.HASHED)
        cast.give_factor(user)
        for code, (city, codes) in CITIES.items():
            location, _ = Location.objects.get_or_create(
                code=code, defaults={"name": city, "municipality_codes": codes}
            )
            town, _ = Organisation.objects.get_or_create(
                name=f"Gemeente {city}", defaults={"kind": OrganisationKind.MUNICIPALITY}
            )
            Membership.objects.create(
                user=user, organisation=town, location=location, role=role, from_on=cast.FROM
            )


class Visit:
    """A browser that notes everything that is not as it should be."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong = page, []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"error in the page: {error}"))

    def _console(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.wrong.append(f"{self.page.url}: {message.text}")

    def look(self) -> None:
        """No axe-core violation, and nothing wider than the window, at three widths."""
        for width in (1440, 768, 320):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.wrong.append(f"{self.page.url}: {wide} px wide in a window of {width} px")
            found = Axe().run(self.page).response["violations"]
            self.wrong += [
                f"{self.page.url} at {width}: {v['id']} {v['nodes'][0]['html'][:90]}"
                for v in found
            ]
        self.page.set_viewport_size({"width": 1440, "height": 900})

    def sign_in(self, site: str, name: str) -> None:
        self.page.goto(f"{site}/account/login")
        self.page.fill("input[name=login]", f"{name}@example.org")
        self.page.fill("input[name=password]", cast.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/login/code*")
        self.look()
        self.page.fill("input[name=code]", cast.code())
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "login" not in url)


def test_a_register_goes_in_and_the_monitor_comes_out(site, people, tmp_path: Path):
    package = tmp_path / "pilot.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in PILOT.iterdir():
            archive.write(file, file.name)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_or_install()), args=list(FLAGS)
        )
        visit = Visit(browser.new_page())
        page = visit.page
        page.goto(f"{site}/account/login")
        visit.look()
        visit.sign_in(site, "registrar")
        page.goto(f"{site}/imports")
        visit.look()
        page.set_input_files("input[type=file]", str(package))
        page.click("main form button[type=submit]")
        expect(page.locator("main")).to_contain_text("Het pakket is ingelezen", timeout=30_000)
        expect(page.locator("main")).to_contain_text("24242")
        visit.look()
        page.goto(f"{site}/participants")
        visit.look()
        page.click("table tbody th a >> nth=0")
        expect(page.locator("h2").first).to_contain_text("Gegevens")
        visit.look()
        page.goto(f"{site}/tracks?state=open")
        visit.look()
        page.context.clear_cookies()
        visit.sign_in(site, "officer")
        page.goto(f"{site}/monitor?on=30-06-2022")
        expect(page.locator("h1")).to_have_text("Landelijke LVV-monitor")
        expect(page.locator("main")).to_contain_text("2092")
        visit.look()
        page.get_by_text("Alle edities").click()
        expect(page.locator("h1")).to_have_text("Edities")
        visit.look()
        page.click("table tbody th a >> nth=0")
        expect(page.locator("main")).to_contain_text("2092")
        visit.look()
        page.goto(f"{site}/monitor?on=30-06-2022")
        page.locator("button[name=language]:visible").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("h1")).to_have_text("National LVV monitor")
        visit.look()
        browser.close()
    assert visit.wrong == []
