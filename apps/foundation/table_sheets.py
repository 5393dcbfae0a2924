"""Long tables as XLSX that is written while it is read: not whole in memory, nothing on a disk.

The frame of the workbook is XlsxWriter's. Its rows are written here, since the library keeps them
in memory or in a readable temporary file.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from .cell_text import one_line
from .table_files import Column, Kind, Note, Table, Values, batches, unnoted

MOST_ROWS = 1_048_576 - 1  # beside the header
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Level 1 gives files a fifth larger than level 6, in a third of the time.
_PACKING = 1
_DAY_ZERO = date(1899, 12, 30).toordinal()
# What the form takes for a character by its number.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class _Pipe:
    """A file that cannot seek: what is written in it is taken out of it."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it."""

    def taken(self) -> bytes:
        found = b"".join(self._written)
        self._written.clear()
        return found


def xlsx_pieces(table: Table, note: Note = unnoted) -> Iterator[bytes]:
    """The table as a workbook; where a sheet is full it goes on in the next. The notes come last."""
    pipe, rows = _Pipe(), _Rows(batches(table, note))
    lengths: list[int] = []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=_PACKING) as archive:  # type: ignore[call-overload]
        while rows.are_left or not lengths:
            lengths.append(0)
            name = f"xl/worksheets/sheet{len(lengths)}.xml"
            head, _end = _around_rows(_frame(table, lengths)[name])
            with archive.open(name, "w", force_zip64=True) as sheet:
                sheet.write(head)
                for first, batch in rows.up_to(MOST_ROWS):
                    sheet.write(_rows_as_xml(table.columns, batch, first, _day_style(head)))
                    lengths[-1] += len(batch[0])
                    yield pipe.taken()
                sheet.write(_around_rows(_frame(table, lengths)[name])[1])
        written = set(archive.namelist())
        for name, content in _frame(table, lengths).items():
            if name not in written:
                archive.writestr(name, content)
    yield pipe.taken()


class _Rows:
    """The rows of a table, cut where a sheet ends."""

    def __init__(self, given: Iterator[Values]) -> None:
        self._given = given
        self._batch = next(given, [])

    @property
    def are_left(self) -> bool:
        return bool(self._batch)

    def up_to(self, most: int) -> Iterator[tuple[int, Values]]:
        """Batches of one sheet, each with the place of its first row there; the header is at 1."""
        passed = 0
        while self._batch and passed < most:
            batch, room = self._batch, most - passed
            if len(batch[0]) > room:
                self._batch = [values[room:] for values in batch]
                batch = [values[:room] for values in batch]
            else:
                self._batch = next(self._given, [])
            yield passed + 2, batch
            passed += len(batch[0])


def _frame(table: Table, lengths: Sequence[int]) -> dict[str, bytes]:
    """All that a workbook of sheets of these lengths has besides the rows, by its place in it."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#e4eff2", "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for number, length in enumerate(lengths, start=1):
            sheet = book.add_worksheet(table.title + (f" {number}" if number > 1 else ""))
            for place, column in enumerate(table.columns):
                style = day if column.kind is Kind.DAY else None
                sheet.set_column(place, place, column.width, style)
                sheet.write_string(0, place, column.title, head)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, length, len(table.columns) - 1)
        if table.notes:
            notes = book.add_worksheet(table.notes_title)
            notes.set_column(0, 0, 24)
            notes.set_column(1, 1, 80)
            for row, (name, value) in enumerate(table.notes):
                notes.write_string(row, 0, name, head)
                notes.write_string(row, 1, one_line(value))
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _around_rows(sheet: bytes) -> tuple[bytes, bytes]:
    """What comes before the rows, the header included, and what comes after them."""
    head, end, tail = sheet.partition(b"</sheetData>")
    # How far it reaches is not known before the rows are, and need not be said.
    return re.sub(rb"<dimension [^>]*/>", b"", head), end + tail


def _day_style(head: bytes) -> str:
    """The number of the style in which the library shows a day; '0' where no column has one."""
    found = re.search(rb'<col [^>]*style="([0-9]+)"', head)
    return found[1].decode() if found else "0"


def _rows_as_xml(columns: Sequence[Column], batch: Values, first: int, style: str) -> bytes:
    cells = [
        _cells(xl_col_to_name(place), column.kind, values, first, style)
        for place, (column, values) in enumerate(zip(columns, batch, strict=True))
    ]
    return "".join(
        f'<row r="{number}">{"".join(row)}</row>'
        for number, row in enumerate(zip(*cells, strict=True), start=first)
    ).encode()


def _cells(letter: str, kind: Kind, values: Sequence[Any], first: int, style: str) -> list[str]:
    """The cells of one column of a batch, as what they are; nothing where there is nothing."""
    numbered = enumerate(values, start=first)
    if kind is Kind.NUMBER:
        return ["" if v is None else f'<c r="{letter}{n}"><v>{v}</v></c>' for n, v in numbered]
    if kind is Kind.DAY:
        return [
            f'<c r="{letter}{n}" s="{style}"><v>{v.toordinal() - _DAY_ZERO}</v></c>' if v else ""
            for n, v in numbered
        ]
    return [
        f'<c r="{letter}{n}" t="inlineStr"><is><t xml:space="preserve">{_text(v)}</t></is></c>'
        if v
        else ""
        for n, v in numbered
    ]


def _text(value: str) -> str:
    """As text of a cell: never a formula, since the cell says that it is a text."""
    text = one_line(value)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
