"""What is said of a chart in words, for who cannot see it."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .chart import Series
from .chart_numbers import written
from .report import Report


def largest(report: Report, series: tuple[Series, ...]) -> str:
    """The largest part of the first row, where it has parts."""
    shares = [(line.numbers[0], line.label) for line in series if line.numbers[0] is not None]
    if not shares:
        return ""
    share, part = max(shares, key=lambda found: found[0])
    return " " + _("%(place)s: het grootste deel is %(part)s (%(share)s).") % {
        "place": report.name(report.codes[0]),
        "part": part,
        "share": written(share, "%"),
    }


def extremes(report: Report, series: Series, unit: str) -> str:
    """Which locations are lowest and highest, where there is something to compare."""
    found = [
        (figure, report.name(code))
        for code, figure in zip(report.codes, series.numbers, strict=True)
        if code != "all" and figure is not None
    ]
    if len(found) < 2:
        return ""
    (low, lowest), (high, highest) = min(found), max(found)
    if low == high:
        return ""
    return " " + _("Het laagst is %(lowest)s (%(low)s), het hoogst %(highest)s (%(high)s).") % {
        "lowest": lowest,
        "low": written(low, unit),
        "highest": highest,
        "high": written(high, unit),
    }


def in_digits(day: date) -> str:
    """A day as in a table."""
    return date_format(day, "d-m-Y")


def in_words(day: date) -> str:
    """A day as in a sentence."""
    return date_format(day, "j F Y")
