"""Rows that are a whole each, cut in parts, with a legend in the order of the parts."""

from ..chart import Chart
from ..chart_numbers import ABSENT, written
from .colours import PARTS, STEPS, Colour
from .lettering import width as width_of
from .shapes import (
    LEADING,
    NARROW,
    SMALL,
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

BAR, GAP, SWATCH = 24.0, 10.0, 13.0


def draw_stacks(chart: Chart, width: float) -> Drawing:
    """A row a point; the parts in the order of the legend, each with its number where it fits."""
    colours = _colours(chart)
    sizes = [f"n = {written(whole)}" for whole in chart.wholes]
    beside = max((width_of(size, SMALL) for size in sizes), default=-10.0) + 10
    is_narrow = width < NARROW
    labels = 0.0 if is_narrow else label_room(chart.points, 0.28 * width) + 12
    length = width - labels - (0.0 if is_narrow else beside)
    rows = []
    for at, point in enumerate(chart.points):
        room = width - beside if is_narrow else labels - 12
        label = Words.fit(point, room)
        above = label.height + 2 if is_narrow else 0.0
        height = above + (BAR if is_narrow else max(BAR, label.height))
        top = above if is_narrow else (height - BAR) / 2
        marks = label.at(0, 0 if is_narrow else (height - label.height) / 2)
        marks += _row([s.numbers[at] for s in chart.series], colours, (labels, top, length))
        if sizes:
            y = stands(0 if is_narrow else top + (BAR - LEADING) / 2, SMALL)
            marks.append(Text(width, y, sizes[at], SMALL, colour=Colour.INK_SOFT, anchor="end"))
        rows.append(Band(height + GAP, tuple(marks)))
    return Drawing(width, _legend(chart, colours, width), tuple(rows))


def _colours(chart: Chart) -> list[Colour]:
    palette = PARTS if len(chart.series) <= len(PARTS) else STEPS
    return [palette[at % len(palette)] for at in range(len(chart.series))]


def _row(
    numbers: list[float | None], colours: list[Colour], where: tuple[float, float, float]
) -> list[Mark]:
    """The parts beside each other with white between; without any, a dash."""
    x, top, length = where
    shares = [number or 0.0 for number in numbers]
    if not sum(shares):
        return [
            line(x, top, x, top + BAR, Colour.INK_SOFT),
            Text(x + 6, stands(top + (BAR - LEADING) / 2), ABSENT, colour=Colour.INK_SOFT),
        ]
    marks: list[Mark] = []
    for share, colour in zip(shares, colours, strict=True):
        part = length * share / sum(shares)
        if share:
            marks += _part(x, top, max(part - 2, 1.0), (colour, written(share, "%")))
        x += part
    return marks


def _part(x: float, top: float, length: float, drawn: tuple[Colour, str]) -> list[Mark]:
    colour, number = drawn
    inset = min(0.5, length / 4)
    marks: list[Mark] = [
        Rectangle(x + inset, top + 0.5, length - 2 * inset, BAR - 1, colour, outline=Colour.EDGE)
    ]
    if width_of(number, SMALL) + 8 <= length:
        ink = Colour.SURFACE if colour.is_dark else Colour.INK
        y = stands(top + (BAR - LEADING) / 2, SMALL)
        marks.append(Text(x + length / 2, y, number, SMALL, ink, anchor="middle"))
    return marks


def _legend(chart: Chart, colours: list[Colour], width: float) -> Band:
    marks: list[Mark] = []
    x = top = 0.0
    for series, colour in zip(chart.series, colours, strict=True):
        words = Words.fit(series.label, width - SWATCH - 6, SMALL)
        needed = SWATCH + 6 + words.width
        if x and x + needed > width:
            x, top = 0.0, top + LEADING + 2
        marks.append(
            Rectangle(x + 0.5, top + 3, SWATCH - 1, SWATCH - 1, colour, outline=Colour.EDGE)
        )
        marks += words.at(x + SWATCH + 6, top)
        if len(words.lines) > 1:
            x, top = 0.0, top + words.height + 2
        else:
            x += needed + 18
    return Band(top + (LEADING if x else 0) + 10, tuple(marks))
