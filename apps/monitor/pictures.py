"""A chart as a page shows it: drawn for a wide and for a narrow place, with its numbers."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language

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
    return _drawn(chart, get_language())


# An edition stays as it is, and is looked at by many: the same numbers are drawn once.
@lru_cache(maxsize=64)
def _drawn(chart: Chart, language: str | None) -> Picture:
    return Picture(chart, svg(chart, WIDE, "wide"), svg(chart, PHONE, "phone"), numbers(chart))
