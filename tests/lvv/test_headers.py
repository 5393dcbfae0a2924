"""Every answer tells the browser what it may do, and no page holds a script or a style of its own."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, path, reverse

from apps.exchange.actions import import_now
from apps.organisation.models import User
from lvv import urls
from lvv.api import DOCUMENT
from tests import cast
from tests.registers.packages import PILOT, ROOT
from tests.test_access import addresses

EXPECTED = {
    "Content-Security-Policy": "",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# An address for the kinds of parts that a route may have, of nothing that is there.
MADE_UP = {"int": "1", "str": "x", "slug": "x"}


def routes(resolver=None, before: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield "/" + re.sub(r"<(\w+):\w+>", lambda part: MADE_UP[part[1]], route)
        else:
            yield from routes(entry, route)


class Inline(HTMLParser):
    """Notes what a page would run or how it would look by itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag in ("style", "base", "object", "embed", "iframe"):
            self.found.append(tag)
        # Data is read by a script of ours, and run by nobody.
        is_data = tag == "script" and given.get("type") == "application/json"
        if tag == "script" and not is_data and not (given.get("src") or "").startswith("/static/"):
            self.found.append("script without a file of ours")
        for name, value in attributes:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"{tag} {name}")
            if (value or "").strip().lower().startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")


def look(response) -> None:
    """The headers are there; the page is without anything inline."""
    for name, value in EXPECTED.items():
        given = response.headers.get(name, "")
        assert given == value if value else given, (name, given)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "object-src 'none'", "base-uri 'none'"} <= set(
        policy.split("; ")
    )
    assert "camera=()" in response.headers["Permissions-Policy"]
    # The description of the API is for everyone, as the API Design Rules want it.
    is_open = response.request["PATH_INFO"] == DOCUMENT and response.status_code == 200
    assert ("Access-Control-Allow-Origin" in response.headers) == is_open
    if not response.request["PATH_INFO"].startswith("/static/"):
        assert "no-store" in response.headers["Cache-Control"]
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert Inline(response.content.decode()).found == []
    if response.streaming:
        b"".join(response.streaming_content)
        for closes in response._resource_closers:
            closes()


@pytest.fixture
def site(db) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("method", ["get", "post", "put", "options"])
def test_every_route_has_them_for_who_has_not_signed_in(site, method):
    for address in routes():
        look(getattr(site, method)(address))


@pytest.mark.parametrize("name", ["coordinator_utrecht", "administrator"])
def test_every_route_has_them_for_who_works_there(site, name):
    accepted, _report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted
    site.force_login(cast.gather()[name])
    statuses = set()
    for address in (*addresses().values(), "/account/tokens", "/account/password", *routes()):
        for headers in ({}, {"HX-Request": "true"}):
            response = site.get(address, headers=headers)
            statuses.add(response.status_code)
            look(response)
    assert statuses >= {200, 302, 403, 404, 405}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/healthz", 200),
        ("/readyz", 200),
        ("/metrics", 404),
        ("/nowhere", 404),
        ("/api/v1/nowhere", 404),
        ("/tracks?location=%00", 400),
        ("/static/css/lvv.css", 200),
        ("/static/img/lvv-mark.svg", 200),
        ("/static/nowhere", 404),
    ],
)
def test_what_is_no_route_has_them_too(site, address, status):
    response = site.get(address)
    assert response.status_code == status
    look(response)


def test_a_name_that_is_not_ours_is_refused_with_them(site):
    response = site.get("/account/login", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    look(response)


def test_a_form_from_elsewhere_is_refused_with_them(db):
    site = Client(enforce_csrf_checks=True)
    response = site.post("/account/login", {"login": "x"})
    assert response.status_code == 403
    look(response)


def crash(request: HttpRequest) -> HttpResponse:
    raise ValueError


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([b"part"], content_type="text/csv")


urlpatterns = [
    path("crash", login_not_required(crash)),
    path("api/v1/crash", login_not_required(crash)),
    path("stream", login_not_required(stream)),
    *urls.urlpatterns,
]


@pytest.mark.parametrize(
    ("address", "status"), [("/crash", 500), ("/api/v1/crash", 500), ("/stream", 200)]
)
def test_a_crash_and_a_stream_have_them(site, settings, address, status):
    settings.ROOT_URLCONF = __name__
    response = site.get(address)
    assert response.status_code == status
    look(response)


def test_over_http_no_browser_is_told_to_come_by_https(site):
    assert "Strict-Transport-Security" not in site.get("/account/login").headers


CHECK = """
import django, json
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("check", deploy=True, fail_level="WARNING", databases=[])
settings.ALLOWED_HOSTS = ["testserver"]
response = Client().get("/account/login", secure=True)
chosen = Client().post("/language", {"language": "en"}, secure=True)
print("Strict-Transport-Security:", response.headers["Strict-Transport-Security"])
print(response.cookies.output())
print(chosen.cookies.output())
print("Session:", settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,
      settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE,
      settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN)
"""


@pytest.fixture(scope="module")
def production() -> str:
    """What the system says of itself under the settings of production."""
    variables = os.environ | {
        "LVV_HTTPS": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "LVV_ALLOWED_HOSTS": "lvv.example.org",
    }
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHECK],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_django_finds_nothing_to_say_of_the_settings_of_production(production):
    assert "System check identified no issues (2 silenced)." in production


def test_over_https_browsers_come_back_by_https_for_a_year(production):
    assert "Strict-Transport-Security: max-age=31536000; includeSubDomains" in production


def test_over_https_cookies_are_of_this_host_alone(production):
    assert "Session: __Host-session True True Lax / None" in production
    lines = [line for line in production.splitlines() if line.startswith("Set-Cookie:")]
    for name, cookie in zip(("__Host-csrf=", "__Host-language="), lines, strict=True):
        named, *attributes = cookie.removeprefix("Set-Cookie: ").split("; ")
        assert named.startswith(name)
        assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= set(attributes)
        assert "domain" not in cookie.lower()


@pytest.mark.django_db
def test_no_cookie_of_ours_is_for_scripts(site):
    site.get("/account/login")
    site.post(reverse("set_language"), {"language": "en"})
    site.post("/account/login", {"login": "x@example.org", "password": "y"})
    site.force_login(User.objects.create(email="x@example.org", name="x", password=cast.HASHED))
    site.get("/")
    names = {
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        settings.SESSION_COOKIE_NAME,
    }
    assert set(site.cookies) == names
    for cookie in site.cookies.values():
        assert (cookie["path"], cookie["samesite"], cookie["domain"]) == ("/", "Lax", "")
        assert cookie["httponly"]
