"""What stands in each sheet of a spreadsheet, whatever file it is written to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from textwrap import wrap

from django.utils.translation import gettext as _

from apps.foundation.cell_text import one_line

from ..cells import Cell
from ..chart import Chart
from ..codes import Theme
from ..indicators import INDICATORS, Indicator, Kind
from ..report import Report
from ..showing import label
from ..tables import HEADER
from . import words
from .definitions import definitions


class Look(StrEnum):
    """How a cell is shown: each file writes it in its own way."""

    TITLE = "title"
    HEADING = "heading"
    WARNING = "warning"
    TEXT = "text"
    NOTE = "note"
    HEADER = "header"
    NUMBER_HEADER = "number_header"
    SUBHEADING = "subheading"
    COUNT = "count"
    TOTAL = "total"
    TOTAL_TEXT = "total_text"
    SHARE = "share"
    ONE_DECIMAL = "one_decimal"
    FOUR_DECIMALS = "four_decimals"
    ABSENT = "absent"
    DAY = "day"


# How high a line of text is.
POINTS = 13.5
# Of those that stay on one line, whatever they say.
_HEIGHTS = {Look.TITLE: 1.8, Look.HEADING: 1.4}
Value = str | int | float | date


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a sheet."""

    value: Value
    look: Look = Look.TEXT


