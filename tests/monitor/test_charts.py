"""The charts of a report: their numbers are those of its cells, on the page too."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html import unescape
from math import floor
from pathlib import Path

import pytest
from django.utils.translation import override

from apps.monitor.cells import Cell
from apps.monitor.chart import Chart, Shape
from apps.monitor.chart_numbers import numbers
from apps.monitor.charts import charts
from apps.monitor.drawing.colours import Colour
from apps.monitor.pictures import picture
from apps.monitor.svg import svg

from . import reports

TOKENS = Path(__file__).parents[2] / "static" / "css" / "src" / "1-tokens.css"


def found(report, code: str) -> Chart:
    return next(chart for chart in charts(report) if chart.code == code)


def codes(report) -> list[str]:
    return [chart.code for chart in charts(report)]


def cell(where: str, indicator: str, category: str = "", day: date = reports.JUNE) -> Cell:
    return next(c for c in reports.cells(day) if c.place == (where, indicator, category))


def tenth(number: Fraction) -> float:
    """To one decimal, half up."""
    return floor(number * 10 + Fraction(1, 2)) / 10


def percent(*place: str, day: date = reports.JUNE) -> float:
    c = cell(*place, day=day)
    return tenth(Fraction(100 * c.numerator, c.denominator))


def test_the_charts_of_a_pilot_of_five_cities_in_their_order():
    assert codes(reports.report()) == [
        "flow",
        "occupancy-over-time",
        "comparison",
        "perspective",
        "solution",
        "duration-ended",
        "mean-duration",
        "origin",
    ]


PLACES = ("all", *reports.CITIES)
NAMES = ("Landelijk", "Amsterdam", "Eindhoven", "Groningen", "Rotterdam", "Utrecht")


@pytest.mark.parametrize(
    ("code", "indicator", "categories", "labels"),
    [
        (
            "perspective",
            "perspective",
            ("return", "legalisation", "onward_migration", "undetermined"),
            ("Terugkeer", "Legalisering", "Doormigratie", "Nog niet bepaald"),
        ),
        (
            "solution",
            "solution",
            ("durable", "semi_durable", "none"),
            ("Bestendig", "Semi-bestendig", "Geen oplossing"),
        ),
        (
            "duration-ended",
            "duration_ended",
            ("under_3", "3_to_6", "6_to_12", "12_to_18", "18_to_24", "24_and_over"),
            (
                "Korter dan 3 maanden",
                "3 tot 6 maanden",
                "6 tot 12 maanden",
                "12 tot 18 maanden",
                "18 tot 24 maanden",
                "24 maanden of langer",
            ),
        ),
    ],
)
def test_parts_are_the_shares_of_each_location(code, indicator, categories, labels):
    chart = found(reports.report(), code)
    assert (chart.shape, chart.unit, chart.points) == (Shape.STACKED, "%", NAMES)
    assert tuple(series.label for series in chart.series) == labels
    for series, category in zip(chart.series, categories, strict=True):
        assert series.numbers == tuple(percent(where, indicator, category) for where in PLACES)
    wholes = tuple(cell(where, indicator, categories[0]).denominator for where in PLACES)
    assert chart.wholes == wholes


def test_occupancy_over_time_has_a_line_a_location_and_a_point_an_edition():
    chart = found(reports.report(), "occupancy-over-time")
    assert chart.shape == Shape.LINES
    assert chart.days == (reports.APRIL, reports.JUNE)
    assert chart.points == ("30-04-2022", "30-06-2022")
    assert tuple(series.label for series in chart.series) == NAMES
    for series, where in zip(chart.series, PLACES, strict=True):
        assert series.numbers == tuple(
            percent(where, "occupancy", "", day=day) for day in (reports.APRIL, reports.JUNE)
        )


def test_a_location_that_was_not_there_yet_has_no_number_on_that_day():
    report = reports.report()
    (before,) = report.earlier
    without = replace(before, cells=tuple(c for c in before.cells if c.location != "utrecht"))
    chart = found(replace(report, earlier=(without,)), "occupancy-over-time")
    assert chart.series[-1].numbers == (None, percent("utrecht", "occupancy", ""))


def test_without_earlier_editions_occupancy_is_a_bar_a_location():
    chart = found(reports.report(earlier=False), "occupancy")
    assert (chart.shape, chart.points) == (Shape.BARS, NAMES)
    assert chart.series[0].numbers == tuple(percent(w, "occupancy", "") for w in PLACES)
    assert "Amsterdam (63,4%), het hoogst Utrecht (83,4%)" in chart.description


def test_of_many_locations_the_line_is_national_and_each_location_a_bar():
    few, many = reports.report(), reports.many(7)
    report = replace(many, earlier=few.earlier)
    lines = found(report, "occupancy-over-time")
    assert [series.label for series in lines.series] == ["Landelijk"]
    assert len(found(report, "occupancy").points) == 8


def test_the_flow_counts_each_step_and_says_that_what_is_counted_changes():
    chart = found(reports.report(), "flow")
    solved = sum(cell("all", "solution", kind).numerator for kind in ("durable", "semi_durable"))
    tracks, lasting = cell("all", "tracks").numerator, cell("all", "open_tracks").numerator
    assert chart.series[0].numbers == (
        2332,
        2092,
        tracks,
        tracks - lasting,
        cell("all", "participants_left").numerator,
        solved,
    )
    assert "eerst aanmeldingen, dan trajecten, dan personen" in chart.description
    assert str(solved) in chart.description


def test_durations_are_means_in_months():
    chart = found(reports.report(), "mean-duration")
    assert chart.unit == "mnd"
    for series, code in zip(
        chart.series, ("duration_ended_months", "duration_open_months"), strict=True
    ):
        assert series.numbers == tuple(
            tenth(Fraction(c.numerator, c.denominator) / Fraction("30.4375"))
            for c in (cell(where, code) for where in PLACES)
        )


def test_countries_come_by_how_many_they_are_then_the_others_then_the_unknown():
    chart = found(reports.report(), "origin")
    assert chart.points[0] == "Iran"
    assert chart.points[-2:] == ("Overige landen", "Onbekend")
    (series,) = chart.series
    assert series.label == "Landelijk"
    named = series.numbers[:-2]
    assert list(named) == sorted(named, reverse=True)
    categories = {c.category: c for c in reports.cells(reports.JUNE) if c.place[:2] == ORIGIN}
    assert len(chart.points) == len(categories)
    assert series.numbers[0] == percent("all", "country_of_origin", "IRN")
    assert series.numbers[-2] == percent("all", "country_of_origin", "other")


ORIGIN = ("all", "country_of_origin")


def test_the_comparison_is_of_four_shares_of_each_location():
    chart = found(reports.report(), "comparison")
    assert chart.points == NAMES
    asked = (
        ("occupancy", ""),
        ("perspective_determined", ""),
        ("screening_completed", ""),
        ("solution", "durable"),
    )
    for series, place in zip(chart.series, asked, strict=True):
        assert series.numbers == tuple(percent(where, *place) for where in PLACES)


def test_who_sees_one_location_sees_it_beside_the_nation_and_no_comparison():
    report = reports.report(only={"all", "utrecht"})
    assert "comparison" not in codes(report)
    assert codes(report)[:2] == ["flow", "flow-utrecht"]
    assert found(report, "flow-utrecht").series[0].numbers[0] == 479
    assert [s.label for s in found(report, "origin").series] == ["Landelijk", "Utrecht"]
    assert "Amsterdam" not in str(charts(report))


def test_an_edition_of_one_location_has_charts_too():
    report = reports.report(only={"utrecht"})
    assert found(report, "perspective").points == ("Utrecht",)
    assert codes(report)[0] == "flow-utrecht"


def test_a_report_without_figures_has_no_charts():
    assert charts(reports.report(only=set())) == []


def test_where_nothing_can_be_divided_there_is_no_number():
    empty = {"occupancy", "perspective", "solution", "duration_ended", "duration_ended_months"}
    cells = tuple(
        reports.changed(c, numerator=0, denominator=0, value="")
        if c.location == "utrecht" and c.indicator in empty
        else c
        for c in reports.cells(reports.JUNE)
    )
    report = reports.report(found=cells)
    assert found(report, "occupancy-over-time").series[-1].numbers[-1] is None
    for code in ("perspective", "solution", "duration-ended"):
        assert {series.numbers[-1] for series in found(report, code).series} == {None}
    assert found(report, "comparison").series[0].numbers[-1] is None
    assert found(report, "mean-duration").series[0].numbers[-1] is None
    for chart in charts(report):
        absent = [words for words in texts(svg(chart, 720, "x")) if words.endswith("–")]
        rows = [row.count("–") for row in numbers(chart).rows if "–" in row]
        # In a row of parts all are absent together, and that is said once.
        assert len(absent) == (len(rows) if chart.shape == Shape.STACKED else sum(rows))
        assert bool(absent) == (chart.code not in {"flow", "origin"})


def texts(drawn: str) -> list[str]:
    return [unescape(words) for words in re.findall(r"<text[^>]*>(.*?)</text>", drawn)]


@pytest.mark.parametrize("width", [720, 272])
def test_every_number_of_bars_and_steps_stands_in_the_drawing(width):
    for chart in charts(reports.report()):
        if chart.shape in (Shape.BARS, Shape.FLOW):
            written = {number for row in numbers(chart).rows for number in row[1:]}
            assert written <= set(texts(svg(chart, width, "x"))), chart.code


def test_in_parts_every_number_that_has_room_is_drawn_and_no_other():
    for chart in charts(reports.report()):
        if chart.shape == Shape.STACKED:
            drawn = [words for words in texts(svg(chart, 720, "x")) if words.endswith("%")]
            written = [number for row in numbers(chart).rows for number in row[1:]]
            assert set(drawn) <= set(written)
            large = [n for s in chart.series for n in s.numbers if n and n >= 10]
            assert len(drawn) >= len(large)
            assert {f"n = {whole}" for whole in chart.wholes} <= set(texts(svg(chart, 720, "x")))


def test_the_table_of_a_chart_holds_the_numbers_in_the_form_of_the_language():
    table = numbers(found(reports.report(), "solution"))
    assert table.columns == ("Locatie", "Bestendig", "Semi-bestendig", "Geen oplossing", "Totaal")
    assert table.rows[0] == ("Landelijk", "18,0%", "41,3%", "40,8%", "1258")
    with override("en"):
        assert numbers(found(reports.report(), "solution")).rows[0][1] == "18.0%"


def test_a_drawing_says_in_words_what_it_shows_and_has_no_style_or_script():
    for chart in charts(reports.report()):
        shown = picture(chart)
        for drawn in (shown.wide, shown.phone):
            assert re.match(r'<svg [^>]*role="img" aria-labelledby="(\S+) (\S+)"', drawn)
            for name in re.search(r'aria-labelledby="(\S+) (\S+)"', drawn).groups():
                assert drawn.count(f'id="{name}"') == 1
            assert "<title" in drawn
            assert f">{chart.title}</title>" in drawn
            assert not re.search(r"style=|<script|<style|onload", drawn)
        ids = re.findall(r'id="([^"]+)"', shown.wide + shown.phone)
        assert len(ids) == len(set(ids))


def test_a_name_with_marks_of_html_stands_in_the_drawing_as_it_is():
    report = reports.report(names={"utrecht": '<b>"Utrecht" & co'})
    drawn = svg(found(report, "perspective"), 720, "x")
    assert "&lt;b&gt;&quot;Utrecht&quot; &amp; co" in drawn
    assert "<b>" not in drawn


def test_the_colours_are_those_of_the_tokens():
    tokens = dict(re.findall(r"--lvv-([\w-]+):\s*(#\w+);", TOKENS.read_text()))
    for colour in Colour:
        assert colour.hex in {tokens[colour], "#ffffff" if tokens[colour] == "#fff" else ""}


def luminance(colour: Colour) -> float:
    channels = [int(colour.hex[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_lines_bars_and_outlines_stand_out_and_what_is_written_is_readable():
    for colour in Colour:
        if colour.startswith("chart-line") or colour in (Colour.BAR, Colour.EDGE, Colour.INK_SOFT):
            assert contrast(colour, Colour.SURFACE) >= 3, colour
        if colour.startswith(("chart-part", "chart-step")):
            ink = Colour.SURFACE if colour.is_dark else Colour.INK
            assert contrast(colour, ink) >= 4.5, colour
    assert contrast(Colour.INK_SOFT, Colour.SURFACE) >= 4.5


def test_parts_beside_each_other_differ_in_lightness_too():
    for palette in ("chart-part", "chart-step"):
        shades = sorted(luminance(c) for c in Colour if c.startswith(palette))
        for dark, light in zip(shades, shades[1:], strict=False):
            assert (light + 0.05) / (dark + 0.05) >= 1.25
