"""Bars: a row a point, and a column a series beside each other on one scale."""

from dataclasses import dataclass

from ..chart import Chart
from ..chart_numbers import ABSENT, written
from .colours import Colour
from .lettering import width as width_of
from .shapes import (
    LEADING,
    NARROW,
    SMALL,
    TEXT,
    Band,
    Drawing,
    Mark,
    Rectangle,
    Text,
    Words,
    label_room,
    line,
    stands,
)

# As high as a line of letters, so that a number stands in the middle of its bar.
BAR, GAP = LEADING, 10.0


@dataclass(frozen=True)
class Panel:
    """Where the bars of one series stand, and how long the longest is."""

    x: float
    length: float
    most: float
    unit: str

    def bar(self, number: float | None, top: float) -> list[Mark]:
        """The bar and its number beside it; where there is none, a dash."""
        marks: list[Mark] = [line(self.x, top - 2, self.x, top + BAR + 2, Colour.INK_SOFT)]
        if number is None:
            marks.append(Text(self.x + 6, stands(top), ABSENT, colour=Colour.INK_SOFT))
            return marks
        length = self.length * number / self.most if self.most else 0.0
        if length:
            marks.append(Rectangle(self.x, top, length, BAR, Colour.BAR))
        marks.append(Text(self.x + length + 6, stands(top), written(number, self.unit)))
        return marks


def draw_bars(chart: Chart, width: float) -> Drawing:
    """Every series in a column of its own; on a phone they stand below each other."""
    if width < NARROW:
        return _narrow(chart, width)
    labels = label_room(chart.points, 0.3 * width)
    gap = 20.0
    room = (width - labels - 12 - gap * (len(chart.series) - 1)) / len(chart.series)
    panels = [
        _panel(chart, labels + 12 + number * (room + gap), room)
        for number in range(len(chart.series))
    ]
    head = _head(chart, panels, room) if len(chart.series) > 1 else Band(0, ())
    return Drawing(width, head, tuple(_row(chart, at, panels, labels) for at in _every(chart)))


def _every(chart: Chart) -> range:
    return range(len(chart.points))


def _panel(chart: Chart, x: float, room: float) -> Panel:
    found = [n for series in chart.series for n in series.numbers if n is not None]
    beside = max((width_of(written(n, chart.unit), TEXT) for n in found), default=0.0)
    return Panel(x, room - beside - 7, max(found, default=0.0), chart.unit)


def _head(chart: Chart, panels: list[Panel], room: float) -> Band:
    titles = [Words.fit(series.label, room, SMALL, strong=True) for series in chart.series]
    height = max(title.height for title in titles)
    marks: list[Mark] = []
    for panel, title in zip(panels, titles, strict=True):
        marks += title.at(panel.x, height - title.height)
    return Band(height + 6, tuple(marks))


def _row(chart: Chart, at: int, panels: list[Panel], labels: float) -> Band:
    label = Words.fit(chart.points[at], labels)
    height = max(label.height, BAR)
    marks = label.at(0, 2 + (height - label.height) / 2)
    for panel, series in zip(panels, chart.series, strict=True):
        marks += panel.bar(series.numbers[at], 2 + (height - BAR) / 2)
    return Band(height + GAP, tuple(marks))


def _narrow(chart: Chart, width: float) -> Drawing:
    """The label on a line of its own, below it a bar a series, each with its name."""
    several = len(chart.series) > 1
    names = tuple(series.label for series in chart.series)
    room = label_room(names, 0.42 * width) + 10 if several else 0.0
    panel = _panel(chart, room, width - room)
    rows = []
    for at in _every(chart):
        label = Words.fit(chart.points[at], width, strong=several)
        marks, top = label.at(0, 0), label.height + 2
        for series in chart.series:
            name = Words.fit(series.label, room - 10, SMALL) if several else Words((), SMALL)
            height = max(name.height, BAR)
            marks += name.at(0, top + (height - name.height) / 2, colour=Colour.INK_SOFT)
            marks += panel.bar(series.numbers[at], top + (height - BAR) / 2)
            top += height + 6
        rows.append(Band(top + GAP - 4, tuple(marks)))
    return Drawing(width, Band(0, ()), tuple(rows))
