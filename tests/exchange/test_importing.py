"""Importing: what comes in comes out, twice changes nothing, and what is wrong is named."""

from collections import Counter
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from apps.exchange.actions import export_now, import_now
from apps.exchange.report import Report
from apps.organisation.models import Location
from tests.registers.broken import broken_registers
from tests.registers.drawn import registers
from tests.registers.drawn import row as blank_row
from tests.registers.packages import PILOT, TABLES, Register, write_package
from tests.registers.small import small_register
from tests.registers.violations import violations

TODAY = date(2022, 7, 1)
pytestmark = pytest.mark.django_db
MANY = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


def take_in(path: Path) -> tuple[bool, Report]:
    return import_now(path, tell=lambda step, done, expected: None)


def give_out(path: Path) -> Path:
    export_now(path, list(Location.objects.values_list("pk", flat=True)))
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def canonical(register: Register) -> Register:
    """The same with `location:key` for each key that several locations hold, and for no other."""
    keys = {"participants": "participant_id", "referrals": "referral_id", "tracks": "track_id"}
    written = deepcopy(register)
    for table, key in keys.items():
        bare = {row[key]: row[key].removeprefix(f"{row['location']}:") for row in register[table]}
        times = Counter(bare.values())
        for rows, originals in zip(written.values(), register.values(), strict=True):
            for row, original in zip(rows, originals, strict=True):
                if original.get(key):
                    name = bare[original[key]]
                    at = next(r["location"] for r in register[table] if r[key] == original[key])
                    row[key] = f"{at}:{name}" if times[name] > 1 else name
    return written


def lines_of(report: Report) -> set[tuple[str, int]]:
    return {(error["file"], error["line"]) for error in report.as_json()["errors"]}


def test_the_pilot_comes_out_as_it_came_in_and_a_second_import_changes_nothing(tmp_path):
    accepted, first = take_in(PILOT)
    assert accepted
    assert (first.new, first.changed, first.unchanged) == (24247, 0, 0)
    assert files(give_out(tmp_path / "out")) == files(PILOT)
    accepted, second = take_in(PILOT)
    assert accepted
    assert (second.new, second.changed, second.unchanged) == (0, 0, 24247)
    assert files(give_out(tmp_path / "again")) == files(PILOT)


@MANY
@given(register=registers())
def test_any_register_comes_out_as_it_came_in(tmp_path_factory, register):
    folder = tmp_path_factory.mktemp("register")
    write_package(register, folder / "in")
    with transaction.atomic():
        accepted, report = take_in(folder / "in")
        assert accepted, report.as_text("nl")
        write_package(canonical(register), folder / "expected")
        assert files(give_out(folder / "out")) == files(folder / "expected")
        accepted, report = take_in(folder / "in")
        rows = sum(len(register[table]) for table in TABLES)
        assert (accepted, report.new, report.changed, report.unchanged) == (True, 0, 0, rows)
        transaction.set_rollback(True)


@MANY
@given(register=broken_registers())
def test_every_row_with_part_in_a_breach_is_named(tmp_path_factory, register):
    folder = tmp_path_factory.mktemp("register")
    write_package(register, folder)
    with transaction.atomic():
        accepted, report = take_in(folder)
        transaction.set_rollback(True)
    expected = {(found.file, found.line) for found in violations(register, TODAY)}
    assert (accepted, lines_of(report)) == (not expected, expected)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(
            {
                ("participants", 1, "deceased_on"): "2022-02-30",
                ("tracks", 1, "outflow_reason"): "deceased",
                ("tracks", 1, "departure_support"): "",
            },
            id="a day of death that does not exist, and the track that it ended",
        ),
        pytest.param(
            {
                ("participants", 1, "deceased_on"): "2022-04-01",
                ("tracks", 1, "outflow_on"): "soon",
                ("tracks", 1, "outflow_reason"): "deceased",
                ("tracks", 1, "departure_support"): "",
            },
            id="a day of outflow that is none, and the death that was the reason",
        ),
        pytest.param(
            {
                ("tracks", 1, "outflow_on"): "soon",
                ("tracks", 3, "track_id"): "TU3",
                ("tracks", 3, "participant_id"): "U2",
                ("tracks", 3, "location"): "utrecht",
                ("tracks", 3, "admitted_on"): "2022-05-01",
            },
            id="a day of outflow that is none, and the next track",
        ),
        pytest.param(
            {("placements", 0, "moved_out_on"): "44593"},
            id="a day of moving out as a number, and the next placement",
        ),
    ],
)
def test_a_day_that_is_none_is_blamed_and_what_it_ends_is_not(tmp_path, cells):
    register = small_register()
    for (table, number, field), text in cells.items():
        if number == len(register[table]):
            register[table].append(blank_row(table))
        register[table][number][field] = text
    write_package(register, tmp_path)
    accepted, report = take_in(tmp_path)
    expected = {(found.file, found.line) for found in violations(register, TODAY)}
    assert len(expected) == 1
    assert (accepted, lines_of(report)) == (False, expected)
