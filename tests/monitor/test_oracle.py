"""The naive count gives the reference cells and agrees with what was published."""

import csv
from datetime import date
from fractions import Fraction

import pytest

from tests.monitor import oracle
from tests.registers.packages import COLUMNS, PACKAGE, PILOT, REFERENCE, read_package

REFERENCE_DATES = ("2022-04-30", "2022-06-30")


@pytest.fixture(scope="module")
def pilot_cells() -> dict[str, list[oracle.Cell]]:
    register = read_package(PILOT)
    return {day: oracle.cells(register, day, PACKAGE) for day in REFERENCE_DATES}


def published_lines() -> list[dict[str, str]]:
    with (REFERENCE / "published.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("day", REFERENCE_DATES)
def test_the_pilot_gives_the_reference_cells_byte_for_byte(day, pilot_cells):
    expected = (REFERENCE / f"cells-{day}.csv").read_bytes()
    assert oracle.as_csv(pilot_cells[day]) == expected


def test_every_published_figure_holds(pilot_cells):
    lines = published_lines()
    assert len(lines) == 260
    every_cell = [cell for cells in pilot_cells.values() for cell in cells]
    assert [line for line in lines if not oracle.published_holds(line, every_cell)] == []


@pytest.mark.parametrize("how", ["exact", "percent", "rounded"])
def test_a_figure_that_was_not_published_does_not_hold(how, pilot_cells):
    line = next(line for line in published_lines() if line["how"] == how)
    wrong = line | {"printed": str(int(line["printed"]) + 1)}
    assert not oracle.published_holds(wrong, pilot_cells[line["reference_date"]])


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        (Fraction(1, 2), "0.5000"),
        (Fraction(1, 20000), "0.0001"),
        (Fraction(9999, 200000), "0.0500"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1), "1.0000"),
        (Fraction(0), "0.0000"),
        (Fraction(24691357, 2000), "12345.6785"),
        (Fraction(123456789, 100000), "1234.5679"),
    ],
)
def test_a_quotient_is_rounded_half_up_to_four_decimals(exact, expected):
    assert oracle.rounded(exact) == expected


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("2022-04-30", "2022-02-01"),
        ("2022-04-29", "2022-02-01"),
        ("2022-05-01", "2022-05-01"),
        ("2022-06-30", "2022-05-01"),
        ("2022-01-31", "2021-11-01"),
    ],
)
def test_a_period_runs_from_the_day_after_the_last_reference_date(day, start):
    assert oracle.period_start(date.fromisoformat(day)) == date.fromisoformat(start)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2000-02-29", "2021-02-28", 20),
        ("2000-02-29", "2021-03-01", 21),
        ("2000-02-29", "2020-02-29", 20),
        ("2000", "2020-06-30", 19),
        ("2000", "2020-07-01", 20),
        ("2000-07", "2020-07-14", 19),
        ("2000-07", "2020-07-15", 20),
        ("2020-01-01", "2020-01-01", 0),
    ],
)
def test_age_is_in_completed_years(born, on, age):
    assert oracle.completed_years(oracle.day_of_birth(born), date.fromisoformat(on)) == age


@pytest.mark.parametrize(
    ("days", "category"),
    [
        (0, "under_3"),
        (91, "under_3"),
        (92, "3_to_6"),
        (182, "3_to_6"),
        (183, "6_to_12"),
        (365, "6_to_12"),
        (366, "12_to_18"),
        (730, "18_to_24"),
        (731, "24_and_over"),
    ],
)
def test_a_duration_counts_the_lower_bound_of_its_category(days, category):
    assert oracle.duration_category(days) == category


def row(table: str, **values: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS[table], "") | values


def a_register(**tables: list[dict[str, str]]) -> oracle.Register:
    """Utrecht and Groningen, and what a test adds."""
    locations = [
        row("locations", location=code, name=code, municipality_codes="GM0344")
        for code in ("utrecht", "groningen")
    ]
    return {table: [] for table in COLUMNS} | {"locations": locations} | tables


def values(register: oracle.Register, day: str, indicator: str, location: str) -> dict[str, int]:
    return {
        cell[3]: cell[4]
        for cell in oracle.cells(register, day, PACKAGE)
        if cell[1:3] == (location, indicator)
    }


