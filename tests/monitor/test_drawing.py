"""Where things stand in a drawing: nothing on another, nothing over the edge, whatever the names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from reportlab.pdfbase import pdfmetrics

from apps.monitor.chart import Chart, Series, Shape
from apps.monitor.charts import charts
from apps.monitor.codes import Theme
from apps.monitor.drawing import draw
from apps.monitor.drawing.lettering import REGULAR, STRONG, wrapped
from apps.monitor.drawing.scales import steps
from apps.monitor.drawing.shapes import Drawing, Polyline, Rectangle, Text

from . import reports

WIDTHS = (720.0, 690.0, 272.0)
# How far letters reach above and below where they stand, as a part of their size.
ABOVE, BELOW = 0.72, 0.2


@dataclass(frozen=True)
class Box:
    """What something takes up."""

    left: float
    top: float
    right: float
    bottom: float
    what: str

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right - 0.01
            and other.left < self.right - 0.01
            and self.top < other.bottom - 0.01
            and other.top < self.bottom - 0.01
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


def words(drawing: Drawing) -> list[Box]:
    return [_box(top, mark) for top, mark in drawing.placed() if isinstance(mark, Text)]


def bars(drawing: Drawing) -> list[Box]:
    return [
        Box(m.x, top + m.y, m.x + m.width, top + m.y + m.height, str(m.fill))
        for top, m in drawing.placed()
        if isinstance(m, Rectangle)
    ]


def _box(top: float, mark: Text) -> Box:
    wide = pdfmetrics.stringWidth(mark.words, STRONG if mark.strong else REGULAR, mark.size)
    left = mark.x - {"start": 0, "middle": wide / 2, "end": wide}[mark.anchor]
    y = top + mark.y
    return Box(left, y - ABOVE * mark.size, left + wide, y + BELOW * mark.size, mark.words)


def points(drawing: Drawing) -> Iterator[tuple[float, float]]:
    for top, mark in drawing.placed():
        if isinstance(mark, Polyline):
            yield from ((x, top + y) for x, y in mark.points)


REPORTS: dict[str, Callable] = {
    "one location": lambda: reports.report(only={"utrecht"}),
    "one location with a long name": lambda: reports.report(
        only={"all", "utrecht"}, names={"utrecht": reports.LONG}
    ),
    "five locations": reports.report,
    "five with long names": lambda: reports.report(
        names={city: f"{reports.LONG} {at}" for at, city in enumerate(reports.CITIES)}
    ),
    "five with one endless word": lambda: reports.report(
        names=dict.fromkeys(reports.CITIES, "Hardinxveldgiessendamalblasserwaard" * 3)
    ),
    "sixty locations": lambda: reports.many(60),
    "sixty with long names": lambda: reports.many(60, reports.LONG),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", REPORTS)
def test_no_words_meet_others_or_leave_the_drawing(case, width):
    for chart in charts(REPORTS[case]()):
        drawing = draw(chart, width)
        found = words(drawing)
        edge = Box(-0.01, -0.01, width + 0.01, drawing.height + 0.01, "the drawing")
        assert not [box for box in found if not edge.holds(box)], chart.code
        found.sort(key=lambda box: box.top)
        for at, one in enumerate(found):
            for other in found[at + 1 :]:
                if other.top > one.bottom:
                    break
                assert not one.meets(other), (chart.code, one, other)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", REPORTS)
def test_bars_do_not_meet_and_words_stand_in_a_bar_or_beside_it(case, width):
    for chart in charts(REPORTS[case]()):
        drawing = draw(chart, width)
        edge = Box(-0.01, -0.01, width + 0.01, drawing.height + 0.01, "the drawing")
        drawn = bars(drawing)
        assert all(edge.holds(bar) for bar in drawn)
        assert all(0 <= x <= width and 0 <= y <= drawing.height for x, y in points(drawing))
        if chart.shape == Shape.LINES:
            continue
        rows: dict[float, list[Box]] = {}
        for bar in drawn:
            rows.setdefault(bar.top, []).append(bar)
        for row in rows.values():
            assert not [pair for pair in combinations(row, 2) if pair[0].meets(pair[1])]
        found = sorted(words(drawing), key=lambda box: box.top)
        for bar in drawn:
            near = [box for box in found if box.meets(bar)]
            assert all(bar.holds(box) for box in near), (chart.code, bar, near)


def chart(shape: Shape, *numbers: tuple[float | None, ...], unit: str = "%", **fields) -> Chart:
    count = len(numbers[0])
    made = Chart(
        code="made",
        theme=Theme.REACH,
        title="",
        description="",
        shape=shape,
        points=tuple(f"P{at}" for at in range(count)),
        series=tuple(Series(f"S{at}", row) for at, row in enumerate(numbers)),
        unit=unit,
    )
    return replace(made, **fields)


def test_the_length_of_a_bar_is_in_proportion_to_its_number():
    drawn = bars(draw(chart(Shape.BARS, (50.0, 25.0, 0.0, None)), 720))
    assert len(drawn) == 2
    assert drawn[0].right - drawn[0].left == pytest.approx(2 * (drawn[1].right - drawn[1].left))


def test_bars_beside_each_other_are_on_one_scale():
    drawn = bars(draw(chart(Shape.BARS, (50.0,), (100.0,)), 720))
    assert 2 * (drawn[0].right - drawn[0].left) == pytest.approx(drawn[1].right - drawn[1].left)


def test_parts_fill_the_row_in_proportion_and_order():
    drawing = draw(chart(Shape.STACKED, (60.0, None), (30.0, None), (10.0, None)), 720)
    legend, row = bars(drawing)[:3], bars(drawing)[3:]
    assert [bar.what for bar in legend] == [bar.what for bar in row]
    assert [bar.left for bar in row] == sorted(bar.left for bar in row)
    lengths = [bar.right - bar.left + 3 for bar in row]  # with the white and the outline
    assert lengths[0] / lengths[1] == pytest.approx(2, abs=0.02)
    assert [box.what for box in words(drawing)].count("–") == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_a_part_of_nothing_is_not_drawn_and_a_very_small_one_is(width):
    drawing = draw(chart(Shape.STACKED, (99.9,), (0.1,), (0.0,)), width)
    assert len(bars(drawing)) == 3 + 2


def test_the_days_of_lines_lie_as_far_apart_as_in_time():
    first = date(2021, 1, 1)
    days = (first, first + timedelta(days=100), first + timedelta(days=300))
    drawing = draw(chart(Shape.LINES, (10.0, 20.0, 30.0), days=days), 720)
    dots = sorted((bar.left + bar.right) / 2 for bar in bars(drawing))
    assert (dots[2] - dots[1]) == pytest.approx(2 * (dots[1] - dots[0]))


def test_a_line_is_broken_where_there_is_no_number():
    first = date(2021, 1, 1)
    days = tuple(first + timedelta(days=90 * at) for at in range(5))
    drawing = draw(chart(Shape.LINES, (10.0, 20.0, None, 30.0, None), days=days), 720)
    assert len(bars(drawing)) == 3  # a dot each
    runs = [m for _top, m in drawing.placed() if isinstance(m, Polyline) and m.width == 3]
    assert [len(run.points) for run in runs] == [2]


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_that_end_together_have_names_that_do_not_meet(width):
    first = date(2021, 1, 1)
    days = tuple(first + timedelta(days=at) for at in range(13))
    for level in (0.0, 50.0, 100.0):
        rows = [(level,) * 13] * 7
        found = words(draw(chart(Shape.LINES, *rows, days=days), width))
        assert not [pair for pair in combinations(found, 2) if pair[0].meets(pair[1])]
        assert len([box for box in found if box.what.startswith("S")]) >= 7


def test_lines_differ_by_their_dashes_too():
    days = (date(2021, 1, 1), date(2021, 4, 1))
    drawing = draw(chart(Shape.LINES, *[(1.0, 2.0)] * 7, days=days), 720)
    dashes = [
        mark.dashes
        for _top, mark in drawing.placed()
        if isinstance(mark, Polyline) and str(mark.colour).startswith("chart-line")
    ]
    assert len({found for found in dashes if found}) == 6


@pytest.mark.parametrize("most", [0.0, 1, 3, 7, 12.4, 99.9, 100, 101, 2332, 123456])
def test_an_axis_ends_at_a_round_number_that_is_not_below_the_largest(most):
    marks = steps(most)
    assert marks[0] == 0
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 7
    assert len({round(b - a, 6) for a, b in zip(marks, marks[1:], strict=False)}) == 1


def test_words_break_at_spaces_and_hyphens_and_only_then_within():
    assert wrapped("Den Haag", 1000, 14) == ["Den Haag"]
    assert wrapped("Den Haag", 35, 14) == ["Den", "Haag"]
    assert wrapped("Hardinxveld-Giessendam", 90, 14) == ["Hardinxveld-", "Giessendam"]
    broken = wrapped("Hardinxveldgiessendam", 40, 14)
    assert "".join(broken) == "Hardinxveldgiessendam"
    assert len(broken) > 2
    assert wrapped("", 40, 14) == [""]
