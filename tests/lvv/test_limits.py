"""What is too large, too much or no package is refused at once, and the server stays as it was."""

import io
import json
import os
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from apps.exchange.models import ImportJob
from apps.organisation.models import User
from lvv import urls
from tests import cast
from tests.asking import PROBLEM, Program
from tests.exchange.test_views import registrar
from tests.registers.packages import ROOT
from tests.web import Server, serving

MEGABYTE = 1024 * 1024
LARGE = 20 * MEGABYTE
MOST_SECONDS, MOST_GROWTH = 1.0, 30 * MEGABYTE
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "boundary"
PARTS = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("web")
    with serving(folder, workers=1, LVV_STATEMENT_SECONDS="1") as running:
        yield running


@pytest.fixture
def headers(committed) -> dict[str, dict[str, str]]:
    """Those of nobody, of a browser in which a registrar signed in, and of a program of theirs."""
    browser = registrar()
    page = browser.get("/imports")
    names = browser.cookies
    cookie = "; ".join(f"{name}={names[name].value}" for name in names)
    program = Program(User.objects.get())
    return {
        "nobody": {},
        "browser": {"Cookie": cookie, "X-CSRFToken": str(page.context["csrf_token"])},
        "program": {"Authorization": f"Bearer {program.secret}"},
    }


def quickly(server: Server, address: str, **asked) -> tuple[int, str]:
    """The answer, after looking at how long it took and what it took."""
    server.ask("/account/login")
    before, began = server.memory(), time.monotonic()
    answer = server.ask(address, **asked)
    assert time.monotonic() - began < MOST_SECONDS
    assert server.memory() - before < MOST_GROWTH
    return answer