Line = tuple[Box, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its lines, how wide its columns are in characters, and what stays in sight."""

    name: str
    lines: tuple[Line, ...]
    widths: tuple[int, ...]
    # The first lines and columns that stay in sight, the lines also at the top of each page.
    header_lines: int = 0
    header_columns: int = 0


def height(line: Line, widths: tuple[int, ...]) -> float:
    """How many lines of text a line of cells needs; not every office finds that by itself."""
    return max((_lines(box, width) for box, width in zip(line, widths, strict=False)), default=1)


def _lines(box: Box, width: int) -> float:
    if box.look in _HEIGHTS:
        return _HEIGHTS[box.look]
    if not isinstance(box.value, str):
        return 1
    # Widths are in digits, and letters are narrower; less than fits, for fonts that are wider.
    return len(wrap(box.value, int(1.08 * width))) or 1


@dataclass(frozen=True)
class ChartNumbers:
    """A chart, and the line of the sheet of its numbers where its header stands."""

    chart: Chart
    header: int


def text(value: str, look: Look = Look.TEXT) -> Box:
    """A text that may come from people."""
    return Box(one_line(value), look)


def front(report: Report) -> Sheet:
    """The particulars of the edition, for whom it is, and which locations are in it."""
    lines: list[Line] = [
        (text(words.title(), Look.TITLE),),
        (text(words.subtitle(report), Look.HEADING),),
        (text(words.notice(), Look.WARNING),),
        (),
    ]
    lines += [
        (text(each.label, Look.SUBHEADING), text(each.value)) for each in words.particulars(report)
    ]
    lines += [(), (text(_("Locaties in dit bestand"), Look.HEADING),)]
    lines.append((text(_("Code"), Look.HEADER), text(_("Naam"), Look.HEADER)))
    lines += [(text(code), text(report.name(code))) for code in report.codes]
    return Sheet(_("Over dit bestand"), tuple(lines), (34, 70))


def of_theme(report: Report, theme: Theme) -> Sheet:
    """The indicators of a theme, below each other: a line a category, a column a location."""
    names = [one_line(report.name(code)) for code in report.codes]
    lines: list[Line] = [
        (text(str(theme.label), Look.HEADER), *(Box(name, Look.NUMBER_HEADER) for name in names))
    ]
    for indicator in INDICATORS:
        if indicator.theme == theme:
            lines += _of_indicator(report, indicator)
    widths = (48, *(_width(name) for name in names))
    return Sheet(str(theme.label), tuple(lines), widths, header_lines=1, header_columns=1)


def _width(name: str) -> int:
    """As wide as the longest word, within bounds."""
    return min(24, max(11, *(len(word) + 2 for word in name.split()), 0))


def _of_indicator(report: Report, indicator: Indicator) -> Iterator[Line]:
    """Its figures, and below them the numbers that a share or a mean was made of."""
    found = [
        category
        for location, code, category in report.cells
        if code == indicator.code and location == report.codes[0]
    ]
    if not found:
        return
    rows = {
        category: [report.cells[code, indicator.code, category] for code in report.codes]
        for category in found
    }
    yield (text(str(indicator.title), Look.HEADING),)
    yield (text(str(indicator.definition), Look.NOTE),)
    for category, cells in rows.items():
        yield (
            text(label(indicator, category)),
            *(_figure(indicator, cell) for cell in cells),
        )
    if indicator.kind != Kind.COUNT:
        yield from _made_of(indicator, rows)
    yield ()


def _made_of(indicator: Indicator, rows: dict[str, list[Cell]]) -> Iterator[Line]:
    """The numerators, and once the denominator, which all categories have in common."""
    yield (text(_("Aantallen"), Look.SUBHEADING),)
    for category, cells in rows.items():
        name = label(indicator, category) if category else _("Teller")
        yield (text(name), *(Box(cell.numerator, Look.COUNT) for cell in cells))
    name = _("Noemer") if "" in rows else _("Totaal")
    first = next(iter(rows.values()))
    yield (
        text(name, Look.TOTAL_TEXT),
        *(Box(cell.denominator or 0, Look.TOTAL) for cell in first),
    )


def _figure(indicator: Indicator, cell: Cell) -> Box:
    """The exact quotient, shown with one decimal: so it is rounded once, as everywhere."""
    if indicator.kind == Kind.COUNT:
        return Box(cell.numerator, Look.COUNT)
    if not cell.denominator:
        return Box("–", Look.ABSENT)
    exact = Decimal(cell.numerator) / (cell.denominator * Decimal(indicator.unit))
    return Box(float(exact), Look.SHARE if indicator.kind == Kind.SHARE else Look.ONE_DECIMAL)


def of_charts(charts: list[Chart]) -> tuple[Sheet, list[ChartNumbers]]:
    """The numbers of all charts below each other, and where those of each begin."""
    lines: list[Line] = []
    places: list[ChartNumbers] = []
    widest = 1
    for chart in charts:
        lines.append((text(chart.title, Look.HEADING),))
        places.append(ChartNumbers(chart, len(lines)))
        lines.append(
            (
                text(chart.axis, Look.HEADER),
                *(text(series.label, Look.NUMBER_HEADER) for series in chart.series),
            )
        )
        for at, point in enumerate(chart.points):
            numbers = (series.numbers[at] for series in chart.series)
            lines.append((text(point), *(_drawn(number, chart.unit) for number in numbers)))
        lines.append(())
        widest = max(widest, len(chart.series))
    widths = (48, *([16] * widest))
    return Sheet(_("Cijfers bij grafieken"), tuple(lines), widths, header_columns=1), places


def _drawn(number: float | None, unit: str) -> Box:
    if number is None:
        return Box("", Look.ABSENT)
    if unit == "%":
        # Through its decimal form: 12.3 / 100 as a float is not the float nearest to 0.123.
        return Box(float(Decimal(str(number)) / 100), Look.SHARE)
    return Box(number, Look.ONE_DECIMAL) if unit else Box(int(number), Look.COUNT)


def of_cells(report: Report) -> Sheet:
    """All cells, a line each, in the form of the standard."""
    counts = {"numerator", "denominator", "value"}
    header = tuple(
        Box(name, Look.NUMBER_HEADER if name in counts else Look.HEADER) for name in HEADER
    )
    lines = tuple(_of_cell(report.computed.on, cell) for cell in report.computed.cells)
    return Sheet(_("Cellen"), (header, *lines), (15, 16, 36, 28, 12, 12, 12), header_lines=1)


def _of_cell(on: date, cell: Cell) -> Line:
    is_count = cell.denominator is None
    return (
        Box(on, Look.DAY),
        text(cell.location),
        text(cell.indicator),
        text(cell.category),
        Box(cell.numerator, Look.COUNT),
        Box("" if cell.denominator is None else cell.denominator, Look.COUNT),
        Box(_value(cell), Look.COUNT if is_count else Look.FOUR_DECIMALS),
    )


def _value(cell: Cell) -> Value:
    if not cell.value:
        return ""
    return cell.numerator if cell.denominator is None else float(cell.value)


def of_definitions(report: Report) -> Sheet:
    """What each indicator counts."""
    titles = (_("Code"), _("Titel"), _("Definitie"), _("Soort"), _("Thema"))
    lines = tuple(
        (
            text(each.code),
            text(each.title),
            text(each.definition),
            text(str(words.KINDS[each.kind])),
            text(str(each.theme.label)),
        )
        for each in definitions(report)
    )
    header = tuple(Box(title, Look.HEADER) for title in titles)
    return Sheet(_("Definities"), (header, *lines), (36, 34, 60, 13, 14), header_lines=1)


def of_categories(report: Report) -> Sheet:
    """What each category is called."""
    lines = tuple(
        (text(each.code), text(code), text(name))
        for each in definitions(report)
        for code, name in each.categories
    )
    header = tuple(
        Box(title, Look.HEADER) for title in (_("Indicator"), _("Categorie"), _("Naam"))
    )
    return Sheet(_("Categorieën"), (header, *lines), (36, 30, 50), header_lines=1)
