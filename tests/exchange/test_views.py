"""The page where a package is uploaded."""

import re
import threading
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.exchange.models import ImportJob
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User
from tests import cast


def registrar(name: str = "registrar") -> Client:
    """A browser in which a registrar has signed in."""
    location, _ = Location.objects.get_or_create(
        code="utrecht", defaults={"name": "Utrecht", "municipality_codes": "GM0344"}
    )
    town, _ = Organisation.objects.get_or_create(
        name="Utrecht", defaults={"kind": OrganisationKind.MUNICIPALITY}
    )
    user = User.objects.create(email=f"{name}@example.org", name=name, password=cast.HASHED)
    Membership.objects.create(
        user=user, organisation=town, location=location, role=Role.REGISTRAR, from_on=cast.FROM
    )
    client = cast.Browser()
    client.force_login(user)
    return client


def newest(client: Client) -> str:
    """What the page with the button holds, to know it by."""
    page = client.get("/imports").content.decode()
    return re.search(r'name="newest" value="(\d+)"', page)[1]


def upload(client: Client, page: str, content: str = "package") -> str:
    """Press the button on a page; gives the address that one comes to."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("locations.csv", content)
    package = SimpleUploadedFile("p.zip", file.getvalue(), "application/zip")
    response = client.post("/imports", {"package": package, "newest": page})
    assert response.status_code == 302
    return response.url


@pytest.mark.django_db
def test_a_button_that_is_pressed_twice_asks_for_one_import():
    client = registrar()
    page = newest(client)
    came_to = upload(client, page)
    # Also where the first has ended before the second has come in.
    ImportJob.objects.update(ended_at=timezone.now(), accepted=False, key_wrapped=None)
    assert upload(client, page) == came_to
    assert ImportJob.objects.count() == 1


@pytest.mark.django_db
def test_from_a_new_page_the_same_package_is_brought_in_again():
    client = registrar()
    assert upload(client, newest(client)) != upload(client, newest(client))
    assert ImportJob.objects.count() == 2


@pytest.mark.django_db
def test_another_package_and_another_person_ask_for_another_import():
    client = registrar()
    page = newest(client)
    upload(client, page)
    upload(client, page, "another package")
    upload(registrar("colleague"), page)
    assert ImportJob.objects.count() == 3


def test_two_presses_at_the_same_moment_ask_for_one_import(committed):
    first, second = registrar(), Client()
    second.cookies = first.cookies
    page = newest(first)
    both = threading.Barrier(2)
    came_to = []

    def press(client: Client) -> None:
        both.wait(10)
        came_to.append(upload(client, page))
        connection.close()

    presses = [threading.Thread(target=press, args=[client]) for client in (first, second)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join(30)
    assert (len(came_to), len(set(came_to)), ImportJob.objects.count()) == (2, 1, 1)


@pytest.mark.django_db
def test_the_list_of_imports_has_heads_and_says_how_each_stands():
    client = registrar()
    upload(client, newest(client))
    page = client.get("/imports").content.decode()
    for words in ("Pakket", "Grootte", "Stand", "Wacht"):
        assert words in page.split("<table")[1]
