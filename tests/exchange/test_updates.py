"""A newer package changes what it names, and leaves alone what it does not or what changed here."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from apps.exchange.actions import export_now, import_now
from apps.exchange.importing import import_package
from apps.exchange.package import open_package
from apps.exchange.report import Report
from apps.foundation.acting import acting_as
from apps.organisation.access import Actor, Grant
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location
from apps.participants.models import Participant, Person, PossibleDouble
from apps.tracks.models import Perspective, Placement, Referral, Track
from tests.registers.drawn import row
from tests.registers.packages import COLUMNS, Register, Row
from tests.registers.small import (
    AMINA,
    HANNA,
    as_folder,
    files_of,
    only,
    rows_in,
    small_register,
)

pytestmark = pytest.mark.django_db
TODAY = date(2022, 7, 1)
KEPT = "kept_what_was_changed_here"
Take = Callable[[Register], tuple[bool, Report]]
Give = Callable[..., dict[str, bytes]]


@pytest.fixture
def take(tmp_path) -> Take:
    """Bring a register in as the command does."""
    numbers = iter(range(1000))

    def take_in(register: Register) -> tuple[bool, Report]:
        folder = as_folder(files_of(register), tmp_path / f"in-{next(numbers)}")
        return import_now(folder, tell=lambda step, done, expected: None)

    return take_in


@pytest.fixture
def give(tmp_path) -> Give:
    """The files of an export, of all locations or of those named."""
    numbers = iter(range(1000))

    def give_out(*codes: str) -> dict[str, bytes]:
        where = Location.objects.filter(code__in=codes) if codes else Location.objects.all()
        folder = tmp_path / f"out-{next(numbers)}"
        export_now(folder, list(where.values_list("pk", flat=True)))
        return {file.name: file.read_bytes() for file in folder.iterdir()}

    return give_out


@pytest.fixture
def held(take) -> Register:
    """The small register, brought in."""
    register = small_register()
    accepted, report = take(register)
    assert accepted, report.as_text("nl")
    assert counts(report) == (rows_in(register), 0, 0)
    return register


def counts(report: Report) -> tuple[int, int, int]:
    return report.new, report.changed, report.unchanged


def found(report: Report, kind: str) -> set[tuple[str, int, str]]:
    return {(f["file"], f["line"], f["rule"]) for f in report.as_json()[kind]}


def accepted(outcome: tuple[bool, Report]) -> Report:
    is_in, report = outcome
    assert is_in, report.as_text("nl")
    return report


def refused(outcome: tuple[bool, Report]) -> Report:
    is_in, report = outcome
    assert not is_in
    assert counts(report) == (0, 0, 0)
    return report


def person_of(key: str) -> int:
    return Participant.objects.get(key=key).person_id


# --- By key, within the location


CHANGES: list[tuple[str, str, int, Row]] = [
    ("a name", "participants", 0, {"family_name": "Diallo-Bah"}),
    ("a name no longer known", "participants", 0, {"given_names": ""}),
    ("a gender that was not known", "participants", 1, {"gender": "male"}),
    ("a date of birth to the day", "participants", 1, {"date_of_birth": "1985-02-03"}),
    ("a decision", "referrals", 1, {"decision": "rejected", "decided_on": "2022-06-02"}),
    ("an exception", "referrals", 0, {"exception": "true"}),
    ("an exception no longer known", "referrals", 0, {"exception": ""}),
    (
        "an outflow",
        "tracks",
        0,
        {"outflow_on": "2022-06-01", "outflow_reason": "article_64"},
    ),
    (
        "an outflow taken back",
        "tracks",
        1,
        {
            "outflow_on": "",
            "outflow_reason": "",
            "departure_support": "",
            "destination_country": "",
        },
    ),
    ("a referral of a track no longer known", "tracks", 0, {"referral_id": ""}),
    ("a number of places", "capacities", 1, {"places": "12"}),
    ("a name of a location", "locations", 1, {"name": "Groningen en Emmen"}),
]


@pytest.mark.parametrize(
    ("table", "at", "change"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_a_changed_row_is_found_by_its_key(held, take, give, table, at, change):
    newer = deepcopy(held)
    newer[table][at] |= change
    if change.get("decision") == "rejected":
        newer[table][at]["rejection_reason"] = "safe_country"
    report = accepted(take(newer))
    assert counts(report) == (0, 1, rows_in(held) - 1)
    assert report.as_json()["counts"] == {}
    assert give() == files_of(newer)
    assert counts(accepted(take(newer))) == (0, 0, rows_in(held))


ADDITIONS: list[tuple[str, Row]] = [
    (
        "locations",
        {"location": "zwolle", "name": "Zwolle", "municipality_codes": "GM0193"},
    ),
    ("participants", {"participant_id": "U3", "location": "utrecht"}),
    (
        "referrals",
        {
            "referral_id": "RU2",
            "participant_id": "U2",
            "location": "utrecht",
            "referred_on": "2022-01-15",
            "decision": "withdrawn",
            "decided_on": "2022-01-16",
        },
    ),
    (
        "tracks",
        {
            "track_id": "TU3",
            "participant_id": "U2",
            "location": "utrecht",
            "admitted_on": "2022-04-01",
        },
    ),
    ("capacities", {"location": "utrecht", "valid_from": "2022-03-01", "places": "30"}),
]


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "second", "last but one or later"])
@pytest.mark.parametrize(("table", "added"), ADDITIONS, ids=[a[0] for a in ADDITIONS])
def test_a_new_row_with_a_key_stands_where_the_package_has_it(
    held, take, give, table, added, place
):
    newer = deepcopy(held)
    newer[table].insert(place, row(table, **added))
    assert counts(accepted(take(newer))) == (1, 0, rows_in(held))
    assert give() == files_of(newer)
    assert counts(accepted(take(newer))) == (0, 0, rows_in(newer))


@pytest.mark.parametrize("table", COLUMNS)
def test_rows_in_another_order_are_unchanged_and_come_out_in_it(held, take, give, table):
    newer = deepcopy(held)
    newer[table].reverse()
    assert counts(accepted(take(newer))) == (0, 0, rows_in(held))
    assert give() == files_of(newer)


# --- Without a key


KEYLESS: dict[str, tuple[str, ...]] = {
    "placements": ("U2", "utrecht", "2022-04-01", "2022-05-01", "other"),
    "perspectives": ("TU1", "2022-02-01", "onward_migration", "2022-02-03"),
    "screenings": ("TU1", "2022-04-11", "2022-04-12", "no_grounds"),
    "procedures": ("TU1", "other", "2022-02-01", "", ""),
    "counselling": ("TU1", "2022-05-05", "legal_support", "15", ""),
}
DATED = {
    "placements": {"funded_by": "other"},
    "perspectives": {"perspective": "onward_migration"},
    "screenings": {"requested_on": "2022-01-10"},
    "procedures": {"submitted_on": "2021-11-30"},
    "counselling": {"minutes": "50"},
}


def keyless(table: str) -> Row:
    return dict(zip(COLUMNS[table], KEYLESS[table], strict=True))


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("table", KEYLESS)
def test_an_added_row_without_a_key_stands_where_the_package_has_it(
    held, take, give, table, place
):
    newer = deepcopy(held)
    newer[table].insert(place, keyless(table))
    assert counts(accepted(take(newer))) == (1, 0, rows_in(held))
    assert give() == files_of(newer)
    assert counts(accepted(take(newer))) == (0, 0, rows_in(newer))


@pytest.mark.parametrize("table", KEYLESS)
def test_a_changed_row_without_a_key_is_replaced(held, take, give, table):
    newer = deepcopy(held)
    newer[table][0] |= DATED[table]
    assert counts(accepted(take(newer))) == (0, 1, rows_in(held) - 1)
    assert give() == files_of(newer)
    assert counts(accepted(take(newer))) == (0, 0, rows_in(newer))


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("table", KEYLESS)
def test_a_row_without_a_key_that_is_gone_is_removed(held, take, give, table, place):
    newer = deepcopy(held)
    del newer[table][place]
    assert counts(accepted(take(newer))) == (0, 1, rows_in(newer))
    assert give() == files_of(newer)
    assert counts(accepted(take(newer))) == (0, 0, rows_in(newer))


@pytest.mark.parametrize("table", ["perspectives", "screenings", "procedures", "counselling"])
def test_a_row_that_stands_there_twice_is_kept_twice(held, take, give, table):
    newer = deepcopy(held)
    newer[table].append(dict(newer[table][0]))
    assert counts(accepted(take(newer))) == (1, 0, rows_in(held))
    assert give() == files_of(newer)
    assert counts(accepted(take(newer))) == (0, 0, rows_in(newer))
    assert counts(accepted(take(held))) == (0, 1, rows_in(held))
    assert give() == files_of(held)


def test_all_at_once_comes_out_as_the_newer_package(held, take, give):
    newer = deepcopy(held)
    for table in KEYLESS:
        newer[table][0] |= DATED[table]
        del newer[table][1]
        newer[table].insert(1, keyless(table))
        newer[table].reverse()
    newer["tracks"].reverse()
    newer["participants"].insert(1, row("participants", participant_id="U9", location="utrecht"))
    accepted(take(newer))
    assert give() == files_of(newer)
    assert counts(accepted(take(newer))) == (0, 0, rows_in(newer))
    accepted(take(held | {"participants": newer["participants"]}))
    assert give() == files_of(held | {"participants": newer["participants"]})


def test_of_two_perspectives_on_one_day_the_later_row_holds_after_a_change_of_order(held, take):
    newer = deepcopy(held)
    newer["perspectives"].reverse()
    for register, expected in ((held, "legalisation"), (newer, "return")):
        accepted(take(register))
        with acting_as(everywhere()):
            track = Track.objects.with_perspective(TODAY).get(key="TU1")
        assert track.perspective_now == expected


# --- What a package does not name


def test_a_dossier_named_without_placements_has_none(held, take, give):
    newer = deepcopy(held)
    newer["placements"] = [r for r in newer["placements"] if r["participant_id"] != "U1"]
    accepted(take(newer))
    with acting_as(everywhere()):
        assert not Placement.objects.filter(participant__key="U1").exists()
        assert Placement.objects.count() == 2
    assert give() == files_of(newer)


@pytest.mark.parametrize("table", ["perspectives", "screenings", "procedures", "counselling"])
def test_a_track_named_without_rows_has_none(held, take, give, table):
    newer = deepcopy(held)
    newer[table] = [r for r in newer[table] if r["track_id"] != "TU1"]
    accepted(take(newer))
    assert give() == files_of(newer)


def test_what_a_package_does_not_name_stays(held, take, give):
    newer = only(held, "U2")
    newer["participants"][0]["family_name"] = "Hadad"
    newer["counselling"] = []
    report = accepted(take(newer))
    assert counts(report) == (0, 2, rows_in(newer) - 1)
    expected = deepcopy(held)
    expected["participants"][1]["family_name"] = "Hadad"
    del expected["counselling"][1]
    assert give() == files_of(expected)


def test_a_dossier_named_without_its_track_keeps_the_track_and_what_belongs_to_it(
    held, take, give
):
    newer = only(held, "U1")
    for table in ("tracks", "referrals", *KEYLESS):
        if table != "placements":
            newer[table] = []
    accepted(take(newer))
    assert give() == files_of(held)


def test_a_package_that_names_nothing_changes_nothing(held, take, give):
    assert counts(accepted(take(only(held)))) == (0, 0, 0)
    assert give() == files_of(held)


def test_one_location_by_itself_comes_out_as_its_part_of_the_register(held, give):
    assert give("utrecht") == files_of(only(held, "U1", "U2"))
    assert give("groningen") == files_of(only(held, "G1"))


# --- By V-number


def test_a_dossier_with_a_new_key_is_found_by_its_v_number(held, take, give):
    newer = deepcopy(held)
    for rows in newer.values():
        for each in rows:
            if each.get("participant_id") == "U1":
                each["participant_id"] = "U-0001"
    assert counts(accepted(take(newer))) == (0, 1, rows_in(held) - 1)
    assert give() == files_of(newer)


def test_a_key_of_one_dossier_with_the_v_number_of_another_is_refused(held, take, give):
    newer = only(held, "U2")
    newer["participants"][0]["v_number"] = AMINA
    newer["tracks"], newer["placements"], newer["counselling"] = [], [], []
    report = refused(take(newer))
    assert found(report, "errors") == {("participants.csv", 2, "key_and_v_number_differ")}
    assert give() == files_of(held)


def test_two_rows_for_one_dossier_are_refused(held, take, give):
    newer = deepcopy(held)
    newer["participants"].append(
        row("participants", participant_id="U9", location="utrecht", v_number=AMINA)
    )
    newer["participants"][0]["v_number"] = ""
    report = refused(take(newer))
    assert found(report, "errors") == {
        ("participants.csv", 2, "dossier_matched_twice"),
        ("participants.csv", 5, "dossier_matched_twice"),
    }
    assert give() == files_of(held)


def test_two_dossiers_of_a_location_with_one_v_number_are_refused(held, take, give):
    newer = deepcopy(held)
    newer["participants"].append(
        row("participants", participant_id="U9", location="utrecht", v_number="5555555555")
    )
    newer["participants"][1]["v_number"] = "5555555555"
    report = refused(take(newer))
    assert found(report, "errors") == {
        ("participants.csv", 3, "v_number_twice"),
        ("participants.csv", 5, "v_number_twice"),
    }
    assert give() == files_of(held)


@pytest.mark.parametrize(
    ("at", "v_number"),
    [(1, "5555555555"), (0, "0123456780"), (0, "")],
    ids=["added", "corrected", "removed"],
)
def test_a_v_number_changes_and_its_tracks_and_placements_follow(held, take, give, at, v_number):
    key = held["participants"][at]["participant_id"]
    with acting_as(everywhere()):
        before = person_of(key)
    newer = deepcopy(held)
    newer["participants"][at]["v_number"] = v_number
    assert counts(accepted(take(newer))) == (0, 1, rows_in(held) - 1)
    assert give() == files_of(newer)
    with acting_as(everywhere()):
        person = person_of(key)
        assert person != before
        for model in (Track, Placement):
            rows = model.objects.filter(participant__key=key)
            assert set(rows.values_list("person_id", flat=True)) == {person}
        assert Person.objects.get(pk=person).v_number_hash is not None or not v_number
    assert not Person.objects.filter(pk=before).exists()
    assert Person.objects.count() == 3
    assert counts(accepted(take(newer))) == (0, 0, rows_in(held))


def test_a_v_number_given_to_a_dossier_of_which_the_track_is_not_named_moves_the_track(
    held, take, give
):
    newer = only(held, "U2")
    newer["participants"][0]["v_number"] = "5555555555"
    newer["tracks"], newer["counselling"] = [], []
    accepted(take(newer))
    with acting_as(everywhere()):
        assert Track.objects.get(key="TU2").person_id == person_of("U2")
    expected = deepcopy(held)
    expected["participants"][1]["v_number"] = "5555555555"
    assert give() == files_of(expected)


def test_a_v_number_that_another_location_knows_makes_the_two_one_person(held, take, give):
    newer = only(held, "U2")
    newer["participants"][0]["v_number"] = HANNA
    newer["tracks"][0] |= {
        "admitted_on": "2022-01-02",
        "outflow_on": "2022-01-20",
    }
    newer["counselling"] = []
    newer["placements"][0] |= {"moved_in_on": "2022-01-02", "moved_out_on": "2022-01-20"}
    accepted(take(newer))
    with acting_as(everywhere()):
        assert person_of("U2") == person_of("G1")
    assert Person.objects.count() == 2


def test_a_v_number_removed_from_one_of_two_dossiers_leaves_the_person_of_the_other(
    held, take, give
):
    first = deepcopy(held)
    first["participants"].append(
        row("participants", participant_id="G2", location="groningen", v_number=AMINA)
    )
    accepted(take(first))
    newer = deepcopy(first)
    newer["participants"][0]["v_number"] = ""
    accepted(take(newer))
    with acting_as(everywhere()):
        assert person_of("U1") != person_of("G2")
    assert give() == files_of(newer)
    assert counts(accepted(take(newer))) == (0, 0, rows_in(newer))


def test_two_dossiers_of_a_location_cannot_exchange_their_v_numbers_unseen(held, take, give):
    first = deepcopy(held)
    first["participants"][1]["v_number"] = "5555555555"
    accepted(take(first))
    newer = deepcopy(first)
    newer["participants"][0]["v_number"] = "5555555555"
    newer["participants"][1]["v_number"] = AMINA
    report = refused(take(newer))
    assert ("participants.csv", 2, "key_and_v_number_differ") in found(report, "errors")
    assert ("participants.csv", 3, "key_and_v_number_differ") in found(report, "errors")
    assert give() == files_of(first)


def test_v_numbers_are_sealed_in_the_database_and_open_in_an_export(held, give):
    with acting_as(everywhere()), connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text, encode(v_number_sealed, 'escape') FROM participants_participant AS p"
            " WHERE v_number_sealed IS NOT NULL"
        )
        texts = [text for line in cursor.fetchall() for text in line]
        cursor.execute("SELECT v_number_sealed FROM participants_participant WHERE key = 'U1'")
        sealed = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT p::text FROM participants_person AS p")
        texts += [text for (text,) in cursor.fetchall()]
        cursor.execute("SELECT k::text FROM participants_datakey AS k")
        texts += [text for (text,) in cursor.fetchall()]
    assert len(texts) == 4 + 3 + 2
    for number in (AMINA, HANNA):
        assert number.encode() not in sealed
        assert not [text for text in texts if number in text]
        assert not [text for text in texts if number.encode().hex() in text]
        assert number.encode() in give()["participants.csv"]


def test_a_v_number_that_stays_keeps_its_seal(held, take):
    def seals() -> dict[str, bytes]:
        with acting_as(everywhere()):
            rows = Participant.objects.exclude(v_number_sealed=None)
            return {p.key: bytes(p.v_number_sealed) for p in rows}

    before = seals()
    newer = deepcopy(held)
    newer["participants"][0]["family_name"] = "Bah"
    accepted(take(newer))
    assert seals() == before


# --- One key at two locations


def same_keys() -> Register:
    register = small_register()
    names = {
        "U1": "utrecht:1",
        "G1": "groningen:1",
        "TU1": "utrecht:1",
        "TG1": "groningen:1",
        "RU1": "utrecht:1",
        "RG1": "groningen:1",
    }
    return {
        table: [
            {c: names.get(v, v) if c.endswith("_id") else v for c, v in each.items()}
            for each in rows
        ]
        for table, rows in register.items()
    }


def bare(register: Register, location: str) -> Register:
    return {
        table: [
            {
                c: v.removeprefix(f"{location}:") if c.endswith("_id") else v
                for c, v in each.items()
            }
            for each in rows
        ]
        for table, rows in register.items()
    }


def test_a_key_of_two_locations_is_written_with_its_location_and_read_back(take, give):
    register = same_keys()
    accepted(take(register))
    with acting_as(everywhere()):
        assert sorted(Participant.objects.values_list("key", flat=True)) == ["1", "1", "U2"]
        assert sorted(Track.objects.values_list("key", flat=True)) == ["1", "1", "TU2"]
        assert sorted(Referral.objects.values_list("key", flat=True)) == ["1", "1"]
    assert give() == files_of(register)
    assert counts(accepted(take(register))) == (0, 0, rows_in(register))


def test_a_key_of_two_locations_is_written_bare_for_one_of_them(take, give):
    register = same_keys()
    accepted(take(register))
    alone = bare(only(register, "groningen:1"), "groningen")
    assert give("groningen") == files_of(alone)
    alone["participants"][0]["family_name"] = "Tesfay"
    assert counts(accepted(take(alone))) == (0, 1, rows_in(alone) - 1)
    register["participants"][2]["family_name"] = "Tesfay"
    assert give() == files_of(register)


def test_one_key_bare_and_with_its_location_is_a_key_twice(held, take):
    newer = deepcopy(held)
    newer["participants"].append(
        row("participants", participant_id="utrecht:U1", location="utrecht")
    )
    report = refused(take(newer))
    assert ("participants.csv", 2, "key_twice") in found(report, "errors")
    assert ("participants.csv", 5, "key_twice") in found(report, "errors")


# --- Possible doubles


def samir(key: str, location: str, **other: str) -> Row:
    known = small_register()["participants"][1]
    return known | {"participant_id": key, "location": location} | other


def doubles() -> list[tuple[str, str]]:
    with acting_as(everywhere()):
        return sorted(
            (double.participant.key, double.other.key)
            for double in PossibleDouble.objects.select_related("participant", "other")
        )


@pytest.mark.parametrize(
    ("change", "is_double"),
    [
        ({}, True),
        ({"family_name": "HADDAD", "given_names": "Sámir"}, True),
        ({"v_number": "5555555555"}, True),
        ({"family_name": "Hadad"}, False),
        ({"given_names": ""}, False),
        ({"date_of_birth": "1985-01"}, False),
        ({"date_of_birth": ""}, False),
        ({"country_of_origin": "IRQ"}, False),
        ({"country_of_origin": ""}, False),
    ],
    ids=[
        "the same",
        "capitals and accents apart",
        "one of both has a V-number",
        "another family name",
        "no given names",
        "another date of birth",
        "no date of birth",
        "another country",
        "no country",
    ],
)
@pytest.mark.parametrize("location", ["utrecht", "groningen"])
def test_who_seems_known_is_a_new_dossier_a_warning_and_a_possible_double(
    held, take, give, change, is_double, location
):
    newer = deepcopy(held)
    newer["participants"].append(samir("X1", location, **change))
    report = accepted(take(newer))
    assert counts(report) == (1, 0, rows_in(held))
    assert found(report, "warnings") == (
        {("participants.csv", 5, "possible_double")} if is_double else set()
    )
    assert doubles() == ([("X1", "U2")] if is_double else [])
    assert give() == files_of(newer)
    again = accepted(take(newer))
    assert counts(again) == (0, 0, rows_in(newer))
    assert len(doubles()) == is_double


def test_two_v_numbers_are_two_persons_whatever_their_names_are(held, take):
    newer = deepcopy(held)
    newer["participants"].append(
        newer["participants"][0]
        | {"participant_id": "X1", "location": "groningen", "v_number": "5555555555"}
    )
    assert accepted(take(newer)).as_json()["warnings"] == []
    assert doubles() == []


def test_one_v_number_is_one_person_and_no_possible_double(held, take):
    newer = deepcopy(held)
    newer["participants"].append(
        newer["participants"][0] | {"participant_id": "X1", "location": "groningen"}
    )
    assert accepted(take(newer)).as_json()["warnings"] == []
    assert doubles() == []


def test_two_new_dossiers_of_one_package_are_one_pair(held, take):
    newer = deepcopy(held)
    new = {"family_name": "Osman", "date_of_birth": "1970", "country_of_origin": "SDN"}
    newer["participants"] += [
        row("participants", participant_id="X1", location="utrecht", **new),
        row("participants", participant_id="X2", location="groningen", **new),
    ]
    report = accepted(take(newer))
    assert found(report, "warnings") == {
        ("participants.csv", 5, "possible_double"),
        ("participants.csv", 6, "possible_double"),
    }
    assert [set(pair) for pair in doubles()] == [{"X1", "X2"}]


# --- What was made or changed here


def everywhere() -> Actor:
    return Actor.system(
        "test", today=TODAY, locations=Location.objects.values_list("pk", flat=True)
    )


def change(model: type, key: str, **values: object) -> None:
    """As a person here would."""
    with acting_as(everywhere()):
        assert model.objects.filter(key=key).update(**values) == 1
        assert model.objects.get(key=key).import_number == 0


CHANGED_HERE: list[tuple[str, type, str, dict, tuple[str, int, Row], tuple[str, int]]] = [
    (
        "a dossier",
        Participant,
        "U1",
        {"family_name": "Diallo-Bah"},
        ("participants", 0, {"family_name": "Diallo-Sow"}),
        ("participants.csv", 2),
    ),
    (
        "a dossier that the package has as before",
        Participant,
        "U1",
        {"family_name": "Diallo-Bah"},
        ("participants", 0, {}),
        ("participants.csv", 2),
    ),
    (
        "another field of a dossier",
        Participant,
        "G1",
        {"gender": "female"},
        ("participants", 2, {"given_names": "Hana"}),
        ("participants.csv", 4),
    ),
    (
        "a referral",
        Referral,
        "RG1",
        {"referred_by": "police"},
        ("referrals", 1, {"referred_by": "self"}),
        ("referrals.csv", 3),
    ),
    (
        "a track",
        Track,
        "TU2",
        {"outflow_reason": "onward_migration"},
        ("tracks", 1, {"destination_country": "TUR"}),
        ("tracks.csv", 3),
    ),
]


@pytest.mark.parametrize(
    ("model", "key", "here", "there", "named"),
    [c[1:] for c in CHANGED_HERE],
    ids=[c[0] for c in CHANGED_HERE],
)
def test_what_was_changed_here_stays_and_a_warning_names_it(
    held, take, give, model, key, here, there, named
):
    change(model, key, **here)
    table, at, changed = there
    newer = deepcopy(held)
    newer[table][at] |= changed
    newer["capacities"][0]["places"] = "25"
    report = accepted(take(newer))
    assert found(report, "warnings") == {(*named, KEPT)}
    assert counts(report) == (0, 1, rows_in(held) - 1)
    expected = deepcopy(held)
    expected[table][at] |= here
    expected["capacities"][0]["places"] = "25"
    assert give() == files_of(expected)


def test_what_was_changed_here_into_what_the_package_has_is_no_conflict(held, take, give):
    change(Participant, "U1", family_name="Bah")
    newer = deepcopy(held)
    newer["participants"][0]["family_name"] = "Bah"
    report = accepted(take(newer))
    assert report.as_json()["warnings"] == []
    assert counts(report) == (0, 0, rows_in(held))
    assert give() == files_of(newer)


@pytest.mark.parametrize(
    ("at", "v_number"),
    [(0, "0123456780"), (0, ""), (1, "5555555555")],
    ids=["corrected", "removed", "added"],
)
def test_another_v_number_for_a_dossier_that_was_changed_here_is_named(
    held, take, give, at, v_number
):
    key = held["participants"][at]["participant_id"]
    change(Participant, key, gender="male")
    newer = deepcopy(held)
    newer["participants"][at] |= {"gender": "male", "v_number": v_number}
    report = accepted(take(newer))
    expected = deepcopy(held)
    expected["participants"][at]["gender"] = "male"
    assert give() == files_of(expected)
    assert found(report, "warnings") == {("participants.csv", at + 2, KEPT)}


def test_the_perspectives_of_a_track_stay_when_one_was_changed_here(held, take, give):
    with acting_as(everywhere()):
        rows = Perspective.objects.filter(track__key="TU1", perspective="return")
        assert rows.update(communicated_on=date(2022, 3, 3)) == 1
    newer = deepcopy(held)
    newer["perspectives"][0]["communicated_on"] = "2022-01-11"
    newer["perspectives"][2]["communicated_on"] = "2022-02-01"
    report = accepted(take(newer))
    assert found(report, "warnings") == {("tracks.csv", 2, KEPT)}
    expected = deepcopy(held)
    expected["perspectives"][1]["communicated_on"] = "2022-03-03"
    expected["perspectives"][2]["communicated_on"] = "2022-02-01"
    assert give() == files_of(expected)


def test_a_row_made_here_stays_and_is_named(held, take, give):
    with acting_as(everywhere()):
        track = Track.objects.get(key="TU1")
        made = Perspective.objects.create(
            track=track,
            location_id=track.location_id,
            determined_on=date(2022, 6, 1),
            perspective="return",
        )
        made.refresh_from_db()
        assert made.import_number is None
    newer = deepcopy(held)
    newer["perspectives"][0]["communicated_on"] = "2022-01-11"
    report = accepted(take(newer))
    assert found(report, "warnings") == {("tracks.csv", 2, KEPT)}
    with acting_as(everywhere()):
        assert Perspective.objects.filter(pk=made.pk, import_number=None).exists()
    expected = deepcopy(newer)
    expected["perspectives"].append(
        row("perspectives", track_id="TU1", determined_on="2022-06-01", perspective="return")
    )
    assert sorted(give()["perspectives.csv"].split(b"\n")) == sorted(
        files_of(expected)["perspectives.csv"].split(b"\n")
    )


def make_here(**values: object) -> None:
    with acting_as(everywhere()):
        dossier = Participant.objects.get(key=values.pop("of"))
        Track.objects.create(
            key="HERE",
            participant=dossier,
            person_id=dossier.person_id,
            location_id=dossier.location_id,
            **values,
        )


def test_a_track_made_here_stays_without_a_word_where_the_package_does_not_name_it(
    held, take, give
):
    make_here(of="U2", admitted_on=date(2022, 5, 1))
    report = accepted(take(held))
    assert report.as_json()["warnings"] == []
    assert b"HERE,U2,utrecht,,2022-05-01" in give()["tracks.csv"]


def test_a_track_made_here_with_the_key_of_the_package_stays_and_is_named(held, take, give):
    make_here(of="U2", admitted_on=date(2022, 5, 1))
    newer = deepcopy(held)
    newer["tracks"].append(
        row(
            "tracks",
            track_id="HERE",
            participant_id="U2",
            location="utrecht",
            admitted_on="2022-05-02",
        )
    )
    report = accepted(take(newer))
    assert found(report, "warnings") == {("tracks.csv", 5, KEPT)}
    assert b"HERE,U2,utrecht,,2022-05-01" in give()["tracks.csv"]


def later_track(participant: str, admitted_on: str) -> Row:
    return row(
        "tracks",
        track_id="TU3",
        participant_id=participant,
        location="utrecht",
        admitted_on=admitted_on,
    )


def test_a_track_that_overlaps_one_made_here_is_refused_at_its_line(held, take, give):
    make_here(of="U2", admitted_on=date(2022, 5, 1))
    newer = deepcopy(held)
    newer["tracks"].append(later_track("U2", "2022-06-01"))
    report = refused(take(newer))
    assert found(report, "errors") == {("tracks.csv", 5, "tracks_overlap")}


def test_a_track_that_overlaps_one_as_it_was_changed_here_is_refused_at_its_line(held, take):
    change(Track, "TU2", outflow_on=date(2022, 6, 1))
    newer = deepcopy(held)
    newer["tracks"].append(later_track("U2", "2022-05-01"))
    report = refused(take(newer))
    assert ("tracks.csv", 5, "tracks_overlap") in found(report, "errors")


def test_a_placement_that_overlaps_one_as_it_was_changed_here_is_refused_at_its_line(held, take):
    with acting_as(everywhere()):
        Placement.objects.filter(participant__key="G1").update(moved_out_on=date(2022, 6, 1))
    first = deepcopy(held)
    first["participants"].append(
        row("participants", participant_id="U3", location="utrecht", v_number=HANNA)
    )
    first["placements"][1]["moved_out_on"] = "2022-03-01"
    first["placements"].append(
        row(
            "placements",
            participant_id="U3",
            location="utrecht",
            moved_in_on="2022-05-01",
            moved_out_on="2022-05-10",
            funded_by="lvv",
        )
    )
    report = refused(take(first))
    assert ("placements.csv", 6, "placements_overlap") in found(report, "errors")


def test_a_track_after_a_death_that_was_recorded_here_is_refused(held, take):
    change(Participant, "U2", deceased_on=date(2022, 5, 1))
    newer = deepcopy(held)
    newer["tracks"].append(later_track("U2", "2022-06-01"))
    report = refused(take(newer))
    assert ("tracks.csv", 5, "track_past_death") in found(report, "errors")


# --- What is known at another location


def split(held: Register, take: Take) -> Register:
    """Amina in Groningen too, before Utrecht; the answer is what Utrecht has."""
    first = deepcopy(held)
    first["participants"].append(
        row("participants", participant_id="G2", location="groningen", v_number=AMINA)
    )
    first["tracks"].append(
        row(
            "tracks",
            track_id="TG2",
            participant_id="G2",
            location="groningen",
            admitted_on="2021-06-01",
            outflow_on="2022-01-10",
            outflow_reason="other",
        )
    )
    first["placements"].append(
        row(
            "placements",
            participant_id="G2",
            location="groningen",
            moved_in_on="2021-06-01",
            moved_out_on="2022-01-01",
            funded_by="lvv",
        )
    )
    accepted(take(first))
    return only(held, "U1", "U2")


def test_a_track_that_begins_on_the_day_of_outflow_elsewhere_is_accepted(held, take):
    accepted(take(split(held, take)))


def test_a_track_that_overlaps_one_of_a_location_outside_the_package_is_refused(held, take, give):
    newer = split(held, take)
    before = give()
    newer["referrals"][0]["decided_on"] = "2022-01-05"
    newer["tracks"][0]["admitted_on"] = "2022-01-09"
    report = refused(take(newer))
    assert found(report, "errors") == {("tracks.csv", 2, "tracks_overlap")}
    assert give() == before


def test_a_placement_that_overlaps_one_of_a_location_outside_the_package_is_refused(held, take):
    newer = split(held, take)
    newer["placements"][0]["moved_in_on"] = "2021-12-31"
    report = refused(take(newer))
    assert found(report, "errors") == {("placements.csv", 2, "placements_overlap")}


def test_a_track_after_a_death_known_at_a_location_outside_the_package_is_refused(held, take):
    newer = split(held, take)
    change(Participant, "G2", deceased_on=date(2022, 6, 1))
    report = refused(take(newer))
    assert found(report, "errors") == {("tracks.csv", 2, "track_past_death")}


def test_a_death_before_a_track_of_a_location_outside_the_package_is_refused(held, take):
    newer = split(held, take)
    newer["participants"][0]["deceased_on"] = "2022-01-09"
    newer["tracks"], newer["referrals"] = newer["tracks"][1:], []
    for table in ("perspectives", "screenings", "procedures", "counselling"):
        newer[table] = []
    report = refused(take(newer))
    assert found(report, "errors") == {("participants.csv", 2, "track_past_death")}


def test_a_birth_after_an_admission_at_a_location_outside_the_package_is_refused(held, take):
    newer = split(held, take)
    newer["participants"][0]["date_of_birth"] = "2021-06-02"
    report = refused(take(newer))
    assert found(report, "errors") == {("participants.csv", 2, "born_after_admission")}


def test_a_birth_to_come_is_held_against_the_admissions_too(held, take):
    newer = only(held, "U2")
    newer["participants"][0]["date_of_birth"] = "2022-07-02"
    report = refused(take(newer))
    admissions = {
        ("tracks.csv", line, "born_after_admission") for line in range(2, 2 + len(newer["tracks"]))
    }
    assert admissions
    assert found(report, "errors") == admissions | {
        ("participants.csv", 2, "in_the_future"),
        ("participants.csv", 2, "born_after_admission"),
    }


def test_a_v_number_that_brings_an_overlap_with_another_location_is_refused(held, take):
    newer = only(held, "U2")
    newer["participants"][0]["v_number"] = HANNA
    report = refused(take(newer))
    assert found(report, "errors") == {
        ("tracks.csv", 2, "tracks_overlap"),
        ("placements.csv", 2, "placements_overlap"),
    }


# --- As a person


def in_utrecht(role: Role, kind: OrganisationKind = OrganisationKind.MUNICIPALITY) -> Actor:
    at = Location.objects.get(code="utrecht").pk
    grant = Grant(role=role, kind=kind, organisation_id=1, location_id=at)
    return Actor("user:1", TODAY, user_id=1, grants=(grant,))


def take_as(by: Actor, register: Register, folder: Path) -> tuple[bool, Report]:
    report = Report()
    with acting_as(by), open_package(as_folder(files_of(register), folder), report) as package:
        assert package is not None
        is_in = import_package(
            package, report, by=by, import_number=99, tell=lambda step, done, expected: None
        )
    return is_in, report


def test_a_registrar_brings_in_the_own_location(held, give, tmp_path):
    newer = only(held, "U1", "U2")
    newer["participants"][0]["family_name"] = "Bah"
    newer["counselling"].append(keyless("counselling"))
    report = accepted(take_as(in_utrecht(Role.REGISTRAR), newer, tmp_path / "utrecht"))
    assert counts(report) == (1, 1, rows_in(newer) - 2)
    assert report.as_json()["warnings"] == []
    expected = deepcopy(held)
    expected["participants"][0]["family_name"] = "Bah"
    expected["counselling"].append(keyless("counselling"))
    assert give() == files_of(expected)


def test_a_registrar_brings_in_no_other_location(held, give, tmp_path):
    newer = deepcopy(held)
    newer["participants"][0]["family_name"] = "Bah"
    report = refused(take_as(in_utrecht(Role.REGISTRAR), newer, tmp_path / "both"))
    assert found(report, "errors") == {("locations.csv", 3, "location_not_yours")}
    assert give() == files_of(held)


def test_a_registrar_makes_no_location(held, give, tmp_path):
    newer = only(held, "U1", "U2")
    newer["locations"].append(
        row("locations", location="zwolle", name="Zwolle", municipality_codes="GM0193")
    )
    report = refused(take_as(in_utrecht(Role.REGISTRAR), newer, tmp_path / "new"))
    assert found(report, "errors") == {("locations.csv", 3, "new_location")}
    assert give() == files_of(held)


def test_a_registrar_changes_no_name_of_a_location_and_is_told(held, give, tmp_path):
    newer = only(held, "U1", "U2")
    newer["locations"][0]["name"] = "Utrecht en omstreken"
    report = accepted(take_as(in_utrecht(Role.REGISTRAR), newer, tmp_path / "name"))
    assert found(report, "warnings") == {("locations.csv", 2, "location_differs")}
    assert give() == files_of(held)


def test_a_registrar_learns_of_an_overlap_elsewhere_only_at_the_own_row(held, take, tmp_path):
    newer = split(held, take)
    newer["tracks"][0]["admitted_on"] = "2022-01-09"
    report = refused(take_as(in_utrecht(Role.REGISTRAR), newer, tmp_path / "overlap"))
    assert found(report, "errors") == {("tracks.csv", 2, "tracks_overlap")}
    said = repr(report.as_json()).lower()
    assert "groningen" not in said
    assert "g2" not in said


@pytest.mark.parametrize(
    "role", [Role.COUNSELLOR, Role.LAWYER, Role.MONITOR_OFFICER, Role.ADMINISTRATOR]
)
def test_whoever_may_not_import_brings_in_nothing(held, give, tmp_path, role):
    newer = only(held, "U1", "U2")
    newer["participants"][0]["family_name"] = "Bah"
    report = refused(take_as(in_utrecht(role), newer, tmp_path / "none"))
    assert found(report, "errors") == {("locations.csv", 2, "location_not_yours")}
    assert give() == files_of(held)
