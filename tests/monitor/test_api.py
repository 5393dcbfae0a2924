"""The monitor for programs: editions asked for, followed and read; each figure as it was kept."""

import csv
from datetime import date

import pytest

from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.monitor.actions import request_edition, run_edition
from apps.monitor.indicators import INDICATORS
from apps.monitor.models import Edition, EditionRequest
from apps.organisation.access import Actor
from apps.organisation.models import Location
from tests import cast
from tests.asking import BASE, Program, problem_of
from tests.registers.packages import PILOT, REFERENCE

JUNE = "2022-06-30"
with (REFERENCE / f"cells-{JUNE}.csv").open(newline="") as file:
    CELLS = list(csv.DictReader(file))


@pytest.fixture
def people(db, bring_in):
    accepted, report = bring_in(PILOT)
    assert accepted, report.as_text("en")
    return cast.gather()


def made(on: str = JUNE, location: Location | None = None) -> Edition:
    everywhere = Location.objects.values_list("pk", flat=True)
    by = Actor.system("test", today=cast.TODAY, locations=everywhere)
    found = request_edition(on=date.fromisoformat(on), location=location, by=by, again=True)
    run_edition(found.pk)
    return Edition.objects.latest("pk")


def as_row(cell: dict) -> dict[str, str]:
    """A cell as the file of the standard writes it."""
    names = ("category", "denominator", "indicator", "location", "numerator", "value")
    row = {name: "" if cell[name] is None else str(cell[name]) for name in names}
    return row | {"reference_date": cell["referenceDate"]}


def test_the_cells_are_those_of_the_reference_in_their_order(people):
    edition = made()
    program = Program(people["bureau"])
    assert [as_row(cell) for cell in program.rows(f"editions/{edition.pk}/cells")] == CELLS


def test_a_city_gets_its_own_cells_and_the_national_ones(people):
    edition = made()
    cells = Program(people["coordinator_utrecht"]).rows(
        f"editions/{edition.pk}/cells", pageSize=100
    )
    assert [as_row(cell) for cell in cells] == [
        row for row in CELLS if row["location"] in ("all", "utrecht")
    ]


@pytest.mark.parametrize(
    "chosen",
    [{"location": "all"}, {"location": "utrecht"}, {"indicator": "tracks"}]
    + [{"location": "utrecht", "indicator": "gender"}, {"location": "groningen"}],
)
def test_cells_are_narrowed_by_location_and_indicator(people, chosen):
    edition = made()
    found = Program(people["bureau"]).rows(f"editions/{edition.pk}/cells", **chosen)
    assert [as_row(cell) for cell in found] == [
        row for row in CELLS if all(row[name] == value for name, value in chosen.items())
    ]


def test_a_day_is_asked_for_followed_and_read(people):
    program = Program(people["bureau"])
    response = program.post("editions", {"referenceDate": JUNE})
    assert response.status_code == 202
    address = response.headers["Location"]
    assert program.get(address).json()["state"] == "waiting"
    again = program.post("editions", {"referenceDate": JUNE})
    assert again.headers["Location"] == address
    run_edition(EditionRequest.objects.get().pk)
    asked = program.get(address).json()
    assert (asked["state"], asked["referenceDate"], asked["scope"]) == ("made", JUNE, "all")
    edition = program.get(f"editions/{asked['edition']}").json()
    assert edition["period"] == {"first": "2022-05-01", "last": JUNE}
    there = program.post("editions", {"referenceDate": JUNE})
    assert (there.status_code, there.json()) == (200, edition)
    assert there.headers["Location"] == f"{BASE}/editions/{edition['id']}"


def test_a_day_is_counted_again_on_request(people):
    made()
    program = Program(people["bureau"])
    assert program.post("editions", {"referenceDate": JUNE, "again": True}).status_code == 202
    assert program.post("editions", {"referenceDate": JUNE, "again": False}).status_code == 200


def test_one_location_is_asked_for_by_who_sees_its_figures(people):
    body = {"referenceDate": JUNE, "scope": "utrecht"}
    response = Program(people["coordinator_utrecht"]).post("editions", body)
    assert (response.status_code, response.json()["scope"]) == (202, "utrecht")
    theirs = Program(people["coordinator_groningen"])
    problem_of(theirs.post("editions", body), 403)
    problem_of(theirs.get(response.headers["Location"]), 404)


