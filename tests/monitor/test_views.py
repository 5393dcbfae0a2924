"""The page of the monitor: it shows what was kept, and has counted what was not."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.monitor import actions
from apps.monitor.models import MOST_ATTEMPTS, Edition, EditionRequest
from apps.organisation.access import Actor
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User
from tests import cast
from tests.registers.packages import PILOT

JUNE = date(2022, 6, 30)
ADDRESS = "/monitor?on=30-06-2022"


@pytest.fixture
def pilot(db):
    accepted, _report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted


@pytest.fixture
def bureau(client, pilot):
    client.force_login(cast.gather()["bureau"])
    return client


def run() -> None:
    for number in EditionRequest.objects.unended().values_list("pk", flat=True):
        actions.run_edition(number)


def text(response) -> str:
    return response.content.decode()


def test_a_day_that_was_never_counted_is_asked_for_once_and_shown_when_it_is_there(bureau):
    for _ in range(3):
        page = text(bureau.get(ADDRESS))
        assert "De cijfers van deze dag worden geteld" in page
        assert 'hx-trigger="every 1s"' in page
        assert "Aanmeldingen" not in page
    assert EditionRequest.objects.count() == 1
    run()
    page = text(bureau.get(ADDRESS))
    assert "2092" in page
    assert "every 1s" not in page


def test_the_fragment_is_the_part_of_the_page(bureau):
    for at_work in (True, False):
        page = text(bureau.get(ADDRESS))
        fragment = text(bureau.get(ADDRESS, headers={"HX-Request": "true"}))
        assert fragment.lstrip().startswith("<div")
        assert ("every 1s" in fragment) == at_work
        assert _without_token(fragment.strip()) in _without_token(page)
        run()


def _without_token(page: str) -> str:
    return "\n".join(
        line.strip() for line in page.splitlines() if "csrfmiddlewaretoken" not in line
    )


def test_an_edition_is_drawn_once_for_all_who_see_the_same_and_for_nobody_else(bureau, client):
    bureau.get(ADDRESS)
    run()
    address = f"/monitor/editions/{Edition.objects.get().pk}"

    def reads() -> tuple[str, bool]:
        """The page, and whether the cells were read for it."""
        with CaptureQueriesContext(connection) as asked:
            page = text(client.get(address))
        return page, any("monitor_editioncell" in query["sql"] for query in asked)

    first, second = reads(), reads()
    assert (first[1], second[1]) == (True, False)
    assert _without_token(first[0]) == _without_token(second[0])
    of_all = set(Location.objects.values_list("name", flat=True))
    assert all(f">{name}</th>" in second[0] for name in of_all)
    for name in ("coordinator_utrecht", "coordinator_groningen"):
        client.force_login(User.objects.get(name=name))
        page, was_read = reads()
        own = name.removeprefix("coordinator_").title()
        assert was_read
        assert {each for each in of_all if f">{each}</th>" in page} == {own}
    User.objects.filter(name="coordinator_groningen").update(language="en")
    page, was_read = reads()
    assert was_read
    assert "Referrals" in page


def test_the_page_shows_the_edition_whatever_the_register_says_since(bureau):
    bureau.get(ADDRESS)
    run()
    with CaptureQueriesContext(connection) as asked:
        page = text(bureau.get(ADDRESS))
    assert f"Editie {Edition.objects.get().pk}," in page
    tables = ("tracks_", "participants_", "counselling_", "screening_")
    assert not [q["sql"] for q in asked if any(f"{table}" in q["sql"] for table in tables)]


def test_counting_again_is_asked_by_a_button(bureau):
    bureau.get(ADDRESS)
    run()
    response = bureau.post("/monitor", {"on": "30-06-2022"})
    assert (response.status_code, response.url) == (302, ADDRESS)
    page = text(bureau.get(ADDRESS))
    assert "De cijfers van deze dag worden geteld" in page
    assert "2092" in page  # the figures that there are stay in sight
    run()
    assert "worden geteld" not in text(bureau.get(ADDRESS))
    assert Edition.objects.count() == 1  # nothing had changed


def test_a_count_that_broke_off_says_so_and_is_not_begun_again_by_looking(bureau):
    bureau.get(ADDRESS)
    EditionRequest.objects.update(attempts=MOST_ATTEMPTS)
    run()
    for _ in range(2):
        assert "Het tellen is afgebroken" in text(bureau.get(ADDRESS))
    assert EditionRequest.objects.count() == 1
    bureau.post("/monitor", {"on": "30-06-2022"})
    assert EditionRequest.objects.count() == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_day_to_come_is_refused_with_a_sentence(bureau, method):
    response = getattr(bureau, method)("/monitor", {"on": "02-07-2022"})
    assert response.status_code == 422
    assert "Deze dag komt nog." in text(response)
    assert not EditionRequest.objects.filter(reference_date=date(2022, 7, 2)).exists()


def test_a_location_sees_its_own_figures_and_the_national_ones(client, pilot):
    people = cast.gather()
    client.force_login(people["coordinator_utrecht"])
    locations = Location.objects.values_list("pk", flat=True)
    by = Actor.system("test", today=cast.TODAY, locations=locations)
    actions.run_edition(actions.request_edition(on=JUNE, location=None, by=by).pk)
    page = text(client.get(ADDRESS))
    assert "Utrecht" in page
    assert "Groningen" not in page


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("/monitor", "Er is nog geen register"), ("/monitor/editions", "Er zijn nog geen edities")],
)
def test_without_a_register_the_page_says_so(client, db, address, sentence):
    user = User.objects.create(email="b@example.org", name="b", password=cast.HASHED)
    bureau = Organisation.objects.create(name="Bureau", kind=OrganisationKind.BUREAU)
    Membership.objects.create(
        user=user, organisation=bureau, role=Role.PROGRAMME_BUREAU, from_on=cast.FROM
    )
    client.force_login(user)
    assert sentence in text(client.get(address))
    assert not EditionRequest.objects.exists()


# --- Editions


def two_editions() -> tuple[Edition, Edition]:
    """Of one day, between which a track of Utrecht ended."""
    locations = Location.objects.values_list("pk", flat=True)
    by = Actor.system("test", today=cast.TODAY, locations=locations)
    actions.run_edition(actions.request_edition(on=JUNE, location=None, by=by).pk)
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracks_track SET outflow_on = '2022-06-15', outflow_reason = 'other'"
            " WHERE id = (SELECT track.id FROM tracks_track AS track"
            " JOIN organisation_location AS location ON location.id = track.location_id"
            " WHERE outflow_on IS NULL AND location.code = 'utrecht' ORDER BY track.position LIMIT 1)"
        )
        assert cursor.rowcount == 1
    actions.run_edition(actions.request_edition(on=JUNE, location=None, by=by, again=True).pk)
    first, second = Edition.objects.order_by("pk")
    return first, second


def test_editions_are_listed_and_found_again(bureau):
    first, second = two_editions()
    page = text(bureau.get("/monitor/editions"))
    assert page.index(f"/monitor/editions/{second.pk}") < page.index(
        f"/monitor/editions/{first.pk}"
    )
    found = text(bureau.get(f"/monitor/editions/{first.pk}"))
    assert first.hash in found
    assert "Wat is er veranderd sinds" not in found
    found = text(bureau.get(f"/monitor/editions/{second.pk}"))
    assert second.hash in found
    assert f"Wat is er veranderd sinds editie {first.pk}" in found


def test_what_changed_between_two_editions_is_told_figure_by_figure(bureau):
    _first, second = two_editions()
    page = text(bureau.get(f"/monitor/editions/{second.pk}/changes"))
    rows = page.split("<tbody>")[1]
    assert "Landelijk" in rows
    assert "Utrecht" in rows
    assert "Groningen" not in rows  # nothing changed there


def test_another_city_reads_no_change_of_utrecht_but_the_national_one(client, pilot):
    _first, second = two_editions()
    client.force_login(cast.gather()["coordinator_groningen"])
    rows = text(client.get(f"/monitor/editions/{second.pk}/changes")).split("<tbody>")[1]
    assert "Landelijk" in rows
    assert "Utrecht" not in rows


def test_the_first_edition_of_a_day_has_nothing_to_be_compared_with(bureau):
    first, _second = two_editions()
    assert bureau.get(f"/monitor/editions/{first.pk}/changes").status_code == 404


def test_a_location_that_came_later_has_no_column(bureau):
    first, _second = two_editions()
    Location.objects.create(code="zwolle", name="Zwolle", municipality_codes="GM0193")
    for address in (ADDRESS, f"/monitor/editions/{first.pk}"):
        response = bureau.get(address)
        assert response.status_code == 200
        assert '<th scope="col" class="lvv-cell--number">Zwolle' not in text(response)
