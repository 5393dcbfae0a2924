"""What a chart is: shape, words and numbers, whatever draws it (page, PDF or spreadsheet)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .codes import Theme


class Shape(StrEnum):
    """How the numbers are drawn."""

    # A bar a point, for one series or a few beside each other.
    BARS = "bars"
    # A bar a point, in which the series add up to the whole.
    STACKED = "stacked"
    # A line a series, a point a reference date.
    LINES = "lines"
    # Steps of one way, each a part of an earlier one: from referral to outcome.
    FLOW = "flow"


@dataclass(frozen=True)
class Series:
    """One colour of a chart: a number for each point, None where there is none."""

    label: str
    numbers: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """One chart of a report. Its table has a row a point and a column a series."""

    code: str
    theme: Theme
    title: str
    # One or two sentences that say what is to be seen, for who cannot see it.
    description: str
    shape: Shape
    # What stands along the axis: locations, days, categories.
    points: tuple[str, ...]
    series: tuple[Series, ...]
    # '' for counts, '%' for shares of 0 to 100, 'mnd' for months.
    unit: str = ""
    # What the points are, above their column in the table.
    axis: str = ""
    # How many each point is about, where the numbers are shares of them.
    wholes: tuple[int, ...] = ()
    # Where the points of lines lie in time.
    days: tuple[date, ...] = ()