def test_nobody_else_asks_for_a_day(people):
    for name in ("registrar_utrecht", "counsellor_utrecht", "administrator", "stranger"):
        problem_of(Program(people[name]).post("editions", {"referenceDate": JUNE}), 403)
    assert EditionRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["referenceDate"]),
        ({"referenceDate": None}, ["referenceDate"]),
        ({"referenceDate": "30-06-2022"}, ["referenceDate"]),
        ({"referenceDate": "20220630"}, ["referenceDate"]),
        ({"referenceDate": 20220630}, ["referenceDate"]),
        ({"referenceDate": JUNE, "scope": "nowhere"}, ["scope"]),
        ({"referenceDate": JUNE, "scope": 3}, ["scope"]),
        ({"referenceDate": JUNE, "again": "true"}, ["again"]),
        ({"referenceDate": JUNE, "again": 1}, ["again"]),
        ({"referenceDate": "x", "again": None}, ["again", "referenceDate"]),
    ],
    ids=str,
)
def test_what_is_no_request_is_refused_at_its_fields(people, body, fields):
    found = problem_of(Program(people["bureau"]).post("editions", body), 400)
    assert sorted(error["field"] for error in found["errors"]) == fields
    assert all(error["detail"].endswith(".") for error in found["errors"])


def test_editions_are_narrowed_by_day_and_by_scope(people):
    utrecht = Location.objects.get(code="utrecht")
    april, june, of_utrecht = made("2022-04-30"), made(), made(location=utrecht)
    program = Program(people["bureau"])
    for chosen, wanted in (
        ({}, [of_utrecht, june, april]),
        ({"referenceDate": JUNE}, [of_utrecht, june]),
        ({"scope": "all"}, [june, april]),
        ({"scope": "utrecht"}, [of_utrecht]),
        ({"scope": "utrecht", "referenceDate": "2022-04-30"}, []),
    ):
        found = program.rows("editions", pageSize=1, **chosen)
        assert [row["id"] for row in found] == [edition.pk for edition in wanted], chosen
    theirs = Program(people["coordinator_groningen"])
    assert [row["id"] for row in theirs.rows("editions")] == [june.pk, april.pk]
    problem_of(theirs.get(f"editions/{of_utrecht.pk}"), 404)
    problem_of(theirs.get(f"editions/{of_utrecht.pk}/cells"), 404)


@pytest.mark.parametrize("day", ["30-06-2022", "2022-6-30", "2022-02-30", "20220630", "today"])
def test_a_day_is_written_in_one_way(people, day):
    found = problem_of(Program(people["bureau"]).get("editions", referenceDate=day), 400)
    assert [error["field"] for error in found["errors"]] == ["referenceDate"]


def test_reading_figures_is_written_down(people):
    edition = made()
    program = Program(people["bureau"])
    for address, act in (
        ("editions", Act.LIST),
        (f"editions/{edition.pk}", Act.READ),
        (f"editions/{edition.pk}/cells", Act.READ),
    ):
        program.get(address)
        last = AccessEntry.objects.latest("pk")
        assert (last.act, last.subject, last.subject_ids) == (act, "edition", [edition.pk])


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "ods", "pdf"])
def test_an_edition_is_handed_over_as_the_file_of_the_page(people, client, form):
    edition = made()
    person = people["coordinator_utrecht"]
    client.force_login(person)
    page = client.get(f"/monitor/editions/{edition.pk}/export/{form}")
    file = Program(person).get(f"editions/{edition.pk}/exports/{form}", {"Accept": "image/png"})
    assert (file.status_code, file.content) == (200, page.content)
    for name in ("Content-Type", "Content-Disposition"):
        assert file.headers[name] == page.headers[name]
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject, last.subject_ids) == (Act.EXPORT, "edition", [edition.pk])


def test_an_edition_of_elsewhere_or_in_an_unknown_form_is_not_there(people):
    edition = made(location=Location.objects.get(code="utrecht"))
    ours, theirs = Program(people["coordinator_utrecht"]), Program(people["coordinator_groningen"])
    assert ours.get(f"editions/{edition.pk}/exports/csv").status_code == 200
    problem_of(theirs.get(f"editions/{edition.pk}/exports/csv"), 404)
    problem_of(ours.get(f"editions/{edition.pk}/exports/doc"), 404)
    problem_of(Program(people["stranger"]).get(f"editions/{edition.pk}/exports/csv"), 403)


def test_every_indicator_says_what_it_means(people):
    program = Program(people["bureau"])
    found = program.get("indicators").json()
    assert {row["code"] for row in found} == {row["indicator"] for row in CELLS}
    assert [row["code"] for row in found] == [indicator.code for indicator in INDICATORS]
    for row in found:
        assert program.get(f"indicators/{row['code']}").json() == row
        codes = [category["code"] for category in row["categories"]]
        counted = [
            cell["category"]
            for cell in CELLS
            if (cell["location"], cell["indicator"]) == ("all", row["code"]) and cell["category"]
        ]
        assert set(codes) <= set(counted)
        assert set(codes) == set(counted) or row["namedCountries"]
