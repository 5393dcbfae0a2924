"""The numbers of a chart as text: beside what is drawn, and in the table that says the same."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .chart import Chart

ABSENT = "–"


@dataclass(frozen=True)
class Numbers:
    """A row a point: its label, a number a series and, of shares, how many they are of."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def written(number: float | None, unit: str = "") -> str:
    """A number as it is read: a count whole, what is divided with one decimal and its unit."""
    if number is None:
        return ABSENT
    if not unit:
        return number_format(number, 0)
    return number_format(number, 1) + ("%" if unit == "%" else f" {unit}")


def numbers(chart: Chart) -> Numbers:
    """The numbers of a chart: all that is drawn, and nothing else."""
    columns = [chart.axis, *(series.label for series in chart.series)]
    rows = [
        [point, *(written(series.numbers[at], chart.unit) for series in chart.series)]
        for at, point in enumerate(chart.points)
    ]
    if chart.wholes:
        columns.append(_("Totaal"))
        for row, whole in zip(rows, chart.wholes, strict=True):
            row.append(written(whole))
    return Numbers(tuple(columns), tuple(tuple(row) for row in rows))
