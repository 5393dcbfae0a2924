"""Lines through time, each with its name and its last number where it ends."""

from dataclasses import dataclass

from ..chart import Chart, Series
from ..chart_numbers import written
from .colours import LINES, Colour
from .lettering import width as width_of
from .scales import steps
from .shapes import (
    LEADING,
    NARROW,
    SMALL,
    Band,
    Drawing,
    Mark,
    Polyline,
    Rectangle,
    Text,
    Words,
    line,
    stands,
)

LEADER, DOT = 22.0, 5.0


@dataclass(frozen=True)
class Plot:
    """The plane in which the lines lie, and where a number stands in it."""

    left: float
    right: float
    top: float
    bottom: float
    most: float

    def y(self, number: float) -> float:
        return self.bottom - (self.bottom - self.top) * number / self.most


@dataclass(frozen=True)
class Ending:
    """What is written where a line ends; `y` is the middle that it would like to have."""

    words: Words
    y: float
    point: tuple[float, float] | None
    colour: Colour


def draw_lines(chart: Chart, width: float) -> Drawing:
    """The lines with gridlines, days below, and the name of each line at its end."""
    found = [n for series in chart.series for n in series.numbers if n is not None]
    marks_at = steps(max(found, default=1.0))
    left = max(width_of(_tick(mark, chart.unit), SMALL) for mark in marks_at) + 8
    names = [
        _name(chart, series, (0.3 if width >= NARROW else 0.4) * width) for series in chart.series
    ]
    right = width - max(name.width for name in names) - LEADER
    height = max(260.0 if width >= NARROW else 220.0, sum(name.height + 2 for name in names))
    plot = Plot(left, right, LEADING / 2, LEADING / 2 + height, marks_at[-1])
    xs = _along(chart, plot)
    marks = _grid(chart, plot, marks_at) + _days(chart, plot, xs, width)
    endings = []
    for series, name, pen in zip(chart.series, names, LINES, strict=False):
        points = [
            None if n is None else (x, plot.y(n)) for x, n in zip(xs, series.numbers, strict=True)
        ]
        marks += _line(points, pen)
        last = next((point for point in reversed(points) if point), None)
        endings.append(Ending(name, last[1] if last else plot.bottom, points[-1], pen[0]))
    marks += _endings(endings, plot)
    return Drawing(width, Band(0, ()), (Band(plot.bottom + 8 + LEADING + 4, tuple(marks)),))


def _tick(number: float, unit: str) -> str:
    return f"{number:g}{unit}" if unit == "%" else f"{number:g}"


def _name(chart: Chart, series: Series, room: float) -> Words:
    return Words.fit(f"{series.label} {written(series.numbers[-1], chart.unit)}", room, SMALL)


def _along(chart: Chart, plot: Plot) -> list[float]:
    """Where the days lie: as far from each other as they are in time."""
    first, last = chart.days[0].toordinal(), chart.days[-1].toordinal()
    start, end = plot.left + 8, plot.right - DOT
    if first == last:
        return [(start + end) / 2 for _day in chart.days]
    return [
        start + (end - start) * (day.toordinal() - first) / (last - first) for day in chart.days
    ]


def _grid(chart: Chart, plot: Plot, numbers: list[float]) -> list[Mark]:
    marks: list[Mark] = []
    for number in numbers:
        y = plot.y(number)
        colour = Colour.LINE if number else Colour.INK_SOFT
        marks.append(line(plot.left, y, plot.right, y, colour))
        words = _tick(number, chart.unit)
        top = y - LEADING / 2
        marks.append(
            Text(plot.left - 8, stands(top, SMALL), words, SMALL, Colour.INK_SOFT, anchor="end")
        )
    return marks


def _days(chart: Chart, plot: Plot, xs: list[float], width: float) -> list[Mark]:
    """The days from the last backward, as many as have room."""
    marks: list[Mark] = []
    free = width
    for x, day in sorted(zip(xs, chart.points, strict=True), reverse=True):
        half = width_of(day, SMALL) / 2
        middle = min(max(x, half), width - half)
        if middle + half <= free:
            marks.append(line(x, plot.bottom, x, plot.bottom + 5, Colour.INK_SOFT))
            y = stands(plot.bottom + 6, SMALL)
            marks.append(Text(middle, y, day, SMALL, Colour.INK_SOFT, anchor="middle"))
            free = middle - half - 12
    return marks


def _line(
    points: list[tuple[float, float] | None], pen: tuple[Colour, tuple[float, ...]]
) -> list[Mark]:
    """The line with a dot at each day; it is broken where there is no number."""
    colour, dashes = pen
    marks: list[Mark] = []
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point:
            run.append(point)
            continue
        if len(run) > 1:
            marks.append(Polyline(tuple(run), colour, 3 if not dashes else 2, dashes))
        marks += [Rectangle(x - DOT / 2, y - DOT / 2, DOT, DOT, colour) for x, y in run]
        run = []
    return marks


def _endings(endings: list[Ending], plot: Plot) -> list[Mark]:
    """The names beside the plane, moved apart, each joined to the end of its line."""
    order = sorted(endings, key=lambda ending: ending.y)
    marks: list[Mark] = []
    for ending, top in zip(order, _apart(order, plot), strict=True):
        marks += ending.words.at(plot.right + LEADER, top)
        if ending.point:
            x, y = plot.right + LEADER - 4, top + ending.words.height / 2
            ends = (ending.point, (plot.right + 4, ending.point[1]), (x, y))
            marks.append(Polyline(ends, ending.colour, 1.5))
    return marks


def _apart(order: list[Ending], plot: Plot) -> list[float]:
    """The tops of the names: as near to where they would like to be as leaves none on another.

    Those that touch make a group, which stands where its members would like to be in the middle.
    """
    groups: list[tuple[float, list[Ending]]] = []
    for ending in order:
        members = [ending]
        top = _middled(members, plot)
        while groups and groups[-1][0] + _height(groups[-1][1]) > top:
            members = groups.pop()[1] + members
            top = _middled(members, plot)
        groups.append((top, members))
    tops: list[float] = []
    for top, members in groups:
        for member in members:
            tops.append(top)
            top += member.words.height + 2
    return tops


def _middled(members: list[Ending], plot: Plot) -> float:
    """Where names that touch begin, within the plane."""
    height = _height(members)
    wished = sum(member.y for member in members) / len(members)
    return max(0.0, min(wished - height / 2, plot.bottom + LEADING / 2 - height))


def _height(members: list[Ending]) -> float:
    return sum(member.words.height + 2 for member in members)
