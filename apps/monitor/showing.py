"""The cells as a page shows them: a table an indicator, a row a category, a column a location."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.foundation import countries

from .cells import Cell, Computed
from .codes import Theme
from .indicators import INDICATORS, Indicator, Kind


@dataclass(frozen=True)
class Shown:
    """One cell as text: the figure, and for a share the number that it comes from."""

    figure: str
    beside: str = ""


@dataclass(frozen=True)
class Row:
    """One category, or the only row of an indicator without categories."""

    label: str
    cells: list[Shown]


@dataclass(frozen=True)
class Table:
    """One indicator, its words, and its rows."""

    indicator: Indicator
    rows: list[Row]
    # Below the line of a share, once for all rows; empty where rows have their own.
    totals: list[str]


def label(indicator: Indicator, category: str) -> str:
    """What a row is called: the category, or the indicator where it has none."""
    if not category:
        return str(indicator.title)
    labels = _labels(indicator.code)
    return str(labels.get(category, "")) or countries.name(category)


@cache
def _labels(code: str) -> dict[str, str | Promise]:
    indicator = next(i for i in INDICATORS if i.code == code)
    return {category.value: category.label for category in indicator.categories}


def number(indicator: Indicator, cell: Cell) -> Decimal | None:
    """The figure as it is shown, a share in percents; None where nothing can be divided.

    Rounded once, from the exact quotient, half up, as in the file; here to one decimal.
    """
    if indicator.kind == Kind.COUNT:
        return Decimal(cell.numerator)
    if not cell.denominator:
        return None
    exact = Decimal(cell.numerator) / (cell.denominator * Decimal(indicator.unit))
    if indicator.kind == Kind.SHARE:
        exact *= 100
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _shown(indicator: Indicator, cell: Cell) -> Shown:
    found = number(indicator, cell)
    if indicator.kind == Kind.COUNT:
        return Shown(str(cell.numerator))
    if found is None:
        return Shown("–")
    if indicator.kind == Kind.MEAN:
        return Shown(number_format(found, 1), _("over %(n)d") % {"n": cell.denominator})
    return Shown(f"{number_format(found, 1)}%", str(cell.numerator))


def tables(computed: Computed, codes: list[str]) -> Iterator[tuple[Theme, list[Table]]]:
    """The tables of each theme, with a column for each of `codes`."""
    found: dict[str, dict[str, dict[str, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for cell in computed.cells:
        found[cell.indicator][cell.category][cell.location] = cell
    for theme in Theme:
        yield (
            theme,
            [
                _table(indicator, found[indicator.code], codes)
                for indicator in INDICATORS
                if indicator.theme == theme
            ],
        )


def _table(
    indicator: Indicator, categories: dict[str, dict[str, Cell]], codes: list[str]
) -> Table:
    rows = [
        Row(label(indicator, category), [_shown(indicator, cells[code]) for code in codes])
        for category, cells in categories.items()
    ]
    first = next(iter(categories.values()))
    totals = (
        [str(first[code].denominator) for code in codes]
        if indicator.kind == Kind.SHARE and "" not in categories
        else []
    )
    return Table(indicator, rows, totals)


def changes(
    pairs: list[tuple[Cell | None, Cell | None]], names: dict[str, str]
) -> list[dict[str, list[dict[str, str]]]]:
    """Rows of the cells in which two editions differ: what, where, before, after."""
    indicators = {indicator.code: indicator for indicator in INDICATORS}
    rows = []
    for before, after in pairs:
        cell = after or before
        if cell is None:
            continue
        indicator = indicators[cell.indicator]
        what = str(indicator.title)
        if cell.category:
            what = f"{what}: {label(indicator, cell.category)}"
        rows.append(
            {
                "cells": [
                    {"text": what},
                    {"text": names.get(cell.location, cell.location), "label": _("Locatie")},
                    {"text": _figure(indicator, before), "label": _("Was"), "kind": "number"},
                    {"text": _figure(indicator, after), "label": _("Is"), "kind": "number"},
                ]
            }
        )
    return rows


def _figure(indicator: Indicator, cell: Cell | None) -> str:
    if cell is None:
        return ""
    shown = _shown(indicator, cell)
    return f"{shown.figure} ({shown.beside})" if shown.beside else shown.figure
