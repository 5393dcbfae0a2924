"""Who has not signed in is sent to the page for that, also from within a page."""

import pytest
from django.conf import settings

from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User
from tests import cast

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login"


def ask(client, current: str):
    return client.get("/tracks", headers={"HX-Request": "true", "HX-Current-URL": current})


def test_a_fragment_without_a_session_sends_the_browser_to_sign_in_and_back(client):
    response = ask(client, "http://testserver/tracks?state=open#tracks")
    assert response.headers["HX-Redirect"] == f"{SIGN_IN}?next=/tracks%3Fstate%3Dopen%23tracks"
    assert (response.status_code, response.content) == (200, b"")
    assert "Location" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "current",
    [
        "https://elsewhere.example/tracks",
        "//elsewhere.example/tracks",
        "http://testserver//elsewhere.example",
        "http://testserver/\\elsewhere.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_of_elsewhere_is_not_gone_back_to(client, current):
    assert ask(client, current).headers["HX-Redirect"] == f"{SIGN_IN}?next=/"


def test_a_post_of_a_fragment_goes_back_to_its_page(client):
    response = client.post(
        "/imports",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/imports"},
    )
    assert response.headers["HX-Redirect"] == f"{SIGN_IN}?next=/imports"


def test_a_session_that_has_ended_is_as_no_session(client):
    client.force_login(User.objects.create(email="a@example.org", password=cast.HASHED))
    client.session.flush()
    assert SIGN_IN in ask(client, "http://testserver/tracks").headers["HX-Redirect"]


def test_a_page_is_still_redirected(client):
    response = client.get("/tracks?state=open")
    assert (response.status_code, response.url) == (
        302,
        f"{SIGN_IN}?next=/tracks%3Fstate%3Dopen",
    )


def test_a_page_that_is_not_there_leaves_the_navigation(client):
    user = User.objects.create(email="a@example.org", password=cast.HASHED)
    location = Location.objects.create(code="utrecht", name="Utrecht", municipality_codes="GM0344")
    town = Organisation.objects.create(name="Utrecht", kind=OrganisationKind.MUNICIPALITY)
    Membership.objects.create(
        user=user, organisation=town, location=location, role=Role.REGISTRAR, from_on=cast.FROM
    )
    client.force_login(user)
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert 'href="/participants"' in response.content.decode()


def test_a_page_that_is_not_there_shows_nothing_to_who_has_not_signed_in(client):
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert 'href="/participants"' not in response.content.decode()


@pytest.mark.parametrize("path", ["/tracks?location=%00", "/participants?location=a%00b"])
def test_an_address_with_a_character_that_no_text_has_is_refused(client, path):
    user = User.objects.create(email="nul@example.org", name="Nul", password="!")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get(path).status_code == 400
