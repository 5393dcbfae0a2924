"""An edition as an Excel workbook, with charts that draw its own cells."""

from datetime import UTC, date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook as Book
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..report import Report
from . import words
from .sheets import POINTS, Box, Look, Sheet, height
from .workbook import workbook
from .xlsx_charts import draw

INK, SOFT, BRAND, TINT, WARNING = "#17262d", "#4c5c64", "#10394a", "#e4eff2", "#a4231b"
_FORMATS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"bold": True, "font_size": 18, "font_color": BRAND},
    Look.HEADING: {"bold": True, "font_size": 12, "font_color": BRAND},
    Look.WARNING: {"bold": True, "font_color": WARNING},
    Look.TEXT: {"text_wrap": True},
    Look.NOTE: {"text_wrap": True, "font_color": SOFT, "italic": True},
    Look.HEADER: {"bold": True, "bg_color": TINT, "bottom": 1, "text_wrap": True},
    Look.NUMBER_HEADER: {
        "bold": True,
        "bg_color": TINT,
        "bottom": 1,
        "text_wrap": True,
        "align": "right",
    },
    Look.SUBHEADING: {"bold": True, "text_wrap": True},
    Look.COUNT: {"num_format": "0"},
    Look.TOTAL: {"num_format": "0", "bold": True, "top": 1},
    Look.TOTAL_TEXT: {"bold": True, "top": 1},
    Look.SHARE: {"num_format": "0.0%"},
    Look.ONE_DECIMAL: {"num_format": "0.0"},
    Look.FOUR_DECIMALS: {"num_format": "0.0000"},
    Look.ABSENT: {"align": "right"},
    Look.DAY: {"num_format": "yyyy-mm-dd", "align": "left"},
}
_A4 = 9


def _options() -> dict[str, Any]:
    """Anew for each workbook: the library writes in what it is given."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": "Arial", "font_size": 10, "font_color": INK},
    }


def write(report: Report) -> bytes:
    """The report as XLSX, in the language that is active: the same report, the same bytes."""
    content = BytesIO()
    found = workbook(report)
    with Book(content, _options()) as book:
        book.set_properties(_properties(report))
        formats = {
            look: book.add_format({"valign": "top", "font_color": INK} | said)
            for look, said in _FORMATS.items()
        }
        for sheet in found.figures:
            _write(book, formats, sheet, report)
        drawn = book.add_worksheet(_("Grafieken"))
        # At its own size: where sheets are made to fit, no page can begin at a chart.
        _print(drawn, report, fits=False)
        _write(book, formats, found.chart_sheet, report)
        draw(book, drawn, found, formats)
        for sheet in found.background:
            _write(book, formats, sheet, report)
    return content.getvalue()


def _properties(report: Report) -> dict[str, Any]:
    """What the file says of itself; its moment is that of the register that was counted."""
    return {
        "title": f"{words.title()}, {words.subtitle(report)}",
        "subject": words.scope(report),
        "category": words.notice(),
        "comments": f"{words.notice()}. SHA-256: {report.edition.hash}",
        "created": report.edition.cut_off.astimezone(UTC).replace(tzinfo=None),
    }


def _write(book: Book, formats: dict[Look, Format], sheet: Sheet, report: Report) -> None:
    written = book.add_worksheet(sheet.name)
    for column, width in enumerate(sheet.widths):
        written.set_column(column, column, width)
    for row, line in enumerate(sheet.lines):
        written.set_row(row, POINTS * height(line, sheet.widths))
        for column, box in enumerate(line):
            put(written, row, column, box, formats)
    if sheet.header_lines or sheet.header_columns:
        written.freeze_panes(sheet.header_lines, sheet.header_columns)
    if sheet.header_lines:
        written.repeat_rows(0, sheet.header_lines - 1)
    _print(written, report)


def put(sheet: Worksheet, row: int, column: int, box: Box, formats: dict[Look, Format]) -> None:
    """One cell, as what it is: a text is never read as a formula, a number or an address."""
    if isinstance(box.value, str):
        sheet.write_string(row, column, box.value, formats[box.look])
    elif isinstance(box.value, date):
        sheet.write_datetime(row, column, box.value, formats[box.look])
    else:
        sheet.write_number(row, column, box.value, formats[box.look])


def _print(sheet: Worksheet, report: Report, *, fits: bool = True) -> None:
    """On A4, as wide as the page, with for whom it is above and the page below."""
    sheet.hide_gridlines(1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    if fits:
        sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    # In these texts & begins a code of Excel's.
    title = f"{words.title()}, {words.subtitle(report)}".replace("&", "&&")
    notice = words.notice().replace("&", "&&")
    page = _("Pagina %(page)s van %(pages)s") % {"page": "&P", "pages": "&N"}
    sheet.set_header(f"&L{title}&R&B{notice}")
    sheet.set_footer(f"&L{notice}&C&A&R{page}")
