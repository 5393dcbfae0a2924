"""A chart as plain shapes, once for every pen: what stands where, in which colour."""

from ..chart import Chart, Shape
from .bars import draw_bars
from .flow import draw_flow
from .lines import draw_lines
from .shapes import Drawing
from .stacks import draw_stacks

_DRAWN = {
    Shape.BARS: draw_bars,
    Shape.STACKED: draw_stacks,
    Shape.LINES: draw_lines,
    Shape.FLOW: draw_flow,
}


def draw(chart: Chart, width: float) -> Drawing:
    """The chart at a width, as high as it needs to be; below 480 it is laid out for a phone."""
    return _DRAWN[chart.shape](chart, width)
