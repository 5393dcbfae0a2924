"""Signing in and one's password: formal Dutch, also where the library has the word."""

import re
from importlib import resources

import pytest
from babel.messages.pofile import read_po
from django.core.cache import cache
from django.utils import translation
from django.utils.html import strip_tags

from apps.organisation.models import User
from tests import cast

pytestmark = pytest.mark.django_db
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jezelf)\b", re.IGNORECASE)
URL, PASSWORD_URL = "/account/login", "/account/password"


@pytest.fixture(autouse=True)
def _no_attempts_before():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person():
    return User.objects.create(email="a@example.org", name="A", password=cast.HASHED)


def words(response) -> str:
    text = re.sub(r"\s+", " ", strip_tags(response.content.decode()))
    assert not FAMILIAR.search(text)
    return text


def try_to_sign_in(client, password="wrong"):
    return words(client.post(URL, {"login": "a@example.org", "password": password}))


def test_nothing_filled_in_is_asked_for_in_dutch(client):
    text = words(client.post(URL, {}))
    assert "Vul een e-mailadres in, zoals naam@gemeente.nl." in text
    assert "Vul uw wachtwoord in." in text
    assert "vereist" not in text


def test_the_language_is_chosen_before_signing_in(client):
    response = client.post("/language", {"language": "en", "next": URL})
    assert (response.status_code, response.url) == (302, URL)
    assert "Sign in" in words(client.get(URL))


def test_a_wrong_password_is_told_formally_and_without_saying_who_is_known(client, person):
    known = try_to_sign_in(client)
    unknown = words(client.post(URL, {"login": "b@example.org", "password": "wrong"}))
    for text in (known, unknown):
        assert "Het e-mailadres of het wachtwoord klopt niet." in text


def test_too_many_attempts_are_told_formally(client, person):
    texts = [try_to_sign_in(client) for _attempt in range(6)]
    assert "Dat ging te vaak mis. Wacht vijf minuten" in texts[-1]


def test_too_many_requests_are_told_formally(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post(URL, {})
    response = client.post(URL, {})
    assert response.status_code == 429
    assert "Dat ging te vaak achter elkaar" in words(response)


def test_a_password_is_changed_and_that_is_said(client, person):
    client.force_login(person)
    text = words(client.post(PASSWORD_URL, {}))
    for sentence in (
        "Vul uw huidige wachtwoord in.",
        "Vul een nieuw wachtwoord in.",
        "Vul het nieuwe wachtwoord nog een keer in.",
    ):
        assert sentence in text
    new = {"password1": "een heel ander woord", "password2": "een heel ander woord"}
    text = words(client.post(PASSWORD_URL, {"oldpassword": "wrong", **new}))
    assert "Dit is niet uw huidige wachtwoord." in text
    done = client.post(PASSWORD_URL, {"oldpassword": cast.PASSWORD, **new}, follow=True)
    assert "Uw wachtwoord is gewijzigd." in words(done)


def test_nothing_that_the_forms_of_the_library_can_say_is_familiar():
    """The pages of its own that it has, are not among our addresses; its forms and errors are."""
    with (resources.files("allauth") / "locale/nl/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    shown = [
        message.id
        for message in catalogue
        if any(path in {"account/adapter.py", "account/forms.py"} for path, _ in message.locations)
    ]
    assert len(shown) > 20
    with translation.override("nl"):
        assert [text for text in shown if FAMILIAR.search(translation.gettext(text))] == []
