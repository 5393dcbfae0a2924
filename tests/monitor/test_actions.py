"""Computing the monitor: as published, and as a naive count of any register says."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.monitor import tables
from apps.monitor.actions import compute
from apps.organisation.access import Actor
from apps.organisation.models import Location
from tests.monitor import oracle
from tests.registers.days import days
from tests.registers.drawn import registers
from tests.registers.packages import PACKAGE, PILOT, REFERENCE, write_package

TODAY = date(2022, 7, 1)
pytestmark = pytest.mark.django_db


def computed(on: date) -> str:
    """All cells as a file, as the system account."""
    by = Actor.system("test", today=TODAY, locations=Location.objects.values_list("pk", flat=True))
    with acting_as(by):
        return tables.as_csv(compute(on=on, by=by))


def take_in(path: Path) -> None:
    accepted, report = import_now(path, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("nl")


def test_the_pilot_gives_the_expected_cells_and_what_was_published():
    take_in(PILOT)
    counted = {day: computed(date.fromisoformat(day)) for day in ("2022-06-30", "2022-04-30")}
    for day, text in counted.items():
        assert text == (REFERENCE / f"cells-{day}.csv").read_text()
    with (REFERENCE / "published.csv").open() as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 260
    cells = [
        (*row[:4], int(row[4]), int(row[5]) if row[5] else None, row[6])
        for text in counted.values()
        for row in list(csv.reader(text.splitlines()))[1:]
    ]
    assert [line for line in lines if not oracle.published_holds(line, cells)] == []


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(register=registers(), on=days())
def test_any_register_gives_what_a_naive_count_gives(tmp_path_factory, register, on):
    folder = tmp_path_factory.mktemp("register")
    write_package(register, folder)
    with transaction.atomic():
        take_in(folder)
        counted = computed(on)
        transaction.set_rollback(True)
    assert counted == oracle.as_csv(oracle.cells(register, on.isoformat(), PACKAGE)).decode()
