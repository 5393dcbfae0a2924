"""Tables as files: what is in them, and that they are never whole in memory."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from apps.foundation import table_sheets
from apps.foundation.table_files import BATCH, FIRST_BATCH, Column, Kind, Table, csv_pieces
from apps.foundation.table_sheets import xlsx_pieces

COLUMNS = (
    Column("Naam"),
    Column("Soort", Kind.CODED),
    Column("Op", Kind.DAY),
    Column("Dagen", Kind.NUMBER),
)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff20x"]


class Rows:
    """Stands for a queryset: gives rows one by one, and knows how many were taken."""

    def __init__(self, *rows: tuple) -> None:
        self.rows, self.taken = rows, 0

    def iterator(self, chunk_size: int):
        for number, row in enumerate(self.rows):
            self.taken += 1
            yield (number, *row)


def table(*rows: tuple, notes=()) -> Table:
    return Table(
        "lijst", "Lijst", COLUMNS, Rows(*rows), lambda given: given[1:], "Toelichting", notes
    )


def sheets(found: Table) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(b"".join(xlsx_pieces(found))))


def values(sheet) -> list[tuple]:
    return list(sheet.values)


def test_csv_has_a_header_commas_and_days_as_iso():
    rows = [("Öztürk, A", "Man", date(2022, 7, 1), 3), ("", "", None, 0)]
    written = b"".join(csv_pieces(table(*rows))).decode()
    assert written == 'Naam,Soort,Op,Dagen\n"Öztürk, A",Man,2022-07-01,3\n,,,0\n'


def test_a_list_without_rows_is_a_header():
    assert b"".join(csv_pieces(table())).decode() == "Naam,Soort,Op,Dagen\n"
    assert values(sheets(table()).active) == [("Naam", "Soort", "Op", "Dagen")]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_would_begin_a_formula_is_made_plain(text):
    row = b"".join(csv_pieces(table((text, "", None, 0)))).decode().splitlines()[1]
    assert row.strip('"').startswith("'")
    cell = sheets(table((text, "", None, 0))).active["A2"]
    assert cell.data_type == "s"


def test_a_workbook_holds_texts_days_and_numbers_as_what_they_are():
    found = sheets(table(("<Öz & co>\x01", "Man", date(2022, 7, 1), 3), notes=[("Dag", "nu")]))
    assert found.sheetnames == ["Lijst", "Toelichting"]
    header, row = found["Lijst"].iter_rows()
    assert [cell.value for cell in header] == ["Naam", "Soort", "Op", "Dagen"]
    assert (row[0].value, row[1].value, row[3].value) == ("<Öz & co> ", "Man", 3)
    assert (row[2].value.date(), row[2].number_format) == (date(2022, 7, 1), "yyyy-mm-dd")
    assert found["Lijst"].freeze_panes == "A2"
    assert found["Lijst"].auto_filter.ref == "A1:D2"
    assert values(found["Toelichting"]) == [("Dag", "nu")]


def test_a_full_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(table_sheets, "MOST_ROWS", 3)
    found = sheets(table(*[(str(n), "", None, n) for n in range(7)]))
    assert found.sheetnames == ["Lijst", "Lijst 2", "Lijst 3"]
    numbers = [[row[3] for row in values(sheet)[1:]] for sheet in found]
    assert numbers == [[0, 1, 2], [3, 4, 5], [6]]
    assert {values(sheet)[0] for sheet in found} == {("Naam", "Soort", "Op", "Dagen")}


@pytest.mark.parametrize("pieces", [csv_pieces, xlsx_pieces])
def test_the_first_piece_comes_before_the_last_row_is_fetched(pieces):
    found = table(*[(str(n), "", None, n) for n in range(3 * BATCH)])
    given = pieces(found)
    assert next(given)
    assert found.rows.taken <= FIRST_BATCH + BATCH
    assert sum(1 for _ in given) >= 3
    assert found.rows.taken == 3 * BATCH


def test_the_numbers_of_rows_are_told_before_the_rows_are_given():
    told: list[int] = []

    def note(numbers, dossiers):
        assert list(dossiers) == list(numbers)
        told.extend(numbers)

    found = csv_pieces(table(*[(str(n), "", None, n) for n in range(2 * BATCH)]), note)
    seen = 0
    for piece in found:
        seen += piece.count(b"\n")
        assert len(told) >= seen - 1
    assert told == list(range(2 * BATCH))