def one_person_twice() -> oracle.Register:
    """Someone who left Utrecht for Groningen on one day, and had a track of no length there."""
    return a_register(
        participants=[
            row("participants", participant_id="P1", location="utrecht", v_number="0123456789"),
            row("participants", participant_id="P2", location="groningen", v_number="0123456789"),
        ],
        tracks=[
            row(
                "tracks",
                track_id="groningen:T1",
                participant_id="P2",
                location="groningen",
                admitted_on="2022-03-01",
                outflow_on="2022-04-01",
                outflow_reason="other_shelter",
            ),
            row(
                "tracks",
                track_id="T2",
                participant_id="P2",
                location="groningen",
                admitted_on="2022-03-01",
                outflow_on="2022-03-01",
                outflow_reason="other",
            ),
            row(
                "tracks",
                track_id="utrecht:T1",
                participant_id="P1",
                location="utrecht",
                admitted_on="2022-01-01",
                outflow_on="2022-03-01",
                outflow_reason="departure",
            ),
        ],
    )


def test_a_re_entry_elsewhere_counts_where_it_happened():
    register = one_person_twice()
    assert values(register, "2022-04-30", "inflow", "all") == {"first_entry": 0, "re_entry": 2}
    assert values(register, "2022-04-30", "inflow", "utrecht")["re_entry"] == 0
    assert values(register, "2022-01-31", "inflow", "utrecht")["first_entry"] == 1


def test_a_person_belongs_to_the_location_of_the_latest_track():
    register = one_person_twice()
    assert values(register, "2022-04-30", "participants", "utrecht") == {"": 1}
    assert values(register, "2022-04-30", "participants_analysed", "utrecht") == {"": 0}
    left = values(register, "2022-04-30", "outflow_reason", "all")
    assert {reason for reason, number in left.items() if number} == {"other_shelter"}


def test_a_later_outflow_is_not_known_yet():
    register = one_person_twice()
    assert values(register, "2022-03-31", "open_tracks", "all") == {"": 1}
    assert values(register, "2022-03-31", "participants_left", "all") == {"": 0}


def test_a_death_in_one_dossier_leaves_the_person_out_of_the_results():
    register = one_person_twice()
    register["participants"][0]["deceased_on"] = "2022-04-02"
    assert values(register, "2022-04-01", "participants_analysed", "all") == {"": 1}
    assert values(register, "2022-04-02", "participants_analysed", "all") == {"": 0}
    assert values(register, "2022-04-02", "participants", "all") == {"": 1}
    assert values(register, "2022-04-02", "duration_ended", "all")["under_3"] == 0


def test_on_one_day_the_later_perspective_holds_and_undetermined_takes_it_back():
    register = one_person_twice()
    register["perspectives"] = [
        row(
            "perspectives",
            track_id="groningen:T1",
            determined_on="2022-03-10",
            perspective=each,
        )
        for each in ("return", "legalisation", "undetermined")
    ]
    held = values(register, "2022-03-31", "perspective", "all")
    assert held == {"return": 0, "legalisation": 0, "onward_migration": 0, "undetermined": 1}
    assert values(register, "2022-03-31", "perspective_ever_determined", "all") == {"": 1}


def test_two_countries_together_can_be_more_than_ten_persons():
    people = [
        row(
            "participants",
            participant_id=f"P{number}",
            location="utrecht",
            country_of_origin="COD" if number % 2 else "COG",
        )
        for number in range(11)
    ]
    tracks = [
        row(
            "tracks",
            track_id=f"T{number}",
            participant_id=f"P{number}",
            location="utrecht",
            admitted_on=f"2022-01-{number + 1:02}",
        )
        for number in range(11)
    ]
    register = a_register(participants=people, tracks=tracks)
    expected = {"COD+COG": 11, "other": 0, "unknown": 0}
    assert values(register, "2022-01-31", "country_of_origin", "utrecht") == expected
    assert values(register, "2022-01-31", "country_of_origin", "groningen")["COD+COG"] == 0
    expected = {"other": 10, "unknown": 0}
    assert values(register, "2022-01-10", "country_of_origin", "all") == expected
