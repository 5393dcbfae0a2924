"""A drawing as SVG for a page: the colours are tokens, and it says in words what it shows."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .chart import Chart
from .drawing import draw
from .drawing.colours import Colour
from .drawing.shapes import TEXT, Band, Mark, Polyline, Rectangle, Text


def svg(chart: Chart, width: float, name: str) -> SafeString:
    """The chart drawn at a width; `name` keeps its ids apart from those of another drawing."""
    drawing = draw(chart, width)
    bands = [format_html("{}", _band(drawing.head))]
    top = drawing.head.height
    for row in drawing.rows:
        bands.append(format_html('<g transform="translate(0 {})">{}</g>', _n(top), _band(row)))
        top += row.height
    return format_html(
        '<svg class="lvv-chart__drawing lvv-chart__drawing--{name}" role="img"'
        ' aria-labelledby="{code}-{name}-title {code}-{name}-desc"'
        ' viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-size="{size}" fill="{ink}">'
        '<title id="{code}-{name}-title">{title}</title>'
        '<desc id="{code}-{name}-desc">{description}</desc>{bands}</svg>',
        code=f"chart-{chart.code}",
        name=name,
        width=_n(drawing.width),
        height=_n(drawing.height),
        size=_n(TEXT),
        ink=_colour(Colour.INK),
        title=chart.title,
        description=chart.description,
        bands=format_html_join("", "{}", ((band,) for band in bands)),
    )


def _band(band: Band) -> SafeString:
    return format_html_join("", "{}", ((_mark(mark),) for mark in band.marks))


def _mark(mark: Mark) -> SafeString:
    if isinstance(mark, Text):
        return _text(mark)
    if isinstance(mark, Rectangle):
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>',
            _n(mark.x),
            _n(mark.y),
            _n(mark.width),
            _n(mark.height),
            _colour(mark.fill),
            format_html(' stroke="{}"', _colour(mark.outline)) if mark.outline else "",
        )
    return _polyline(mark)


def _polyline(mark: Polyline) -> SafeString:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
    if mark.fill:
        return format_html('<polygon points="{}" fill="{}"/>', points, _colour(mark.fill))
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>',
        points,
        _colour(mark.colour or Colour.INK),
        _n(mark.width),
        format_html(' stroke-dasharray="{}"', " ".join(map(_n, mark.dashes)))
        if mark.dashes
        else "",
    )


def _text(mark: Text) -> SafeString:
    """Words; what most of them have alike stands on the drawing itself."""
    also = {
        "font-size": _n(mark.size) if mark.size != TEXT else "",
        "fill": _colour(mark.colour) if mark.colour != Colour.INK else "",
        "font-weight": "600" if mark.strong else "",
        "text-anchor": mark.anchor if mark.anchor != "start" else "",
    }
    attributes = format_html_join("", ' {}="{}"', ((k, v) for k, v in also.items() if v))
    return format_html(
        '<text x="{}" y="{}"{}>{}</text>', _n(mark.x), _n(mark.y), attributes, mark.words
    )


def _colour(colour: Colour) -> str:
    return f"var(--lvv-{colour}, {colour.hex})"


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
