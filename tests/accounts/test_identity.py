"""Signing in by an identity provider that runs beside: who is let in, and who is not."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from apps.accounts import role_actions
from apps.accounts.models import AllowedProvider
from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.foundation.acting import acting_as
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Membership, Organisation, User
from tests import cast
from tests.identity_provider import CLIENT, PASSWORD, SECRET
from tests.registers.packages import ROOT

pytestmark = pytest.mark.django_db
CALLBACK = "http://testserver/account/oidc/{}/callback"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A provider that answers, as a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("provider")
    callbacks = [CALLBACK.format(name) for name in ("cities", "ngos")]
    command = [sys.executable, "-m", "tests.identity_provider", str(folder), str(port), *callbacks]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, env={"PATH": "/usr/bin:/bin"}, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def provider(address: str, settings) -> str:
    """It stands for that of the cities, and under another name for that of the NGOs."""
    apps = [
        {
            "provider_id": name,
            "name": f"Provider of {name}",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": address},
        }
        for name in ("cities", "ngos")
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}
    }
    return address


@pytest.fixture
def city() -> Organisation:
    organisation = Organisation.objects.create(name="City", kind=OrganisationKind.BUREAU)
    AllowedProvider.objects.create(organisation=organisation, provider="cities")
    return organisation


def works_for(organisation: Organisation, email: str = "known@example.org") -> User:
    user = User.objects.create_user(email, None, name="K")
    Membership.objects.create(
        user=user, organisation=organisation, role=Role.PROGRAMME_BUREAU, from_on=cast.FROM
    )
    return user


def come_in(
    provider: str, email: str = "known@example.org", by: str = "cities", process: str = ""
):
    """Go to the provider, sign in there, and come back: the browser and the last answer."""
    browser, there = Client(), requests.Session()
    query = f"?process={process}" if process else ""
    sent = browser.post(f"/account/oidc/{by}/login{query}")
    assert sent.status_code == 302, sent.content
    assert sent.url.startswith(provider)
    page = there.get(sent.url)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = there.post(page.url, form, allow_redirects=False)
    while answer.headers["Location"].startswith("/"):
        answer = there.get(provider + answer.headers["Location"], allow_redirects=False)
    there.close()
    back = answer.headers["Location"]
    assert back.startswith(CALLBACK.format(by))
    return browser, browser.get(back.removeprefix("http://testserver"))


def test_an_invited_person_is_found_by_a_verified_address_and_gets_in(provider, city):
    user = works_for(city)
    browser, answer = come_in(provider)
    assert (answer.status_code, answer.url) == (302, "/")
    assert browser.get("/monitor").status_code == 200
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.extra_data) == (user, "cities", {})
    last = AccessEntry.objects.filter(act=Act.SIGN_IN).latest("pk")
    assert last.user_id == user.pk
    again, answer = come_in(provider)
    assert answer.status_code == 302
    assert SocialAccount.objects.count() == 1


def refused(answer) -> bool:
    """Nothing was opened, nothing was made, and the access log knows."""
    assert answer.status_code == 403
    assert "U komt zo niet binnen" in answer.content.decode()
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject, last.user_id) == (Act.SIGN_IN_FAILED, "identity", None)
    return True


def test_who_was_not_invited_gets_no_account(provider, city):
    before = User.objects.count()
    _browser, answer = come_in(provider, "stranger@example.org")
    assert refused(answer)
    assert User.objects.count() == before


def test_an_address_that_the_provider_has_not_verified_opens_nothing(provider, city):
    works_for(city, "unverified@example.org")
    assert refused(come_in(provider, "unverified@example.org")[1])


def test_a_provider_opens_only_for_organisations_that_it_is_let_in_for(provider, city):
    works_for(city)
    assert refused(come_in(provider, by="ngos")[1])
    other = Organisation.objects.create(name="Other", kind=OrganisationKind.BUREAU)
    AllowedProvider.objects.create(organisation=other, provider="ngos")
    assert refused(come_in(provider, by="ngos")[1])


def test_a_membership_that_has_ended_opens_nothing_any_more(provider, city):
    user = works_for(city)
    come_in(provider)
    user.memberships.update(until_on=cast.TODAY)
    assert refused(come_in(provider)[1])


def test_an_account_that_is_closed_stays_closed(provider, city):
    user = works_for(city)
    come_in(provider)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert refused(come_in(provider)[1])


def test_an_address_that_was_given_to_somebody_else_opens_nothing(provider, city):
    user = works_for(city)
    SocialAccount.objects.create(user=user, provider="cities", uid="who had the address before")
    assert refused(come_in(provider)[1])


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_nobody_connects_an_identity_by_hand(provider, city, process):
    works_for(city)
    assert refused(come_in(provider, process=process)[1])
    assert not SocialAccount.objects.exists()


def test_an_answer_that_was_not_asked_for_opens_nothing(provider, city):
    works_for(city)
    assert refused(Client().get("/account/oidc/cities/callback?code=x&state=y"))


def test_a_provider_that_nobody_knows_is_not_there(provider):
    assert Client().post("/account/oidc/unknown/login").status_code == 404


def test_the_page_to_sign_in_names_the_providers(provider, client):
    page = client.get("/account/login").content.decode()
    assert "Provider of cities" in page
    assert "Provider of ngos" in page


def test_an_administrator_says_by_which_providers_an_organisation_signs_in(provider, client, city):
    user = User.objects.create(email="admin@example.org", name="A", password="!")
    Membership.objects.create(
        user=user, organisation=city, role=Role.ADMINISTRATOR, from_on=cast.FROM
    )
    client.force_login(user)
    page = f"/organisations/{city.pk}"
    assert "checked" in client.get(page).content.decode()
    assert client.post(page, {"providers": ["ngos"]}).status_code == 302
    assert [found.provider for found in AllowedProvider.objects.all()] == ["ngos"]
    assert client.post(page, {"providers": ["made up"]}).status_code == 422


def test_only_an_administrator_says_that(provider, city):
    by = cast.actor(works_for(city))
    with pytest.raises(Exception, match="geen recht"), acting_as(by):
        role_actions.choose_providers(city, providers=["ngos"], by=by)
