"""The document of an edition: what it says, on which page, and that it is always the same bytes."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation import override

from apps.monitor.chart import Shape
from apps.monitor.chart_numbers import numbers
from apps.monitor.charts import charts
from apps.monitor.codes import Theme
from apps.monitor.indicators import INDICATORS
from apps.monitor.pdf import pdf
from apps.monitor.pdf.tables import blocks
from apps.monitor.showing import tables

from . import reports
from .pdf_reader import Pdf

ROOT = Path(__file__).parents[2]
# A page of A4 in points.
A4 = (595.28, 841.89)

REPORTS: dict[str, Callable] = {
    "pilot": reports.report,
    "one": lambda: reports.report(only={"utrecht"}),
    "many": lambda: reports.many(60),
    "long": lambda: reports.many(9, reports.LONG),
}


@cache
def document(case: str = "pilot", language: str = "nl") -> Pdf:
    with override(language):
        return Pdf(pdf(REPORTS[case]()))


def flat(text: str) -> str:
    """Words without regard to where a line ends."""
    return " ".join(text.split())


def whole(found: Pdf) -> str:
    return flat(" ".join(found.pages))


def test_the_same_report_gives_the_same_bytes():
    assert pdf(reports.report()) == pdf(reports.report()) == document().data


def test_another_clock_gives_the_same_bytes(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert pdf(reports.report()) == document().data


ELSEWHERE = """
import sys, time
time.time = lambda: 1.0
import django
django.setup()
from django.utils.translation import override
from apps.monitor.pdf import pdf
from tests.monitor import reports
with override("nl"):
    sys.stdout.buffer.write(pdf(reports.report()))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_with_another_order_of_sets_gives_the_same_bytes(seed):
    ran = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        cwd=ROOT,
        env=os.environ
        | {
            "PYTHONHASHSEED": seed,
            "TZ": "Pacific/Auckland",
            "DJANGO_SETTINGS_MODULE": "tests.settings_for_types",
        },
        capture_output=True,
        check=True,
    )
    assert ran.stdout == document().data


def test_another_edition_gives_other_bytes():
    other = reports.report()
    other.edition.hash = "00" * 32
    assert pdf(other) != document().data


@pytest.mark.parametrize("case", REPORTS)
def test_every_page_says_that_it_is_confidential_and_which_page_it_is(case):
    found = document(case)
    total = len(found.pages)
    assert total > 10
    for number, page in enumerate(found.pages, 1):
        assert "Vertrouwelijk, niet openbaar" in page
        assert f"Pagina {number} van {total}" in page


def test_every_page_but_the_first_names_the_report_above():
    for page in document().pages[1:]:
        assert "Landelijke LVV-monitor, peildatum 30-06-2022, editie 7" in page


def test_the_title_page_says_what_it_is_of():
    page = flat(document().pages[0])
    for words in (
        "Landelijke LVV-monitor",
        "Cijfers op peildatum 30 juni 2022",
        "1 mei 2022 tot en met 30 juni 2022",
        "Landelijk, Amsterdam, Eindhoven, Groningen, Rotterdam, Utrecht",
        "Editie 7",
        "14 juli 2022 11:30",  # in Dutch time
        "versie 1",
        "3f" * 32,
    ):
        assert words in page, words


def test_of_many_locations_the_title_page_says_how_many():
    assert "Landelijk en 60 locaties" in flat(document("many").pages[0])


@pytest.mark.parametrize("case", REPORTS)
def test_every_indicator_has_its_title_and_definition_and_is_in_the_outline(case):
    text, outline = whole(document(case)), document(case).outline
    for indicator in INDICATORS:
        assert flat(f"{indicator.title} ({indicator.code})") in text
        assert text.count(flat(str(indicator.definition))) >= 2
        assert f"\t{indicator.title}" in outline


def test_the_outline_has_the_themes_with_their_charts_and_indicators_below():
    expected = []
    report = reports.report()
    for theme in Theme:
        expected.append(str(theme.label))
        expected += [f"\t{chart.title}" for chart in charts(report) if chart.theme == theme]
        expected += [f"\t{i.title}" for i in INDICATORS if i.theme == theme]
    assert document().outline == [*expected, "Definities"]


