"""Trying again and again: the same answer for an account that is there and one that is not."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.test import Client

from apps.organisation.models import User
from tests import cast
from tests.accounts.conftest import SLOW

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, APP = "/account/login", "/account/login/code", "/account/factors/app"
TOO_OFTEN = "Dat ging te vaak mis. Wacht vijf minuten"


def answer(email: str, password: str = "wrong", source: str = "10.0.0.1") -> tuple[int, str]:
    """What one gets, without the token against forgery and without what was typed."""
    sent = {"login": email, "password": password}
    response = Client(REMOTE_ADDR=source).post(SIGN_IN, sent)
    body = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
    return response.status_code, body.replace(email, "")


def test_an_unknown_account_gets_the_very_same_answers(person):
    User.objects.create(email="c@example.org", name="C", password=make_password(None))
    sources = [f"10.0.0.{number}" for number in range(7)]
    known, unknown, without = (
        [answer(email, source=source) for source in sources]
        for email in ("a@example.org", "b@example.org", "c@example.org")
    )
    assert known == unknown == without
    assert TOO_OFTEN not in known[4][1]
    assert TOO_OFTEN in known[5][1]


def test_for_an_unknown_account_as_much_is_reckoned(settings, monkeypatch):
    settings.PASSWORD_HASHERS = [SLOW]
    User.objects.create(email="a@example.org", name="A", password=cast.HASHED)
    User.objects.create(email="c@example.org", name="C", password=make_password(None))
    reckoned = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self, password, salt, iterations=None):
        reckoned.append(iterations or self.iterations)
        return encode(self, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    found = []
    for email in ("a@example.org", "b@example.org", "c@example.org"):
        reckoned.clear()
        answer(email)
        found.append(list(reckoned))
    assert found[0] == found[1] == found[2] == [PBKDF2PasswordHasher.iterations]


def test_after_five_failures_the_right_password_waits_too(make):
    make()
    for _try in range(5):
        answer("a@example.org")
    assert TOO_OFTEN in answer("a@example.org", cast.PASSWORD, "10.0.0.9")[1]
    assert answer(make("d").email, cast.PASSWORD, "10.0.0.9")[0] == 302


def test_from_one_address_ten_accounts_are_tried_in_a_minute_and_no_more(person):
    for number in range(10):
        assert TOO_OFTEN not in answer(f"{number}@example.org")[1]
    assert TOO_OFTEN in answer("11@example.org")[1]


def test_the_second_step_is_tried_five_times(person):
    cast.give_factor(person)
    for number in range(7):
        browser = Client(REMOTE_ADDR=f"10.0.1.{number}")
        browser.post(SIGN_IN, {"login": person.email, "password": cast.PASSWORD})
        page = browser.post(CODE, {"code": "000000"})
        assert (TOO_OFTEN in page.content.decode()) == (number >= 5)
    assert TOO_OFTEN in browser.post(CODE, {"code": cast.code()}).content.decode()


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("elf tekens.", 200),
        ("q1w2e3r4t5y6", 200),
        ("a@example.org", 200),
        ("twaalf teken", 302),
    ],
    ids=["too short", "one that many have", "one's own address", "long enough"],
)
def test_a_password_is_long_and_not_one_that_everybody_has(client, person, password, status):
    client.force_login(person)
    sent = {"oldpassword": cast.PASSWORD, "password1": password, "password2": password}
    assert client.post("/account/password", sent).status_code == status
