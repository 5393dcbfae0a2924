"""Names and words that would be code run nowhere: not in a page, not in a template, not in a sheet."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

import openpyxl
import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from apps.exchange.actions import run_import
from apps.exchange.models import ImportJob
from apps.foundation.acting import acting_as
from apps.monitor.actions import request_edition, run_edition
from apps.monitor.models import Edition, EditionRequest
from apps.organisation.access import Actor
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User
from apps.participants.models import Participant
from tests import cast
from tests.browser import FLAGS, find_or_install
from tests.registers.drawn import row
from tests.registers.packages import Register
from tests.registers.small import as_folder, files_of, small_register, zipped
from tests.web import Server, serving, session_of

CODE = (
    "<script>pwned()</script>",
    "</title><script>pwned()</script>",
    "</textarea><script>pwned()</script>",
    "</template><script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "<svg/onload=pwned()>",
    "<svg><animate onbegin=pwned() attributeName=x></svg>",
    "<body onload=pwned()>",
    "<details open ontoggle=pwned()>",
    "<input autofocus onfocus=pwned()>",
    "<iframe srcdoc='<script>parent.pwned()</script>'>",
    "<iframe src=javascript:parent.pwned()>",
    "<object data=javascript:pwned()>",
    "<math><mtext><style><img src=x onerror=pwned()>",
    "<noscript><p title='</noscript><img src=x onerror=pwned()>'>",
    "<a href=javascript:pwned() id=pwned>klik</a>",
    "<form action=//evil.example id=pwned><button>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<div hx-get=/account/logout hx-trigger=load id=pwned>",
    "<div hx-on::load=pwned() id=pwned>",
    '" onmouseover=pwned() autofocus onfocus=pwned() x="',
    "' onmouseover=pwned() autofocus onfocus=pwned() x='",
    '"><script>pwned()</script>',
    "'-pwned()-'",
    '\\"-pwned()//',
    "javascript:pwned()",
    "&lt;script&gt;pwned()&lt;/script&gt;",
    "\u003cscript\u003epwned()\u003c/script\u003e",
    "--><script>pwned()</script><!--",
    "]]><script>pwned()</script>",
)
TEMPLATES = (
    "{{ 7|add:70000 }}",
    "{{7*10001}}",
    "${7*10001}",
    "#{7*10001}",
    "<%= 7*10001 %>",
    "{% debug %}",
    "{% load static %}{{ request.user }}",
    "%(name)s %s {0} {name}",
)
FORMULAS = (
    '=HYPERLINK("http://evil.example")',
    "=1+70006",
    "+1+70006",
    "-1+70008",
    "@SUM(1+70006)",
    "=cmd|' /C calc'!A0",
    "\uff1d1+70006",
)
HOSTILE = (*CODE, *TEMPLATES, *FORMULAS)
WORKED_OUT = "70007"
WATCH = """
window.wrong = [];
window.pwned = () => window.wrong.push("executed");
document.addEventListener("securitypolicyviolation", e => window.wrong.push(e.violatedDirective));
"""
# What no page of ours has, or what only a payload would bring.
INJECTED = (
    "#pwned, iframe, object, base, style, math, details[ontoggle], [onload], [onerror], [onbegin],"
    " [onfocus], [onmouseover], meta[http-equiv], [href^='javascript:'], [href*='evil'],"
    " [action*='evil'], script:not([src^='/static/'])"
)


def register() -> Register:
    """The small one, with a hostile dossier and a hostile location for each."""
    small = small_register()
    (sample,) = (r for r in small["participants"] if r["participant_id"] == "U2")
    for number, text in enumerate(HOSTILE):
        names = {"family_name": text, "given_names": text, "participant_id": f"H{number}"}
        small["participants"].append(sample | names)
        track = {"track_id": f"TH{number}", "participant_id": f"H{number}", "location": "utrecht"}
        small["tracks"].append(row("tracks", admitted_on="2022-03-01", **track))
        place = {"location": f"h{number}", "name": text, "municipality_codes": "GM0344"}
        small["locations"].append(row("locations", **place))
    return small


@dataclass
class Scene:
    """What a browser needs to see all of it."""

    session: str = ""
    addresses: list[str] = field(default_factory=list)
    edition: int = 0
    user: User | None = None


@pytest.fixture
def scene(committed, tmp_path, bring_in) -> Scene:
    accepted, report = bring_in(as_folder(files_of(register()), tmp_path / "register"))
    assert accepted, report.as_text("en")
    town = Organisation.objects.create(name=HOSTILE[0], kind=OrganisationKind.MUNICIPALITY)
    bureau = Organisation.objects.create(name=HOSTILE[4], kind=OrganisationKind.BUREAU)
    user = User.objects.create(email="h@example.org", name=HOSTILE[4], password=cast.HASHED)
    for location in Location.objects.filter(code__in=["utrecht", "groningen", "h0", "h4", "h23"]):
        Membership.objects.create(
            user=user,
            organisation=town,
            location=location,
            role=Role.COORDINATOR,
            from_on=cast.FROM,
        )
    for role in (Role.PROGRAMME_BUREAU, Role.ADMINISTRATOR):
        Membership.objects.create(user=user, organisation=bureau, role=role, from_on=cast.FROM)
    everywhere = Location.objects.values_list("pk", flat=True)
    by = Actor.system("test", today=cast.TODAY, locations=everywhere)
    asked = request_edition(on=cast.TODAY, location=None, by=by)
    assert isinstance(asked, EditionRequest)
    run_edition(asked.pk)
    with acting_as(by):
        dossiers = Participant.objects.filter(key__startswith="H").order_by("pk")
        numbers = list(dossiers.values_list("pk", flat=True))
    addresses = ["/participants", "/tracks", f"/monitor?on={cast.TODAY:%d-%m-%Y}", "/locations"]
    addresses += [f"/locations/h{number}" for number in (0, 4, 23)]
    addresses += [f"/participants/{number}" for number in numbers[::3]]
    edition = Edition.objects.latest("pk").pk
    addresses += [f"/monitor/editions/{edition}", refused(user)]
    return Scene(session_of(user), addresses, edition, user)


def refused(user: User) -> str:
    """The page with the report of an import in which nothing is as it should be."""
    wrong = small_register()
    for number, text in enumerate(HOSTILE):
        wrong["participants"].append(
            wrong["participants"][0] | {"participant_id": text, "gender": text}
        )
        wrong["referrals"].append(
            wrong["referrals"][0] | {"referral_id": f"R{number}", "referred_by": text}
        )
    client = cast.Browser()
    client.force_login(user)
    package = io.BytesIO(zipped(files_of(wrong)))
    package.name = "p.zip"
    assert client.post("/imports", {"package": package}).status_code == 302
    job = ImportJob.objects.latest("pk")
    run_import(job.pk)
    job.refresh_from_db()
    assert job.accepted is False
    assert len(job.report["errors"]) > len(HOSTILE)
    return f"/imports/{job.pk}"


class Watched:
    """A page in which everything that a payload would do is noted."""

    def __init__(self, browser: Browser, server: Server, session: str) -> None:
        context = browser.new_context()
        name, _, value = session.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": server.address}])
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self.server, self.wrong = server, list[str]()
        self.page.on("dialog", lambda dialog: (self._note(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("request", lambda request: self._leaves(request.url))

    def _note(self, what: str) -> None:
        self.wrong.append(f"{self.page.url}: {what}")

    def _leaves(self, url: str) -> None:
        if not url.startswith(self.server.address):
            self._note(f"asks {url}")

    def open(self, address: str) -> str:
        self.page.goto(f"{self.server.address}{address}", wait_until="domcontentloaded")
        return self.look()

    def look(self) -> str:
        """Note what is there; gives the text that one sees."""
        found = self.page.evaluate(
            "(selector) => [...window.wrong,"
            " ...[...document.querySelectorAll(selector)].map(e => e.outerHTML)]",
            INJECTED,
        )
        self.wrong += [f"{self.page.url}: {what}" for what in found]
        text = self.page.evaluate("document.documentElement.textContent")
        if WORKED_OUT in text:
            self._note("worked out a template")
        return text


@pytest.fixture
def server(scene, tmp_path) -> Iterator[Server]:
    with serving(tmp_path, workers=2) as running:
        yield running


@pytest.fixture
def watched(server, scene) -> Iterator[Watched]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_or_install()), args=list(FLAGS)
        )
        yield Watched(browser, server, scene.session)
        browser.close()


def test_the_watch_notices_what_is_not_made_harmless():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_or_install()), args=list(FLAGS)
        )
        page = browser.new_page()
        for text in CODE[:26]:
            page.set_content(f"<p title=\"{text}\">{text}</p><p title='{text}'></p>")
            assert page.evaluate("(s) => document.querySelectorAll(s).length", INJECTED), text
        browser.close()


def test_no_name_and_no_word_is_run_by_a_browser(watched, scene):
    shown = "".join(watched.open(address) for address in scene.addresses)
    for listed in ("/participants", "/tracks"):
        shown += watched.open(listed)
        while (following := watched.page.locator("a[rel=next]")).count():
            shown += watched.open(f"{listed}{following.first.get_attribute('href')}")
    for text in HOSTILE[::6]:
        watched.open("/participants")
        watched.page.fill("input[name=words]", text)
        watched.page.press("input[name=words]", "Enter")
        watched.page.wait_for_url("**/participants?*")
        assert text in watched.look()
    assert watched.wrong == []
    # Each was there to be run, and is shown as it was written.
    assert [text for text in HOSTILE if text not in shown] == []


@pytest.fixture
def client_of(scene) -> Client:
    client = cast.Browser()
    client.force_login(scene.user)
    return client


def cells_of_csv(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                text = archive.read(name).decode("utf-8-sig")
                for line in csv.reader(io.StringIO(text, newline="")):
                    yield from line


def test_no_export_of_figures_holds_a_formula(client_of, scene):
    exported = {
        form: client_of.get(f"/monitor/editions/{scene.edition}/export/{form}").content
        for form in ("csv", "xlsx", "ods", "pdf")
    }
    cells = list(cells_of_csv(exported["csv"]))
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r\uff1d")] == []
    workbook = openpyxl.load_workbook(io.BytesIO(exported["xlsx"]))
    found = [cell for sheet in workbook for line in sheet.iter_rows() for cell in line]
    assert any("HYPERLINK" in str(cell.value) for cell in found)
    assert [cell.coordinate for cell in found if cell.data_type == "f" or cell.hyperlink] == []
    with zipfile.ZipFile(io.BytesIO(exported["ods"])) as archive:
        sheet = ElementTree.fromstring(archive.read("content.xml"))
    in_table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
    assert [each for each in sheet.iter() if in_table in each.attrib] == []
    assert b"/JavaScript" not in exported["pdf"]
    assert b"/URI" not in exported["pdf"]
