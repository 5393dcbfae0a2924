"""Each rule of the register, broken by hand, is found at every row that has part in it."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.registers.drawn import empty_register, row
from tests.registers.packages import PILOT, Register, read_package, write_package
from tests.registers.violations import violations

TODAY = date(2022, 7, 1)
NUMBER = "0123456789"


def a_register() -> Register:
    """A person with a dossier in Utrecht and one in Groningen, and one row of everything."""
    register = empty_register()
    register["locations"] = [
        row("locations", location="utrecht", name="Utrecht", municipality_codes="GM0344"),
        row("locations", location="groningen", name="Stad", municipality_codes="GM0014;GM0114"),
    ]
    register["participants"] = [
        row("participants", participant_id="P1", location="utrecht", v_number=NUMBER),
        row("participants", participant_id="P2", location="groningen", v_number=NUMBER),
    ]
    register["referrals"] = [
        row(
            "referrals",
            referral_id="R1",
            participant_id="P1",
            location="utrecht",
            referred_on="2022-01-01",
            decision="admitted",
            decided_on="2022-01-02",
        ),
        row(
            "referrals",
            referral_id="R2",
            participant_id="P2",
            location="groningen",
            referred_on="2022-01-01",
            decision="pending",
        ),
    ]
    register["tracks"] = [
        row(
            "tracks",
            track_id="T1",
            participant_id="P1",
            location="utrecht",
            referral_id="R1",
            admitted_on="2022-01-03",
            outflow_on="2022-02-01",
            outflow_reason="departure",
            departure_support="iom",
        ),
        row(
            "tracks",
            track_id="T2",
            participant_id="P2",
            location="groningen",
            admitted_on="2022-02-01",
        ),
    ]
    add_what_belongs_to_them(register)
    return register


def add_what_belongs_to_them(register: Register) -> None:
    register["placements"] = [
        row(
            "placements",
            participant_id=participant,
            location=location,
            moved_in_on=moved_in,
            moved_out_on=moved_out,
            funded_by="lvv",
        )
        for participant, location, moved_in, moved_out in (
            ("P1", "utrecht", "2021-12-01", "2022-02-01"),
            ("P2", "groningen", "2022-02-01", ""),
        )
    ]
    register["perspectives"] = [
        row("perspectives", track_id="T1", determined_on="2022-01-03", perspective="return")
    ]
    register["screenings"] = [
        row(
            "screenings",
            track_id="T1",
            requested_on="2022-01-04",
            completed_on="2022-01-05",
            outcome="no_grounds",
        )
    ]
    register["procedures"] = [
        row(
            "procedures",
            track_id="T1",
            procedure="article_64",
            submitted_on="2021-01-01",
            decided_on="2022-06-01",
            decision="granted",
        )
    ]
    register["counselling"] = [
        row(
            "counselling",
            track_id="T1",
            held_on="2022-01-03",
            form="future_orientation",
            minutes="30",
            aim="return",
        )
    ]
    register["capacities"] = [
        row("capacities", location="utrecht", valid_from="2030-01-01", places="0")
    ]


CASES: list[tuple[str, dict[tuple[str, int, str], str], set[tuple[str, int, str, int]]]] = [
    (
        "an unknown code",
        {("counselling", 2, "form"): "talking"},
        {("counselling", 2, "form", 0)},
    ),
    (
        "a required field that is empty",
        {("capacities", 2, "places"): ""},
        {("capacities", 2, "places", 0)},
    ),
    (
        "a date without dashes",
        {("tracks", 2, "outflow_on"): "20220201"},
        {("tracks", 2, "outflow_on", 0)},
    ),
    (
        "a day that does not exist",
        {("counselling", 2, "held_on"): "2022-02-30"},
        {("counselling", 2, "held_on", 0)},
    ),
    (
        "too many minutes",
        {("counselling", 2, "minutes"): "1441"},
        {("counselling", 2, "minutes", 0)},
    ),
    (
        "a reference to nothing",
        {("perspectives", 2, "track_id"): "T9"},
        {("perspectives", 2, "track_id", 0)},
    ),
    (
        "a V-number of nine digits",
        {("participants", 2, "v_number"): "123456789"},
        {("participants", 2, "v_number", 0)},
    ),
    (
        "a key held twice",
        {("tracks", 3, "track_id"): "T1"},
        {("tracks", 2, "track_id", 0), ("tracks", 3, "track_id", 0)},
    ),
    (
        "a day of birth after an admission elsewhere",
        {("participants", 3, "date_of_birth"): "2022-01-04"},
        {("participants", 3, "date_of_birth", 2), ("tracks", 2, "admitted_on", 2)},
    ),
    (
        "a month of birth that counts as after an admission",
        {("participants", 3, "date_of_birth"): "2022-01"},
        {("participants", 3, "date_of_birth", 2), ("tracks", 2, "admitted_on", 2)},
    ),
    (
        "a birth on the day of admission",
        {("participants", 2, "date_of_birth"): "2022-01-03"},
        set(),
    ),
    (
        "a birthday that does not exist",
        {("participants", 2, "date_of_birth"): "1990-02-30"},
        {("participants", 2, "date_of_birth", 2)},
    ),
    (
        "a country that does not exist",
        {("participants", 2, "country_of_origin"): "ZZZ"},
        {("participants", 2, "country_of_origin", 3)},
    ),
    ("stateless", {("participants", 2, "country_of_origin"): "XXA"}, set()),
    ("Kosovo", {("tracks", 2, "destination_country"): "XKX"}, set()),
    (
        "a decision before the referral",
        {("referrals", 2, "decided_on"): "2021-12-31"},
        {("referrals", 2, "decided_on", 4)},
    ),
    (
        "an admission before its decision",
        {("referrals", 2, "decided_on"): "2022-01-04"},
        {("referrals", 2, "decided_on", 4), ("tracks", 2, "admitted_on", 4)},
    ),
    (
        "an outflow before admission",
        {("tracks", 2, "outflow_on"): "2022-01-02"},
        {("tracks", 2, "outflow_on", 4)},
    ),
    (
        "a contact before admission",
        {("counselling", 2, "held_on"): "2022-01-02"},
        {("counselling", 2, "held_on", 4), ("tracks", 2, "admitted_on", 4)},
    ),
    ("a contact after outflow", {("counselling", 2, "held_on"): "2022-07-01"}, set()),
    (
        "a contact tomorrow",
        {("counselling", 2, "held_on"): "2022-07-02"},
        {("counselling", 2, "held_on", 4)},
    ),
    (
        "a birth tomorrow",
        {("participants", 2, "date_of_birth"): "2022-07-02", ("tracks", 2, "participant_id"): ""},
        {
            ("participants", 2, "date_of_birth", 2),
            ("participants", 2, "date_of_birth", 4),
            ("tracks", 3, "admitted_on", 2),
            ("tracks", 2, "participant_id", 0),
        },
    ),
    (
        "an outflow without a reason",
        {("tracks", 2, "outflow_reason"): "", ("tracks", 2, "departure_support"): ""},
        {("tracks", 2, "outflow_reason", 5)},
    ),
    (
        "a reason without an outflow",
        {("tracks", 3, "outflow_reason"): "other"},
        {("tracks", 3, "outflow_on", 5)},
    ),
    (
        "support with a departure that was forced",
        {("tracks", 2, "outflow_reason"): "forced_departure"},
        {("tracks", 2, "departure_support", 5)},
    ),
    (
        "an outflow by a death that is recorded elsewhere",
        {
            ("tracks", 2, "outflow_reason"): "deceased",
            ("tracks", 2, "departure_support"): "",
            ("tracks", 3, "outflow_on"): "2022-02-01",
            ("tracks", 3, "outflow_reason"): "deceased",
            ("participants", 3, "deceased_on"): "2022-02-01",
        },
        {("tracks", 2, "outflow_reason", 5), ("participants", 2, "deceased_on", 5)},
    ),
    (
        "a track open after a death",
        {("participants", 2, "deceased_on"): "2022-02-02"},
        {("tracks", 3, "outflow_on", 5), ("participants", 2, "deceased_on", 5)},
    ),
    (
        "a track begun after a death",
        {
            ("participants", 2, "deceased_on"): "2022-01-31",
            ("tracks", 3, "outflow_on"): "2022-01-31",
            ("tracks", 3, "outflow_reason"): "other",
            ("tracks", 2, "outflow_on"): "2022-01-31",
        },
        {
            ("tracks", 3, "outflow_on", 4),
            ("tracks", 3, "admitted_on", 5),
            ("participants", 2, "deceased_on", 5),
        },
    ),
    (
        "two tracks at once",
        {("tracks", 2, "outflow_on"): "2022-02-02"},
        {("tracks", 2, "admitted_on", 6), ("tracks", 3, "admitted_on", 6)},
    ),
    (
        "a track of a day inside another",
        {
            ("tracks", 3, "admitted_on"): "2022-01-04",
            ("tracks", 3, "outflow_on"): "2022-01-04",
            ("tracks", 3, "outflow_reason"): "other",
        },
        {("tracks", 2, "admitted_on", 6), ("tracks", 3, "admitted_on", 6)},
    ),
    (
        "a track of a day on the day of another's admission",
        {
            ("tracks", 3, "admitted_on"): "2022-01-03",
            ("tracks", 3, "outflow_on"): "2022-01-03",
            ("tracks", 3, "outflow_reason"): "other",
        },
        set(),
    ),
    (
        "two places at once",
        {("placements", 2, "moved_out_on"): ""},
        {("placements", 2, "moved_in_on", 6), ("placements", 3, "moved_in_on", 6)},
    ),
    (
        "a pending referral with a date",
        {("referrals", 3, "decided_on"): "2022-01-01"},
        {("referrals", 3, "decided_on", 7)},
    ),
    (
        "a rejection without a reason",
        {("referrals", 3, "decision"): "rejected", ("referrals", 3, "decided_on"): "2022-01-01"},
        {("referrals", 3, "rejection_reason", 7)},
    ),
    (
        "a reason without a rejection",
        {("referrals", 3, "rejection_reason"): "other"},
        {("referrals", 3, "rejection_reason", 7)},
    ),
    (
        "an outcome without a day",
        {("screenings", 2, "completed_on"): ""},
        {("screenings", 2, "completed_on", 7)},
    ),
    (
        "a day without a decision",
        {("procedures", 2, "decision"): ""},
        {("procedures", 2, "decision", 7)},
    ),
    (
        "an aim without future orientation",
        {("counselling", 2, "form"): "activation"},
        {("counselling", 2, "aim", 8)},
    ),
    (
        "a placement away from the dossier",
        {("placements", 2, "location"): "groningen"},
        {("placements", 2, "location", 9), ("participants", 2, "location", 9)},
    ),
    (
        "a referral of another dossier, not admitted",
        {("tracks", 2, "referral_id"): "R2"},
        {
            ("tracks", 2, "referral_id", 9),
            ("referrals", 3, "participant_id", 9),
            ("referrals", 3, "decision", 9),
        },
    ),
]


def changed(changes: dict[tuple[str, int, str], str]) -> Register:
    register = a_register()
    for (table, line, field), value in changes.items():
        register[table][line - 2][field] = value
    return register


def found(register: Register) -> set[tuple[str, int, str, int]]:
    return {
        (each.file.removesuffix(".csv"), each.line, each.field, each.rule)
        for each in violations(register, TODAY)
    }


def test_what_is_right_breaks_no_rule():
    assert found(a_register()) == set()


@pytest.mark.parametrize(
    ("changes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_rule_is_found_at_every_row_with_part_in_it(changes, expected):
    assert found(changed(changes)) == expected


def at_utrecht(register: Register, table: str, **values: str) -> Register:
    """The register with the first row of a table once more, a little different."""
    register[table].append(register[table][0] | values)
    return register


@pytest.mark.parametrize(
    ("table", "values", "expected"),
    [
        (
            "participants",
            {"participant_id": "P3"},
            {("participants", 2, "v_number", 1), ("participants", 4, "v_number", 1)},
        ),
        (
            "tracks",
            {
                "track_id": "utrecht:T1",
                "admitted_on": "2022-01-03",
                "outflow_on": "2022-01-03",
            },
            {("tracks", 2, "track_id", 0), ("tracks", 4, "track_id", 0)},
        ),
        (
            "capacities",
            {"places": "1"},
            {("capacities", 2, "valid_from", 0), ("capacities", 3, "valid_from", 0)},
        ),
    ],
    ids=["a V-number", "a key once its location is read back", "a capacity"],
)
def test_what_a_location_may_hold_once_is_found_twice(table, values, expected):
    assert expected <= found(at_utrecht(a_register(), table, **values))


def test_no_location_is_called_all():
    register = a_register()
    for rows in register.values():
        for each in rows:
            if each.get("location") == "utrecht":
                each["location"] = "all"
    assert found(register) == {("locations", 2, "location", 9)}


def test_the_pilot_breaks_no_rule():
    assert violations(read_package(PILOT), date(2022, 7, 1)) == []


@pytest.mark.parametrize("make", [a_register, lambda: read_package(PILOT)], ids=["ours", "pilot"])
def test_what_is_written_is_read_again(make: Callable[[], Register], tmp_path):
    register = make()
    write_package(register, tmp_path)
    assert read_package(tmp_path) == register


def test_the_pilot_is_written_byte_for_byte(tmp_path):
    write_package(read_package(PILOT), tmp_path)
    for file in PILOT.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name
