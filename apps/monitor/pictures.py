"""A chart as a page shows it: drawn for a wide and for a narrow place, with its numbers."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from .chart import Chart
from .chart_numbers import Numbers, numbers
from .svg import svg

WIDE, PHONE = 720, 272


@dataclass(frozen=True)
class Picture:
    """One chart on a page."""

    chart: Chart
    wide: SafeString
    phone: SafeString
    numbers: Numbers


def picture(chart: Chart) -> Picture:
    """The chart drawn twice; the stylesheet shows the one that fits."""
    return Picture(chart, svg(chart, WIDE, "wide"), svg(chart, PHONE, "phone"), numbers(chart))
