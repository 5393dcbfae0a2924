"""Exports as LibreOffice reads them. `make check-office` runs it: not everyone has the office."""

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from apps.monitor.charts import charts
from apps.monitor.exports import FORMATS
from tests.monitor.handed_over import JUNE, NAMES, reference, report
from tests.office import AS_CSV, convert

FORMS = pytest.mark.parametrize("form", ["xlsx", "ods"])


@pytest.fixture(scope="module")
def converted(tmp_path_factory) -> dict[tuple[str, str], Path]:
    """A folder a form and a target, with what the office made of the file."""
    home = tmp_path_factory.mktemp("office")
    found = {}
    for form in ("xlsx", "ods"):
        source = home / f"edition.{form}"
        source.write_bytes(FORMATS[form].write(report()))
        for name, target in (("csv", AS_CSV), ("pdf", "pdf"), ("xlsx", "xlsx")):
            folder = found[form, name] = home / f"{form}-{name}"
            convert(home, source, target, folder)
    return found


def sheet(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"edition-{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def number(text: str) -> Decimal:
    """What the office writes by its settings and those of the file: 0.7005, 0,7005 or 70.05%."""
    found = Decimal(text.rstrip("%").replace(",", "."))
    return found / 100 if text.endswith("%") else found


@FORMS
def test_the_office_reads_every_cell_of_the_standard(converted, form):
    header, *rows = sheet(converted[form, "csv"], "Cellen")
    expected = reference(JUNE)
    assert header == list(expected[0])
    assert len(rows) == len(expected)
    for row, cell in zip(rows, expected, strict=True):
        *texts, value = row
        assert texts == list(cell.values())[:-1]
        assert bool(value) == bool(cell["value"])
        assert not value or number(value) == Decimal(cell["value"])


@FORMS
def test_the_office_reads_shares_as_numbers(converted, form):
    rows = sheet(converted[form, "csv"], "Bereik")
    assert rows[0] == ["Bereik", "Landelijk", *NAMES.values()]
    at = next(number for number, row in enumerate(rows) if row[0] == "Bezettingsgraad")
    for location, found in zip(["all", *NAMES], rows[at + 2][1:], strict=True):
        cell = next(
            row
            for row in reference(JUNE)
            if (row["location"], row["indicator"]) == (location, "occupancy")
        )
        share = Decimal(cell["numerator"]) / Decimal(cell["denominator"])
        assert abs(number(found) - share) < Decimal("0.0001")


@FORMS
def test_the_office_prints_it(converted, form):
    content = (converted[form, "pdf"] / "edition.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type/Page") > 10


@FORMS
def test_the_office_prints_the_header_on_every_page(converted, form):
    book = openpyxl.load_workbook(converted[form, "xlsx"] / "edition.xlsx")
    assert {book[name].print_title_rows for name in ("Bereik", "Cellen")} == {"$1:$1"}


def test_the_office_draws_the_charts(converted):
    book = openpyxl.load_workbook(converted["xlsx", "xlsx"] / "edition.xlsx")
    assert len(book["Grafieken"]._charts) == len(charts(report()))
