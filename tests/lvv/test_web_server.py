"""The web server as it runs: what it logs, whom it believes, and what a page takes to load."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import FLAGS, find_or_install
from tests.web import CHECKOUT, Server, serving

CANARY = "Canary-1234567890"
MOST_REQUESTS = 8


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("web")
    variables = {"LVV_STATIC": str(folder / "static"), "LVV_HTTPS": "1"}
    collect = [sys.executable, "-m", "lvv.static_files"]
    subprocess.run(collect, cwd=CHECKOUT, env=os.environ | variables, check=True)
    with serving(folder, **variables) as running:
        yield running


def test_neither_the_access_log_nor_an_error_tells_what_was_asked(server: Server) -> None:
    told = {"Referer": CANARY, "User-Agent": CANARY, "Cookie": CANARY, "X-Request-ID": CANARY}
    assert server.ask(f"/account/login?q={CANARY}", **told)[0] == 200
    assert server.ask(f"/account/login?q={CANARY}", Host=CANARY)[0] == 400
    assert server.ask(f"/account/login?{CANARY}={CANARY}", method=f"{CANARY} X")[0] == 400
    written = server.log.read_text()
    assert CANARY not in written
    lines = [json.loads(line) for line in written.splitlines()]
    assert {line["logger"] for line in lines} >= {"gunicorn.error", "gunicorn.access"}
    assert any(line["event"].startswith("GET /account/login 200 ") for line in lines)


def test_the_server_itself_believes_nobody_who_says_that_the_way_was_safe(server: Server) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on", "X-Forwarded-For": "192.0.2.1"}
    status, answer = server.ask("/account/login", Host="localhost", **told)
    assert status == 200
    assert "Strict-Transport-Security" not in answer


def test_a_page_takes_few_requests(server: Server) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_or_install()), args=list(FLAGS)
        )
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        encodings: dict[str, str] = {}
        page.on(
            "response",
            lambda answer: encodings.update(
                {answer.url.rpartition(".")[2]: answer.headers.get("content-encoding", "")}
            ),
        )
        page.goto(f"http://localhost:{server.port}/account/login", wait_until="networkidle")
        browser.close()
    assert 2 < len(asked) <= MOST_REQUESTS, asked
    assert (encodings["css"], encodings["js"]) == ("gzip", "gzip")
