"""A second factor: nobody gets further without one, to whatever address."""

import re
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import URLPattern, get_resolver

from apps.accounts.second_factor import demo_code
from apps.audit.codes import Act, Result
from apps.audit.models import AccessEntry
from apps.organisation.models import User
from lvv.second_factor import OPEN
from tests import cast

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, APP = "/account/login", "/account/login/code", "/account/factors/app"
OF_ONE = {"int": "1", "str": "utrecht", "uuid": "00000000-0000-0000-0000-000000000001"}


def sign_in(user: User, follow: bool = False):
    """A browser in which the password was given, and nothing else yet."""
    browser = Client()
    sent = {"login": user.email, "password": cast.PASSWORD}
    return browser, browser.post(SIGN_IN, sent, follow=follow)


def routes(entries, before="") -> dict[str, str]:
    """An address for each route, with something for what it asks."""
    found: dict[str, str] = {}
    for entry in entries:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            address = re.sub(
                r"<(?:(\w+):)?\w+>", lambda m: OF_ONE.get(m[1] or "str", "x"), pattern
            )
            found[entry.name] = "/" + address
        else:
            found |= routes(entry.url_patterns, pattern)
    return found


EVERY = routes(get_resolver().url_patterns)


@pytest.mark.parametrize("route", sorted(set(EVERY) - OPEN))
@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_by_a_password_alone_nothing_is_reached(person, route, fragment):
    browser = Client()
    browser.force_login(person)
    for ask in (browser.get, browser.post):
        answer = ask(EVERY[route], headers={"HX-Request": "true"} if fragment else {})
        if EVERY[route].startswith("/api/"):
            assert answer.status_code == 403, answer.content
            assert answer.headers["Content-Type"] == "application/problem+json"
        elif fragment:
            assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, APP)
            assert answer.content == b""
        else:
            assert (answer.status_code, answer.headers["Location"]) == (302, APP)


def test_who_has_no_factor_is_led_to_set_one_up_and_then_gets_in(person, monkeypatch):
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.generate_totp_secret", lambda: cast.SECRET)
    browser, answer = sign_in(person, follow=True)
    assert answer.redirect_chain[-1] == (APP, 302)
    page = answer.content.decode()
    assert cast.SECRET[:4] in page
    assert '<svg class="lvv-qr"' in page
    assert "lvv-nav" not in page
    assert "style=" not in page
    assert "data:" not in page
    wrong = browser.post(APP, {"code": "000000"})
    assert "Deze code klopt niet" in wrong.content.decode()
    assert browser.get("/account/tokens").status_code == 302
    codes = browser.post(APP, {"code": cast.code()}, follow=True).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert browser.get("/account/tokens").status_code == 200
    assert not re.search(
        r"<code>\d{8}</code>", browser.get("/account/factors/codes").content.decode()
    )


def test_who_has_one_shows_it_before_anything_else(person):
    cast.give_factor(person)
    browser, answer = sign_in(person)
    assert answer.headers["Location"] == CODE
    assert browser.get("/account/tokens").headers["Location"].startswith(SIGN_IN)
    assert browser.post(CODE, {"code": "000000"}).status_code == 422
    assert browser.get("/account/tokens").status_code == 302
    assert browser.post(CODE, {"code": cast.code()}).status_code == 302
    assert browser.get("/account/tokens").status_code == 200


def test_a_code_opens_once(person):
    cast.give_factor(person)
    code = cast.code()
    first, _ = sign_in(person)
    assert first.post(CODE, {"code": code}).status_code == 302
    second, _ = sign_in(person)
    assert second.post(CODE, {"code": code}).status_code == 422


def test_an_emergency_code_opens_once(person, monkeypatch):
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.generate_totp_secret", lambda: cast.SECRET)
    browser, _ = sign_in(person, follow=True)
    page = browser.post(APP, {"code": cast.code()}, follow=True).content.decode()
    code = re.search(r"<code>(\d{8})</code>", page)[1]
    for status in (302, 422):
        other, _ = sign_in(person)
        assert other.post(CODE, {"code": code}).status_code == status


def test_a_session_from_before_the_factor_has_to_show_it_too(person):
    earlier = Client()
    earlier.force_login(person)
    cast.give_factor(person)
    answer = earlier.get("/account/tokens")
    assert answer.headers["Location"] == f"{SIGN_IN}?next=/account/tokens"
    assert earlier.get(APP).headers["Location"].startswith(SIGN_IN)


def test_secrets_are_not_readable_in_the_database(person):
    cast.give_factor(person)
    stored = Authenticator.objects.get(user=person).data["secret"]
    assert cast.SECRET not in stored


@pytest.mark.parametrize("what", ["passkeys/add", "codes/new", "app/remove"])
def test_who_changes_a_factor_shows_once_more_who_they_are(client, person, what):
    cast.give_factor(person)
    client.force_login(person)
    address = f"/account/factors/{what}"
    assert client.get(address).url == f"/account/again?{urlencode({'next': address})}"
    again = {"password": cast.PASSWORD, "next": address}
    assert client.post("/account/again", again).url == address
    assert client.get(address).status_code == 200


def test_the_last_factor_stays(client, person):
    cast.give_factor(person)
    client.force_login(person)
    client.post("/account/again", {"password": cast.PASSWORD})
    page = client.post("/account/factors/app/remove")
    assert page.status_code == 200
    assert "Dit is uw laatste tweede stap" in page.content.decode()
    assert Authenticator.objects.filter(user=person).count() == 1


def test_what_goes_wrong_at_the_second_step_is_remembered(person):
    cast.give_factor(person)
    browser, _ = sign_in(person)
    browser.post(CODE, {"code": "000000"})
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.result) == (Act.SECOND_FACTOR_FAILED, Result.REFUSED)
    assert (last.user_id, last.subject_ids) == (None, [person.pk])
    browser.post(CODE, {"code": cast.code()})
    assert AccessEntry.objects.latest("pk").act == Act.SIGN_IN
    browser.post("/account/logout")
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.user_id) == (Act.SIGN_OUT, person.pk)


def test_in_the_demonstration_the_code_stands_on_the_screen(settings, make):
    settings.LVV_DEMO = True
    made_up = make(email="coordinator@demo.lvv.example")
    cast.give_factor(made_up)
    browser, _ = sign_in(made_up)
    cast.code()
    shown = re.search(r"\b\d{6}\b", re.sub(r"<[^>]+>", " ", browser.get(CODE).content.decode()))
    assert browser.post(CODE, {"code": shown[0]}).status_code == 302


@pytest.mark.parametrize(
    ("is_demo", "email"),
    [(False, "a@demo.lvv.example"), (True, "a@example.org"), (True, "a@notdemo.lvv.example")],
    ids=["outside a demonstration", "of somebody real", "of a domain that ends alike"],
)
def test_a_code_is_shown_of_nobody_else(settings, make, is_demo, email):
    settings.LVV_DEMO = is_demo
    user = make(email=email)
    cast.give_factor(user)
    with pytest.raises(PermissionDenied):
        demo_code(user)
    browser, _ = sign_in(user)
    assert cast.code() not in browser.get(CODE).content.decode()
