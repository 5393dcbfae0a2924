"""An edition as an OpenDocument spreadsheet: the sheets of the workbook without the charts."""

from datetime import date
from xml.sax.saxutils import escape, quoteattr

from django.utils.formats import number_format
from odfdo import Column, Document, Element, HeaderRows, Style, Table

from ..report import Report
from .archive import packed
from .ods_styles import CHARACTER, VERSION, meta, settings, styles
from .sheets import POINTS, Box, Line, Look, Sheet, height
from .workbook import workbook

CONTENT_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
manifest:version="{VERSION}">
<manifest:file-entry manifest:full-path="/" manifest:version="{VERSION}" \
manifest:media-type="{CONTENT_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""


def write(report: Report) -> bytes:
    """The report as ODS, in the language that is active: the same report, the same bytes."""
    sheets = workbook(report).sheets
    # Of the library's own document only the content is kept: the rest of it holds a clock.
    document = Document("spreadsheet")
    # The version that the offices of some years ago open too.
    document.content.root.set_attribute("office:version", VERSION)
    body = document.body
    body.clear()
    for width in sorted({width for sheet in sheets for width in sheet.widths}):
        document.insert_style(_column_style(width), automatic=True)
    heights = {height(line, sheet.widths) for sheet in sheets for line in sheet.lines}
    for lines in sorted(heights):
        document.insert_style(_row_style(lines), automatic=True)
    document.insert_style(_table_style(), automatic=True)
    for sheet in sheets:
        table = Table(sheet.name, style="sheet")
        body.append(table)
        _fill(table, sheet)
    return packed(
        {
            "mimetype": CONTENT_TYPE.encode(),
            "content.xml": document.content.serialize(),
            "styles.xml": styles(report),
            "meta.xml": meta(report),
            "settings.xml": settings(sheets),
            "META-INF/manifest.xml": _MANIFEST.encode(),
        },
        at=report.edition.cut_off,
        stored="mimetype",
    )


def _column_style(width: int) -> Style:
    return Style("table-column", name=f"width{width}", width=f"{width * CHARACTER:.2f}cm")


def _row_style(lines: float) -> Style:
    """As high as its text."""
    style = Style("table-row", name=_row_name(lines), height=f"{lines * POINTS:.1f}pt")
    style.set_properties({"style:use-optimal-row-height": "true"}, area="table-row")
    return style


def _row_name(lines: float) -> str:
    return f"lines{lines * 10:.0f}"


def _table_style() -> Style:
    """On the page with for whom it is above and below."""
    style = Style("table", name="sheet")
    style.set_attribute("style:master-page-name", "Default")
    style.set_properties({"table:display": "true"}, area="table")
    return style


def _fill(table: Table, sheet: Sheet) -> None:
    """The table stands in the document by then: to move a full one takes far longer."""
    parts: list[Element] = [Column(style=f"width{width}") for width in sheet.widths]
    rows = [_row(line, sheet.widths) for line in sheet.lines]
    if sheet.header_lines:
        header = HeaderRows()
        header.extend(rows[: sheet.header_lines])
        parts.append(header)
    table.extend([*parts, *rows[sheet.header_lines :]])


def _row(line: Line, widths: tuple[int, ...]) -> Element:
    cells = "".join(_cell(box) for box in line or (Box(""),))
    name = _row_name(height(line, widths))
    return Element.from_tag(
        f'<table:table-row table:style-name="{name}">{cells}</table:table-row>'
    )


def _cell(box: Box) -> str:
    """One cell, as what it is; a text is a text whatever it begins with."""
    named = f'<table:table-cell table:style-name="{box.look.value}"'
    if box.value == "":
        return f"{named}/>"
    if isinstance(box.value, str):
        kind, attribute, value = "string", "string-value", box.value
    elif isinstance(box.value, date):
        kind, attribute, value = "date", "date-value", box.value.isoformat()
    else:
        kind = "percentage" if box.look == Look.SHARE else "float"
        attribute, value = "value", repr(box.value)
    return (
        f'{named} office:value-type="{kind}" office:{attribute}={quoteattr(value)}>'
        f"<text:p>{escape(_shown(box))}</text:p></table:table-cell>"
    )


def _shown(box: Box) -> str:
    """What is read where the cell is not formatted anew."""
    if isinstance(box.value, str | date):
        return str(box.value)
    match box.look:
        case Look.SHARE:
            return f"{number_format(box.value * 100, 1)}%"
        case Look.ONE_DECIMAL:
            return number_format(box.value, 1)
        case Look.FOUR_DECIMALS:
            return number_format(box.value, 4)
        case _:
            return str(box.value)
