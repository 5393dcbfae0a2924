"""A drawing on paper: the same shapes as on the page of the site, over pages where it is long."""

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from ..drawing.lettering import REGULAR, STRONG
from ..drawing.shapes import Band, Drawing, Mark, Polyline, Rectangle, Text


class Drawn(Flowable):
    """A drawing, made as wide as the text; its head comes back on each page."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing
        self.scale = 1.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.scale = width / self.drawing.width
        self.width, self.height = width, self.drawing.height * self.scale
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The rows that fit, and the rest."""
        scale = width / self.drawing.width
        free = height / scale - self.drawing.head.height
        rows = self.drawing.rows
        count = 0
        while count < len(rows) and rows[count].height <= free:
            free -= rows[count].height
            count += 1
        if count in (0, len(rows)):
            return []
        head = self.drawing.head
        return [
            Drawn(Drawing(self.drawing.width, head, part)) for part in (rows[:count], rows[count:])
        ]

    def draw(self) -> None:
        """Band by band, from the top."""
        pen: Canvas = self.canv
        pen.saveState()
        pen.translate(0, self.height)
        pen.scale(self.scale, self.scale)
        for band in (self.drawing.head, *self.drawing.rows):
            _band(pen, band)
            pen.translate(0, -band.height)
        pen.restoreState()


def _band(pen: Canvas, band: Band) -> None:
    for mark in band.marks:
        _mark(pen, mark)


def _mark(pen: Canvas, mark: Mark) -> None:
    if isinstance(mark, Text):
        _text(pen, mark)
    elif isinstance(mark, Rectangle):
        pen.setFillColor(HexColor(mark.fill.hex))
        pen.setLineWidth(1)
        if mark.outline:
            pen.setStrokeColor(HexColor(mark.outline.hex))
        bottom = -mark.y - mark.height
        pen.rect(mark.x, bottom, mark.width, mark.height, stroke=bool(mark.outline), fill=1)
    else:
        _polyline(pen, mark)


def _text(pen: Canvas, mark: Text) -> None:
    pen.setFont(STRONG if mark.strong else REGULAR, mark.size)
    pen.setFillColor(HexColor(mark.colour.hex))
    write = {
        "start": pen.drawString,
        "middle": pen.drawCentredString,
        "end": pen.drawRightString,
    }
    write[mark.anchor](mark.x, -mark.y, mark.words)


def _polyline(pen: Canvas, mark: Polyline) -> None:
    path = pen.beginPath()
    first, *others = mark.points
    path.moveTo(first[0], -first[1])
    for x, y in others:
        path.lineTo(x, -y)
    if mark.fill:
        path.close()
        pen.setFillColor(HexColor(mark.fill.hex))
    if mark.colour:
        pen.setStrokeColor(HexColor(mark.colour.hex))
        pen.setLineWidth(mark.width)
        pen.setDash(list(mark.dashes))
    pen.drawPath(path, stroke=bool(mark.colour), fill=bool(mark.fill))
    pen.setDash()
