"""The steps of one way as bars below each other, with what joins them."""

from ..chart import Chart
from ..chart_numbers import written
from .colours import Colour
from .lettering import width as width_of
from .shapes import NARROW, TEXT, Band, Drawing, Mark, Polyline, Rectangle, Text, Words, label_room
from .shapes import stands as stands_in

BAR, JOINT = 26.0, 18.0


def draw_flow(chart: Chart, width: float) -> Drawing:
    """A bar a step; between two of them a plane from the length of the one to that of the other."""
    steps = [number or 0.0 for number in chart.series[0].numbers]
    texts = [written(number, chart.unit) for number in chart.series[0].numbers]
    is_narrow = width < NARROW
    labels = 0.0 if is_narrow else label_room(chart.points, 0.34 * width) + 12
    room = width - labels - max(width_of(text, TEXT, True) for text in texts) - 8
    lengths = [room * step / (max(steps) or 1.0) for step in steps]
    rows = []
    for at, point in enumerate(chart.points):
        label = Words.fit(point, width if is_narrow else labels - 12)
        above = label.height + 2 if is_narrow else 0.0
        height = above + (BAR if is_narrow else max(BAR, label.height))
        top = above if is_narrow else (height - BAR) / 2
        marks = label.at(0, 0 if is_narrow else (height - label.height) / 2)
        marks += _bar(labels, top, lengths[at], texts[at])
        if at + 1 < len(steps) and not is_narrow:
            marks.append(_joint(labels, top + BAR, height + JOINT - top - BAR, lengths[at:]))
        rows.append(Band(height + JOINT, tuple(marks)))
    return Drawing(width, Band(0, ()), tuple(rows))


def _bar(x: float, top: float, length: float, text: str) -> list[Mark]:
    return [
        Rectangle(x, top, max(length, 1.0), BAR, Colour.BAR),
        Text(x + max(length, 1.0) + 7, stands_in(top + 4), text, strong=True),
    ]


def _joint(x: float, top: float, height: float, lengths: list[float]) -> Polyline:
    """From the end of this bar to that of the next, to the bottom of this band."""
    first, second = lengths[:2]
    corners = (
        (x, top + 1),
        (x + first, top + 1),
        (x + second, top + height - 1),
        (x, top + height - 1),
    )
    return Polyline(corners, fill=Colour.BAND)
