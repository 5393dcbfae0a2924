"""The tables that go out as CSV: their columns, said in Dutch and in English, and their rows."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apps.foundation.cell_text import plain

from .. import tables
from ..report import Report
from .definitions import Definition, definitions

Datatype = str | dict[str, Any]
_DAY: Datatype = {"base": "date", "format": "yyyy-MM-dd"}
_COUNT: Datatype = "nonNegativeInteger"
_NUMBER: Datatype = {"base": "decimal", "minimum": "0"}


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, what a cell of it is, and its words."""

    name: str
    title: Promise
    description: Promise
    datatype: Datatype = "string"
    is_required: bool = True
    # Which of two columns it is, where a text stands in both languages.
    language: str = ""


@dataclass(frozen=True)
class CsvTable:
    """One file: which columns tell its rows apart, and its text."""

    name: str
    title: Promise
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    write: Callable[[Report], str] = field(repr=False)


_INDICATOR = Column("indicator", _("Indicator"), _("De code van de indicator in de standaard."))
_CATEGORY = Column(
    "category",
    _("Categorie"),
    _("De code van de categorie. Leeg als de indicator er geen heeft."),
    is_required=False,
)
_LOCATION = Column(
    "location", _("Locatie"), _("De code van de locatie. De code all betekent landelijk.")
)


def _cells(report: Report) -> str:
    """The form of the standard; a code that would begin a formula is made plain."""
    cells = tuple(cell._replace(location=plain(cell.location)) for cell in report.computed.cells)
    return tables.as_csv(replace(report.computed, cells=cells))


def _both(report: Report) -> Iterable[tuple[Definition, Definition]]:
    """Each definition in Dutch and in English."""
    with override("nl"):
        dutch = definitions(report)
    with override("en"):
        english = definitions(report)
    return zip(dutch, english, strict=True)


def _indicators(report: Report) -> str:
    return _text(
        _INDICATORS,
        (
            (
                dutch.code,
                dutch.theme.value,
                dutch.kind.value,
                dutch.title,
                english.title,
                dutch.definition,
                english.definition,
            )
            for dutch, english in _both(report)
        ),
    )


def _categories(report: Report) -> str:
    return _text(
        _CATEGORIES,
        (
            (nl.code, code, dutch, english)
            for nl, en in _both(report)
            for (code, dutch), (_code, english) in zip(nl.categories, en.categories, strict=True)
        ),
    )


def _locations(report: Report) -> str:
    return _text(_LOCATIONS, ((plain(code), plain(report.name(code))) for code in report.codes))


def _text(table: CsvTable, rows: Iterable[tuple[str, ...]]) -> str:
    """UTF-8 when written, a header, comma, LF, as the cells are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows(rows)
    return text.getvalue()


_CELLS = CsvTable(
    "cells",
    _("Cellen"),
    (
        Column("reference_date", _("Peildatum"), _("De dag waarop de stand telt."), _DAY),
        _LOCATION,
        _INDICATOR,
        _CATEGORY,
        Column(
            "numerator",
            _("Teller"),
            _("Het aantal. Bij een gemiddelde de som."),
            _COUNT,
        ),
        Column(
            "denominator",
            _("Noemer"),
            _("Waarvan het een deel is, of waarover het gemiddelde gaat. Leeg bij een aantal."),
            _COUNT,
            is_required=False,
        ),
        Column(
            "value",
            _("Waarde"),
            _(
                "Het aantal, of teller gedeeld door noemer op vier decimalen. "
                "Leeg als de noemer 0 is."
            ),
            _NUMBER,
            is_required=False,
        ),
    ),
    ("reference_date", "location", "indicator", "category"),
    _cells,
)
_INDICATORS = CsvTable(
    "indicators",
    _("Definities"),
    (
        _INDICATOR,
        Column("theme", _("Thema"), _("De code van het onderdeel van de monitor.")),
        Column("kind", _("Soort"), _("Aantal (count), aandeel (share) of gemiddelde (mean).")),
        Column("title_nl", _("Titel"), _("De titel in het Nederlands."), language="nl"),
        Column("title_en", _("Titel"), _("De titel in het Engels."), language="en"),
        Column("definition_nl", _("Definitie"), _("Wat er is geteld."), language="nl"),
        Column("definition_en", _("Definitie"), _("Wat er is geteld."), language="en"),
    ),
    ("indicator",),
    _indicators,
)
_CATEGORIES = CsvTable(
    "categories",
    _("Categorieën"),
    (
        _INDICATOR,
        replace(_CATEGORY, is_required=True),
        Column("label_nl", _("Naam"), _("De naam in het Nederlands."), language="nl"),
        Column("label_en", _("Naam"), _("De naam in het Engels."), language="en"),
    ),
    ("indicator", "category"),
    _categories,
)
_LOCATIONS = CsvTable(
    "locations",
    _("Locaties in dit bestand"),
    (
        _LOCATION,
        Column("name", _("Naam"), _("De naam, zoals die was toen de editie werd gemaakt.")),
    ),
    ("location",),
    _locations,
)
TABLES = (_CELLS, _INDICATORS, _CATEGORIES, _LOCATIONS)
