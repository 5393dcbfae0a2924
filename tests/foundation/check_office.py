"""Lists as LibreOffice reads them. `make check-office` runs it: not everyone has the office."""

import csv
from datetime import date

from apps.foundation.table_sheets import xlsx_pieces
from tests.foundation.test_table_files import FORMULAS, table
from tests.office import AS_CSV, convert


def test_the_office_reads_a_list_as_what_it_is(tmp_path):
    rows = [("Öztürk & Zn <A>", "Man", date(2022, 7, 1), 3), ("_x0041_", "", None, 0)]
    rows += [(text, "Vrouw", date(1900, 3, 1), None) for text in FORMULAS]
    book = tmp_path / "lijst.xlsx"
    book.write_bytes(b"".join(xlsx_pieces(table(*rows, notes=[("Dag", "=1+1")]))))
    convert(tmp_path, book, AS_CSV, tmp_path / "out")
    with (tmp_path / "out" / "lijst-Lijst.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))
    assert found[0] == ["Naam", "Soort", "Op", "Dagen"]
    assert found[1] == ["Öztürk & Zn <A>", "Man", "2022-07-01", "3"]
    assert found[2] == ["_x0041_", "", "", "0"]
    # As it was written, but for characters that no cell holds; never what it would come to.
    given = [text.translate(dict.fromkeys(map(ord, "\t\r\n"), " ")) for text in FORMULAS]
    assert [row[0] for row in found[3:]] == given
    assert {row[2] for row in found[3:]} == {"1900-03-01"}
    notes = (tmp_path / "out" / "lijst-Toelichting.csv").read_text(encoding="utf-8")
    assert notes == "Dag,=1+1\n"