@pytest.mark.parametrize("case", REPORTS)
def test_the_table_of_contents_names_the_page_where_a_part_stands(case):
    found = document(case)
    texts = [flat(page) for page in found.pages]
    first_theme = next(at for at, text in enumerate(texts) if "Hoeveel mensen worden" in text)
    # The number is written before the words that it stands beside.
    contents = re.findall(r"(?m)^(\d+)\n(.+)$", "\n".join(found.pages[1:first_theme]))
    assert [words for _number, words in contents] == [title.strip() for title in found.outline]
    for number, words in contents:
        assert words in found.pages[int(number) - 1].split("\n")


@pytest.mark.parametrize("case", ["pilot", "many"])
def test_every_figure_of_every_table_is_in_it(case):
    report = REPORTS[case]()
    text = whole(document(case))
    for _theme, shown in tables(report.computed, report.codes):
        for table in shown:
            for row in table.rows:
                assert flat(row.label) in text
                for cell in row.cells:
                    assert cell.figure in text
                    assert cell.beside in text


def test_every_number_of_a_chart_is_drawn_and_stands_in_its_table():
    report = reports.report()
    pages = [page.split("\n") for page in document().pages]
    for chart in charts(report):
        found = [lines for lines in pages if chart.title in lines]
        assert found, chart.title
        everything = [line for lines in pages for line in lines]
        for row in numbers(chart).rows:
            for number in row[1:]:
                drawn = 1 if chart.shape in (Shape.BARS, Shape.FLOW) else 0
                assert everything.count(number) >= 1 + drawn, (chart.code, number)


def test_the_fonts_are_in_the_file():
    assert document().fonts
    assert all(document().fonts.values()), document().fonts
    assert all("SourceSans3" in name for name in document().fonts)


def test_the_file_says_what_it_is():
    found = document()
    assert found.properties["Title"] == "Landelijke LVV-monitor, peildatum 30-06-2022"
    assert found.properties["Author"] == "Landelijke Vreemdelingenvoorziening (LVV)"
    assert found.properties["CreationDate"] == "D:20220714093015+00'00'"
    assert b"/Lang (nl)" in found.root
    assert b"/DisplayDocTitle true" in found.data
    assert b"/PageMode /UseOutlines" in found.root


def test_in_english_the_words_and_the_numbers_are_english():
    found = document(language="en")
    assert b"/Lang (en)" in found.root
    page = whole(found)
    assert "18.0%" in page
    assert "18,0%" not in page


def test_who_sees_one_location_reads_nothing_of_another():
    text = whole(Pdf(pdf(reports.report(only={"all", "utrecht"}))))
    assert "Utrecht" in text
    for other in ("Amsterdam", "Groningen", "Eindhoven", "Rotterdam"):
        assert other not in text


def test_a_name_with_marks_stands_as_it_is():
    report = reports.report(names={"utrecht": "Utrecht & <i>Bilt</i>"})
    assert "Utrecht & <i>Bilt</i>" in whole(Pdf(pdf(report)))


@pytest.mark.parametrize("case", REPORTS)
def test_nothing_is_drawn_beyond_the_page(case):
    """Every rectangle and place of words, in the coordinates of the page, lies on it."""
    found = document(case)
    for number in found.page_numbers:
        for x, y in found.places(number):
            assert -0.01 <= x <= A4[0] + 0.01
            assert -0.01 <= y <= A4[1] + 0.01


@pytest.mark.parametrize(
    ("count", "has_all", "expected"),
    [
        (1, False, [[0]]),
        (6, True, [[0, 1, 2, 3, 4, 5]]),
        (7, True, [[0, 1, 2, 3, 4, 5], [0, 6]]),
        (7, False, [[0, 1, 2, 3, 4, 5], [6]]),
        (12, True, [[0, 1, 2, 3, 4, 5], [0, 6, 7, 8, 9, 10], [0, 11]]),
    ],
)
def test_columns_that_do_not_fit_stand_below_beside_the_national_ones(count, has_all, expected):
    assert blocks(count, has_all=has_all) == expected
