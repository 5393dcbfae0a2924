"""An edition of the reference to hand over, without a register: its cells, hash and moment."""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import sha256

from apps.monitor.calendar import Period
from apps.monitor.cells import Cell, Computed
from apps.monitor.models import Edition
from apps.monitor.report import Report
from tests.registers.packages import REFERENCE

JUNE, APRIL = date(2022, 6, 30), date(2022, 4, 30)
CUT_OFF = datetime(2022, 7, 1, 8, 12, 30, tzinfo=UTC)
NAMES = {
    "amsterdam": "Amsterdam",
    "eindhoven": "Eindhoven",
    "groningen": "Groningen",
    "rotterdam": "Rotterdam",
    "utrecht": "Utrecht",
}


def reference(day: date) -> list[dict[str, str]]:
    """The expected cells of a day, as text."""
    path = REFERENCE / f"cells-{day.isoformat()}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def report(
    *, locations: Iterable[str] | None = None, renamed: dict[str, str] | None = None
) -> Report:
    """Edition 3 of June with that of April before it; a location may go by another code."""
    codes = {"all", *(NAMES if locations is None else locations)}
    renamed = renamed or {}
    text = (REFERENCE / "cells-2022-06-30.csv").read_bytes()
    edition = Edition(
        pk=3,
        reference_date=JUNE,
        period_first=date(2022, 5, 1),
        definition="1",
        cut_off=CUT_OFF,
        hash=sha256(text).hexdigest(),
        made_by="test",
        location_names={renamed.get(code, code): name for code, name in NAMES.items()},
    )
    june, april = (_computed(day, codes, renamed) for day in (JUNE, APRIL))
    return Report(edition, june, (april,))


def _computed(day: date, codes: set[str], renamed: dict[str, str]) -> Computed:
    cells = tuple(
        Cell(
            renamed.get(row["location"], row["location"]),
            row["indicator"],
            row["category"],
            int(row["numerator"]),
            int(row["denominator"]) if row["denominator"] else None,
            row["value"],
        )
        for row in reference(day)
        if row["location"] in codes
    )
    first = date(2022, 5, 1) if day == JUNE else date(2022, 2, 1)
    return Computed(day, Period(first, day), "1", cells)
