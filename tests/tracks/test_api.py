"""Tracks for programs: the rows, the fields and the traces of the page."""

import re
from collections.abc import Iterable

import pytest

from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.organisation.codes import Scope
from tests import cast
from tests.asking import Program, problem_of
from tests.registers.packages import PILOT, Row, read_package

REGISTER = read_package(PILOT)
TRACKS = [row for row in REGISTER["tracks"] if row["location"] == "utrecht"]


@pytest.fixture
def people(db, bring_in):
    accepted, report = bring_in(PILOT)
    assert accepted, report.as_text("en")
    return cast.gather()


def keys(rows: Iterable[Row], name: str = "track_id") -> list[str]:
    return sorted(row[name] for row in rows)


def test_the_list_has_the_tracks_of_the_register_and_the_filters_narrow_it(people):
    program = Program(people["coordinator_utrecht"])
    found = program.rows("tracks", pageSize=100)
    assert keys(found, "key") == keys(TRACKS)
    assert [row["admittedOn"] for row in found] == sorted(
        (row["admitted_on"] for row in TRACKS), reverse=True
    )
    wanted = {
        "state=open": [row for row in TRACKS if not row["outflow_on"]],
        "outflowReason=departure": [row for row in TRACKS if row["outflow_reason"] == "departure"],
        "location=utrecht": TRACKS,
        "location=groningen": [],
        "caseload=mine": [],
    }
    for filter_, rows in wanted.items():
        name, value = filter_.split("=")
        assert keys(program.rows("tracks", pageSize=100, **{name: value}), "key") == keys(rows)


@pytest.mark.parametrize(
    "name", ["coordinator_utrecht", "officer_utrecht", "counsellor_groningen"]
)
def test_the_rows_are_those_of_the_page_in_its_order(people, client, name):
    client.force_login(people[name])
    page = client.get("/tracks").content.decode().split("<tbody>")[1].split("</tbody>")[0]
    on_page = re.findall(r'data-label="Dagen" class="lvv-cell--number">(\d+)<', page)
    rows = Program(people[name]).get("tracks").json()["results"]
    assert [str(row["days"]) for row in rows] == on_page
    links = [int(number) for number in re.findall(r'href="/participants/(\d+)"', page)]
    assert [row["participant"]["id"] for row in rows if row["participant"]] == links


def test_who_may_not_know_the_person_gets_the_track_without(people):
    rows = Program(people["officer_utrecht"]).rows("tracks", pageSize=100)
    assert keys(rows, "key") == keys(TRACKS)
    assert {row["participant"] for row in rows} == {None}


def test_a_track_says_how_it_went(people):
    program = Program(people["coordinator_utrecht"])
    decided = {
        track: [row for row in REGISTER["perspectives"] if row["track_id"] == track]
        for track in keys(TRACKS)
    }
    track = next(row for row in TRACKS if len(decided[row["track_id"]]) > 1)
    number = next(
        row["id"]
        for row in program.rows("tracks", pageSize=100)
        if row["key"] == track["track_id"]
    )
    found = program.get(f"tracks/{number}").json()
    assert found["outflowOn"] == (track["outflow_on"] or None)
    assert found["outflowReason"] == (track["outflow_reason"] or None)
    assert sorted(row["determinedOn"] for row in found["perspectives"]) == sorted(
        row["determined_on"] for row in decided[track["track_id"]]
    )
    assert found["perspective"] == found["perspectives"][0]["perspective"]
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject, last.subject_ids) == (Act.READ, "track", [number])


def test_a_list_that_is_read_is_written_down(people):
    rows = Program(people["coordinator_utrecht"]).get("tracks").json()["results"]
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject) == (Act.LIST, "track")
    assert last.subject_ids == sorted(row["id"] for row in rows)


def test_a_track_of_elsewhere_is_not_there(people):
    number = Program(people["coordinator_utrecht"]).rows("tracks")[0]["id"]
    problem_of(Program(people["coordinator_groningen"]).get(f"tracks/{number}"), 404)
    assert Program(people["partner_dtv"]).rows("tracks") == []
    problem_of(
        Program(people["coordinator_utrecht"], [Scope.MONITOR_READ]).get(f"tracks/{number}"), 403
    )
