"""The charts of a workbook: drawn by the spreadsheet itself, from the cells of their numbers."""

from typing import Any

from xlsxwriter import Workbook as Book
from xlsxwriter.chart import Chart as Drawing
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..chart import Chart, Shape
from ..drawing.colours import LINES, PARTS, STEPS, Colour
from .sheets import POINTS, Box, ChartNumbers, Look, height
from .workbook import Workbook

_WIDTH = 940
# How high a row is, in pixels, and how many go on a page.
_ROW, _PAGE = 20, 31
_KINDS: dict[Shape, dict[str, str]] = {
    Shape.BARS: {"type": "bar"},
    Shape.STACKED: {"type": "bar", "subtype": "percent_stacked"},
    Shape.LINES: {"type": "line"},
    Shape.FLOW: {"type": "bar"},
}
_NUMBERS = {"": "0", "%": "0%"}


def draw(book: Book, sheet: Worksheet, found: Workbook, formats: dict[Look, Format]) -> None:
    """All charts below each other, each under its title and what is to be seen in it."""
    width = _WIDTH // 7
    sheet.set_column(0, 0, width)
    row, filled, breaks = 0, 0.0, []
    for place in found.charts:
        chart, pixels = place.chart, _height(place.chart)
        note = height((Box(chart.description, Look.NOTE),), (width,))
        rows = 2 + pixels // _ROW + 2
        if filled and filled + rows + note - 1 > _PAGE:
            breaks.append(row)
            filled = 0
        sheet.write_string(row, 0, chart.title, formats[Look.HEADING])
        sheet.write_string(row + 1, 0, chart.description, formats[Look.NOTE])
        sheet.set_row(row + 1, POINTS * note)
        sheet.insert_chart(
            row + 2,
            0,
            _drawn(book, found.chart_sheet.name, place, pixels),
            {"description": f"{chart.title}. {chart.description}", "object_position": 1},
        )
        row, filled = row + rows, filled + rows + note - 1
    sheet.set_h_pagebreaks(breaks)


def _height(chart: Chart) -> int:
    """Room for each bar and for the legend: on one page, unless no bar could be read there."""
    if chart.shape == Shape.LINES:
        return 320
    several = 1 if chart.shape == Shape.STACKED else len(chart.series)
    bars = len(chart.points) * several
    wanted = 90 + (22 * bars if several == 1 else 14 * bars + 6 * len(chart.points))
    return max(220, min((_PAGE - 5) * _ROW, wanted), 90 + 11 * bars)


def _drawn(book: Book, sheet: str, place: ChartNumbers, pixels: int) -> Drawing:
    chart, colours = place.chart, _colours(place.chart)
    drawing = book.add_chart(_KINDS[chart.shape])
    first, last = place.header + 1, place.header + len(chart.points)
    for number, _series in enumerate(chart.series):
        drawing.add_series(
            {
                "name": [sheet, place.header, number + 1],
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, number + 1, last, number + 1],
            }
            | _look(chart, colours[number % len(colours)])
        )
    _axes(drawing, chart)
    drawing.set_title({"none": True})
    drawing.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
    drawing.set_size({"width": _WIDTH, "height": pixels})
    drawing.show_blanks_as("gap")
    return drawing


def _colours(chart: Chart) -> tuple[Colour, ...]:
    """Those of the page: parts that have an order go from light to dark."""
    if chart.shape == Shape.LINES:
        return tuple(colour for colour, _dashes in LINES)
    if len(chart.series) == 1:
        return (Colour.BAR,)
    return PARTS if len(chart.series) <= len(PARTS) else STEPS


def _look(chart: Chart, colour: Colour) -> dict[str, Any]:
    if chart.shape == Shape.LINES:
        fill = {"color": colour.hex}
        marker = {"type": "circle", "size": 6, "fill": fill, "border": fill}
        return {"line": {"color": colour.hex, "width": 2.25}, "marker": marker}
    bar = {
        "fill": {"color": colour.hex},
        "border": {"color": Colour.EDGE.hex, "width": 0.5},
        "gap": 50,
    }
    return (
        bar
        if chart.shape == Shape.STACKED
        else bar | {"data_labels": {"value": True, "font": _font(chart)}}
    )


def _font(chart: Chart) -> dict[str, int]:
    """So small that no point loses its name."""
    return {"size": 7 if len(chart.points) > 20 else 9}


def _is_nearly_whole(chart: Chart) -> bool:
    """Then the axis would go on to 120%; of places, which can be more than full, it may."""
    numbers = [number or 0 for series in chart.series for number in series.numbers]
    return 80 < max(numbers, default=0) <= 100


def _axes(drawing: Drawing, chart: Chart) -> None:
    numbers = {
        "num_format": "0%" if chart.shape == Shape.STACKED else _NUMBERS.get(chart.unit, "0"),
        "min": 0,
        "max": 1 if chart.unit == "%" and _is_nearly_whole(chart) else None,
        "major_gridlines": {"visible": True, "line": {"color": Colour.LINE.hex}},
        "line": {"none": True},
    }
    if chart.shape == Shape.LINES:
        drawing.set_x_axis({"label_position": "low"})
        drawing.set_y_axis(numbers)
        return
    # The first point on top, as in the table, and the numbers below all the same.
    drawing.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": _font(chart)})
    drawing.set_x_axis(numbers | {"label_position": "high"})
