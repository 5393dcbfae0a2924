"""Reports made by hand: the pilot's reference cells, without a database, for as many locations."""

import csv
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path

from apps.monitor.calendar import Period
from apps.monitor.cells import Cell, Computed
from apps.monitor.models import Edition
from apps.monitor.report import OVER_TIME, Report
from tests.registers.packages import REFERENCE

APRIL, JUNE = date(2022, 4, 30), date(2022, 6, 30)
CITIES = ("amsterdam", "eindhoven", "groningen", "rotterdam", "utrecht")
LONG = "Samenwerkende gemeenten Hardinxveld-Giessendam, Molenlanden en Alblasserdam & omstreken"


def cells(day: date) -> tuple[Cell, ...]:
    """The reference cells of the pilot on a day."""
    with Path(REFERENCE / f"cells-{day}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Cell(
                row["location"],
                row["indicator"],
                row["category"],
                int(row["numerator"]),
                int(row["denominator"]) if row["denominator"] else None,
                row["value"],
            )
            for row in csv.DictReader(file)
        )


def changed(cell: Cell, **fields: object) -> Cell:
    """The cell with other fields."""
    names = ("location", "indicator", "category", "numerator", "denominator", "value")
    return Cell(**{name: getattr(cell, name) for name in names} | fields)


def computed(day: date, found: tuple[Cell, ...], only: Collection[str] | None = None) -> Computed:
    """Cells as they are kept, of some locations or all."""
    kept = tuple(cell for cell in found if only is None or cell.location in only)
    return Computed(day, Period(day.replace(day=1), day), "1", kept)


def report(
    *,
    only: Collection[str] | None = None,
    names: dict[str, str] | None = None,
    found: tuple[Cell, ...] | None = None,
    earlier: bool = True,
) -> Report:
    """The report of June with that of April before it."""
    edition = Edition(
        pk=7,
        reference_date=JUNE,
        period_first=date(2022, 5, 1),
        definition="1",
        cut_off=datetime(2022, 7, 14, 9, 30, 15, tzinfo=UTC),
        hash="3f" * 32,
        location_names={code: code.title() for code in CITIES} | (names or {}),
    )
    before = tuple(cell for cell in cells(APRIL) if cell.indicator in OVER_TIME)
    return Report(
        edition,
        computed(JUNE, found or cells(JUNE), only),
        (computed(APRIL, before, only),) if earlier else (),
    )


def many(count: int, name: str = "Gemeente %d") -> Report:
    """A report of so many locations, each with the figures of one of the five cities."""
    real = cells(JUNE)
    copies = [cell for cell in real if cell.location == "all"]
    names = {}
    for number in range(count):
        code = f"place-{number:03}"
        names[code] = name % (number + 1) if "%" in name else f"{name} {number + 1}"
        city = CITIES[number % len(CITIES)]
        copies += [changed(cell, location=code) for cell in real if cell.location == city]
    return report(found=tuple(copies), names=names, earlier=False)
