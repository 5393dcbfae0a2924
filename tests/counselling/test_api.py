"""The dossier for programs: what happened, and of each part only what one may see."""

import pytest

from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.organisation.codes import Part, Role
from apps.organisation.models import Location, Membership, Organisation, User
from tests import cast
from tests.asking import Program, problem_of
from tests.registers.packages import PILOT, read_package

REGISTER = read_package(PILOT)
LISTS = {
    "tracks": "tracks",
    "referrals": "referrals",
    "placements": "placements",
    "perspectives": "perspectives",
    "screenings": "screenings",
    "procedures": "procedures",
    "contacts": "counselling",
}


def of_dossier(key: str, table: str) -> list[dict[str, str]]:
    """The rows of a table of the register that belong to a dossier."""
    tracks = {row["track_id"] for row in REGISTER["tracks"] if row["participant_id"] == key}
    return [
        row
        for row in REGISTER[table]
        if row.get("participant_id", key) == key
        and row.get("track_id", next(iter(tracks))) in tracks
    ]


def full() -> str:
    """A dossier of Utrecht with something of everything, and a procedure that is pending."""
    for row in REGISTER["tracks"]:
        key = row["participant_id"]
        if row["location"] != "utrecht" or not all(of_dossier(key, t) for t in LISTS.values()):
            continue
        if any(not procedure["decided_on"] for procedure in of_dossier(key, "procedures")):
            return key
    raise AssertionError


KEY = full()


@pytest.fixture
def people(db, bring_in):
    accepted, report = bring_in(PILOT)
    assert accepted, report.as_text("en")
    return cast.gather()


def read(user: User, number: int | None = None):
    program = Program(user)
    if number is None:
        rows = program.rows("participants", pageSize=100)
        number = next(row["id"] for row in rows if row["key"] == KEY)
    return program.get(f"participants/{number}")


def test_who_sees_all_of_it_gets_all_of_it(people):
    found = read(people["counsellor_utrecht"]).json()
    assert set(found["parts"]) == set(Part)
    assert {name: len(found["dossier"][name]) for name in LISTS} == {
        name: len(of_dossier(KEY, table)) for name, table in LISTS.items()
    }
    assert sorted(row["submittedOn"] for row in found["dossier"]["procedures"]) == sorted(
        row["submitted_on"] for row in of_dossier(KEY, "procedures")
    )
    assert found["hasVNumber"] is True
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject, last.subject_ids) == (Act.READ, "participant", [found["id"]])


def test_who_sees_outcomes_alone_gets_no_request_and_nothing_pending(people):
    found = read(people["coordinator_utrecht"]).json()
    assert "legal_outcome" in found["parts"]
    assert "legal" not in found["parts"]
    procedures = found["dossier"]["procedures"]
    assert len(procedures) == sum(1 for row in of_dossier(KEY, "procedures") if row["decided_on"])
    assert {row["submittedOn"] for row in procedures} <= {None}
    assert {row["requestedOn"] for row in found["dossier"]["screenings"]} <= {None}
    assert all(row["completedOn"] for row in found["dossier"]["screenings"])


def test_shelter_staff_get_a_name_and_the_shelter_and_no_more(people):
    found = read(people["shelter_utrecht"]).json()
    assert set(found["parts"]) == {"name", "shelter"}
    assert found["familyName"]
    hidden = ("dateOfBirth", "countryOfOrigin", "firstApplication", "deceasedOn", "hasVNumber")
    assert {name: found[name] for name in hidden} == dict.fromkeys(hidden)
    assert found["dossier"].pop("placements")
    assert {name: rows for name, rows in found["dossier"].items() if rows} == {}


def test_a_registrar_gets_no_legal_matters_and_no_contacts(people):
    found = read(people["registrar_utrecht"]).json()["dossier"]
    assert found["tracks"]
    assert found["placements"]
    assert (found["screenings"], found["procedures"], found["contacts"]) == ([], [], [])


def test_a_dossier_of_elsewhere_is_not_there(people):
    number = read(people["counsellor_utrecht"]).json()["id"]
    for name in ("counsellor_groningen", "coordinator_groningen", "partner_dtv"):
        problem_of(read(people[name], number), 404)
    for name in ("bureau", "officer_utrecht", "privacy_officer", "stranger"):
        problem_of(read(people[name], number), 403)


def test_who_works_at_two_places_sees_of_each_what_the_work_there_gives(people):
    """A counsellor in Utrecht who is registrar in Groningen sees no legal matter there."""
    user = people["counsellor_utrecht"]
    groningen = Location.objects.get(code="groningen")
    Membership.objects.create(
        user=user,
        organisation=Organisation.objects.get(name="municipality groningen"),
        location=groningen,
        role=Role.REGISTRAR,
        from_on=cast.FROM,
    )
    rows = Program(user).rows("participants", pageSize=100, location="groningen")
    there = read(user, rows[0]["id"]).json()
    assert set(there["parts"]) == {"name", "person", "track", "shelter"}
    assert set(read(user).json()["parts"]) == set(Part)