def part(content: bytes, name: str = "package") -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="p.zip"\r\n\r\n'
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def packed(**files: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return whole.getvalue()


def zip_of_two_million_names() -> bytes:
    """A zip whose list alone is 20 MB: to open it in the ordinary way fills the memory."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    listed = entry * (LARGE // len(entry))
    number = min(len(listed) // len(entry), 65534)
    return listed + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, number, number, len(listed), 0, 0)


FORMS = {
    "a form of 20 MB": (413, {"body": b"a=" + b"x" * LARGE, "Content-Type": FORM}),
    "a form of 10,000 fields": (
        400,
        {"body": urlencode([(f"f{n}", 1) for n in range(10_000)]), "Content-Type": FORM},
    ),
    "a file of 20 MB where none is asked for": (
        413,
        {"body": part(b"x" * LARGE), "Content-Type": PARTS},
    ),
    "10,000 files": (
        413,
        {"body": part(b"x" * 200)[:-14] * 10_000, "Content-Type": PARTS},
    ),
    "1,500 files": (
        400,
        {"body": part(b"x" * 200)[:-14] * 1_500 + part(b""), "Content-Type": PARTS},
    ),
}


@pytest.mark.parametrize("who", ["nobody", "browser"])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_too_much_gets_a_page_that_says_so(server, headers, who, form):
    status, asked = FORMS[form]
    given = dict(headers["browser"])
    if who == "nobody":
        given["Cookie"] = "; ".join(c for c in given["Cookie"].split("; ") if "session" not in c)
    status_given, answer = quickly(server, "/account/login", method="POST", **asked, **given)
    assert status_given == status
    assert "<h1>" in answer
    assert "Content-Security-Policy" in answer


def test_who_has_not_signed_in_uploads_nothing(server, headers):
    cookie = next(c for c in headers["browser"]["Cookie"].split("; ") if "csrf" in c)
    given = headers["browser"] | {"Cookie": cookie, "Content-Type": PARTS}
    assert quickly(server, "/imports", method="POST", body=part(b"x" * LARGE), **given)[0] == 413
    given = {"Authorization": "Bearer wrong", "Content-Type": PARTS}
    status, answer = quickly(
        server, "/api/v1/import-jobs", method="POST", body=part(b"x" * LARGE), **given
    )
    assert status == 401
    assert PROBLEM in answer


JSON = {"Content-Type": "application/json"}
MESSAGES = {
    "20 MB": (413, b'{"words": "' + b"x" * LARGE + b'"}'),
    "10,000 fields": (400, json.dumps({f"f{n}": 1 for n in range(10_000)}).encode()),
    "endless lists": (400, b"[" * 2_000_000),
    "a number of a million digits": (400, b'{"words": ' + b"9" * 1_000_000 + b"}"),
}


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_that_is_too_much_gets_a_problem(server, headers, message):
    status, body = MESSAGES[message]
    given = headers["program"] | JSON
    found, answer = quickly(
        server, "/api/v1/participants/_search", method="POST", body=body, **given
    )
    assert (found, PROBLEM in answer) == (status, True), answer


ADDRESSES = {
    "a page of a billion rows": (400, "/api/v1/participants?pageSize=1000000000"),
    "a page of no number of rows": (400, "/api/v1/participants?pageSize=1e9"),
    "1,500 parameters": (400, "/participants?" + "&".join(["a"] * 1_500)),
    "an address of 20 kB": (414, "/participants?search=" + "x" * 20_000),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_asks_too_much_is_refused(server, headers, address):
    status, asked = ADDRESSES[address]
    assert quickly(server, asked, **headers["browser"], **headers["program"])[0] == status


@pytest.mark.parametrize(
    "given",
    [{"X-Long": "x" * 20_000}, {f"X-{n}": "x" for n in range(200)}, {"Cookie": "a=" + "x" * 9000}],
    ids=["a header of 20 kB", "200 headers", "a cookie of 9 kB"],
)
def test_headers_that_are_too_much_are_refused(server, committed, given):
    assert quickly(server, "/account/login", **given)[0] == 431


UPLOADS: dict[str, Callable[[], bytes]] = {
    "a program": lambda: b"MZ" + os.urandom(100_000),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(100_000),
    "20 MB of nothing": lambda: bytes(LARGE),
    "a zip that is cut off": lambda: packed(locations=os.urandom(100_000))[:50_000],
    "a zip that unpacks to a thousand times its size": lambda: packed(
        locations=bytes(100 * MEGABYTE)
    ),
    "a zip of two million names": zip_of_two_million_names,
}


@pytest.mark.parametrize("file", UPLOADS)
def test_what_is_no_package_is_refused_where_it_comes_in(server, headers, file):
    body = part(UPLOADS[file]())
    page, answer = quickly(
        server,
        "/imports",
        method="POST",
        body=body,
        **headers["browser"],
        **{"Content-Type": PARTS},
    )
    assert page == 422
    assert "en geen zip" in answer or "te groot" in answer
    problem, answer = quickly(
        server,
        "/api/v1/import-jobs",
        method="POST",
        body=body,
        **headers["program"],
        **{"Content-Type": PARTS},
    )
    assert (problem, PROBLEM in answer) == (400, True)
    assert not ImportJob.objects.exists()


# --- The database breaks off what takes too long


def sleep(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(5)")
    return HttpResponse()


def lose(request: HttpRequest) -> HttpResponse:
    raise OperationalError


urlpatterns = [
    path(f"{start}{view.__name__}", login_not_required(view))
    for view in (sleep, lose)
    for start in ("", "api/v1/")
] + urls.urlpatterns
handler500 = urls.handler500


@pytest.fixture
def site(db, settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("view", ["sleep", "lose"])
def test_a_page_that_takes_too_long_says_that_it_is_no_error(site, view):
    began = time.monotonic()
    response = site.get(f"/{view}")
    assert time.monotonic() - began < 2
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "Dit duurde te lang." in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("view", ["sleep", "lose"])
def test_a_program_gets_the_same_as_a_problem(site, view):
    response = site.get(f"/api/v1/{view}")
    assert (response.status_code, response.headers["Content-Type"]) == (503, PROBLEM)
    assert response.headers["Retry-After"] == "30"
    assert response.json()["title"] == "Nu even niet"


def test_a_page_that_waits_for_a_lock_is_broken_off(server, headers, superuser):
    with superuser.transaction():
        superuser.execute("LOCK TABLE organisation_user")
        began = time.monotonic()
        status, answer = server.ask("/participants", **headers["browser"])
        assert time.monotonic() - began < 3
    assert (status, "Het systeem is nu te druk" in answer) == (503, True)
    assert server.ask("/participants", **headers["browser"])[0] == 200
    assert cast.PASSWORD not in server.log.read_text()


SHOW = """
import {first}
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute("SHOW " + name)
        print(*cursor.fetchone())
connection.close_pool()
"""


@pytest.mark.parametrize(
    ("first", "expected"),
    [("lvv.wsgi", "15s 5s 1min"), ("lvv.celery", "0 0 0"), ("lvv.settings", "0 0 0")],
    ids=["the web", "the worker", "a command"],
)
def test_only_the_web_is_in_a_hurry(django_db_setup, first, expected):
    ran = subprocess.run(
        [sys.executable, "-c", SHOW.format(first=first)],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == expected.split()
