"""Drawn registers are valid, reach the corners of the standard, and can be broken."""

from collections.abc import Callable
from datetime import date
from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from tests.registers.broken import broken_registers
from tests.registers.days import TODAY
from tests.registers.drawn import registers
from tests.registers.packages import COLUMNS, Register
from tests.registers.violations import violations

PATIENT = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# To know that a corner can be reached one example will do, however large, and always the same.
REACHING = settings(PATIENT, max_examples=3000, phases=[Phase.generate], derandomize=True)


@settings(PATIENT, max_examples=200)
@given(registers())
def test_a_drawn_register_obeys_every_rule(register):
    assert violations(register, TODAY) == []


@settings(PATIENT, max_examples=50)
@given(registers())
def test_a_drawn_register_has_every_table_and_column_in_order(register):
    assert list(register) == list(COLUMNS)
    for table, rows in register.items():
        for each in rows:
            assert tuple(each) == COLUMNS[table]
            assert all(isinstance(value, str) for value in each.values())


def tracks_of_persons(register: Register) -> list[list[dict[str, str]]]:
    dossiers = {each["participant_id"]: each for each in register["participants"]}
    persons: dict[str, list[dict[str, str]]] = {}
    for track in register["tracks"]:
        dossier = dossiers[track["participant_id"]]
        persons.setdefault(dossier["v_number"] or dossier["participant_id"], []).append(track)
    return list(persons.values())


def lasts_no_day(track: dict[str, str]) -> bool:
    return track["admitted_on"] == track["outflow_on"]


def is_known_dead_in_one_of_two(register: Register) -> bool:
    alive = {each["v_number"] for each in register["participants"] if not each["deceased_on"]}
    dead = {each["v_number"] for each in register["participants"] if each["deceased_on"]}
    return bool((alive & dead) - {""})


def has_perspective_taken_back(register: Register) -> bool:
    rows = register["perspectives"]
    return any(
        one["track_id"] == other["track_id"]
        and one["determined_on"] == other["determined_on"]
        and one["perspective"] == "return"
        and other["perspective"] == "undetermined"
        for number, one in enumerate(rows)
        for other in rows[number:]
    )


CORNERS: dict[str, Callable[[Register], bool]] = {
    "a person at two locations": lambda register: any(
        len({track["location"] for track in tracks}) > 1 for tracks in tracks_of_persons(register)
    ),
    "re-entry on the day of outflow": lambda register: any(
        one["outflow_on"] == other["admitted_on"] != one["admitted_on"]
        for tracks in tracks_of_persons(register)
        for one in tracks
        for other in tracks
    ),
    "two tracks of no length on one day": lambda register: any(
        lasts_no_day(one) and lasts_no_day(other) and one["admitted_on"] == other["admitted_on"]
        for tracks in tracks_of_persons(register)
        for one, other in combinations(tracks, 2)
    ),
    "a perspective taken back on its day": has_perspective_taken_back,
    "an outflow by death": lambda register: any(
        track["outflow_reason"] == "deceased" for track in register["tracks"]
    ),
    "a death known in one dossier only": is_known_dead_in_one_of_two,
    "a birth on 29 February": lambda register: any(
        each["date_of_birth"].endswith("02-29") for each in register["participants"]
    ),
    "a location without a capacity": lambda register: bool(
        {each["location"] for each in register["locations"]}
        - {each["location"] for each in register["capacities"]}
    ),
    "a procedure before admission": lambda register: any(
        each["submitted_on"] < track["admitted_on"]
        for track in register["tracks"]
        for each in register["procedures"]
        if each["track_id"] == track["track_id"]
    ),
    "a decision after outflow": lambda register: any(
        each["decided_on"] > track["outflow_on"] > ""
        for track in register["tracks"]
        for each in register["procedures"]
        if each["track_id"] == track["track_id"]
    ),
    "a placement of no length": lambda register: any(
        each["moved_in_on"] == each["moved_out_on"] for each in register["placements"]
    ),
    "shelter without a track": lambda register: bool(
        {each["participant_id"] for each in register["placements"]}
        - {each["participant_id"] for each in register["tracks"]}
    ),
    "a key that two locations share": lambda register: any(
        ":" in each["track_id"] for each in register["tracks"]
    ),
    "more than ten of two countries together": lambda register: (
        len([e for e in register["participants"] if e["country_of_origin"] in ("COD", "COG")]) > 10
    ),
    "a place that is planned": lambda register: any(
        date.fromisoformat(each["valid_from"]) > TODAY for each in register["capacities"]
    ),
    "an aim": lambda register: any(each["aim"] for each in register["counselling"]),
}


@pytest.mark.parametrize("corner", CORNERS.values(), ids=CORNERS)
def test_drawn_registers_reach_the_corners(corner):
    find(registers(), corner, settings=REACHING)


@pytest.mark.parametrize("rule", range(10))
def test_broken_registers_break_every_rule(rule):
    find(
        broken_registers(),
        lambda register: any(each.rule == rule for each in violations(register, TODAY)),
        settings=REACHING,
    )


@settings(PATIENT, max_examples=100)
@given(broken_registers())
def test_a_broken_register_can_be_judged(register):
    for each in violations(register, TODAY):
        row = register[each.file.removesuffix(".csv")][each.line - 2]
        assert each.field in row
        assert each.rule in range(10)
