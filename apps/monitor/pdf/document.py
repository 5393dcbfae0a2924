"""The pages themselves: their frame, header and footer, outline, and what makes them the same."""

from datetime import UTC
from hashlib import md5
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph
from reportlab.platypus.tableofcontents import TableOfContents

from ..drawing.lettering import REGULAR, STRONG, register
from ..report import Report
from . import style

Entry = tuple[int, str, str]


class Heading(Paragraph):
    """A title that stands in the table of contents and in the outline, and can be linked to."""

    def __init__(self, level: int, words: str, key: str) -> None:
        super().__init__(escape(words), style.PART if level else style.THEME)
        self.entry: Entry = (level, words, key)


class Document(BaseDocTemplate):
    """A4 with a title page; of one report it is always the same, whenever it is made."""

    def __init__(self, target: BytesIO, report: Report) -> None:
        register()
        day = date_format(report.edition.reference_date, "d-m-Y")
        super().__init__(
            target,
            pagesize=style.PAGE,
            title=_("Landelijke LVV-monitor, peildatum %(day)s") % {"day": day},
            author="Landelijke Vreemdelingenvoorziening (LVV)",
            subject=_("Editie %(number)d") % {"number": report.edition.pk},
            creator="LVV",
            producer="LVV",
            lang=(get_language() or "nl")[:2],
            displayDocTitle=True,
            initialFontName=REGULAR,
            invariant=1,
            pageCompression=1,
        )
        self.report = report
        self.total = 0
        frame = Frame(
            style.MARGIN,
            style.BOTTOM,
            style.WIDTH,
            style.HEIGHT,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        self.addPageTemplates(
            [
                PageTemplate("title", [frame], onPage=self._title_page),
                PageTemplate("inside", [frame], onPage=self._inside_page),
            ]
        )

    def make(self, flowables: list[Flowable], contents: TableOfContents) -> None:
        """Write it: as often as it takes for the page numbers to be right."""
        # As long as it will be, so that the first time already every page has its place.
        contents.addEntries(
            [
                (level, escape(words), 0, key)
                for level, words, key in (
                    flowable.entry for flowable in flowables if isinstance(flowable, Heading)
                )
            ]
        )
        self.multiBuild(flowables)

    def _makeCanvas(self, *args: Any, **kwargs: Any) -> Canvas:  # noqa: N802
        """A canvas that takes its moment and its identity from the edition, not from the clock."""
        canvas = super()._makeCanvas(*args, **kwargs)
        canvas.showOutline()
        moment = TimeStamp(1)
        moment.YMDhms = tuple(self.report.edition.cut_off.astimezone(UTC).timetuple())[:6]
        canvas._doc._timeStamp = moment
        canvas._doc.signature = md5(self.report.edition.hash.encode(), usedforsecurity=False)
        return canvas

    def _endBuild(self) -> None:  # noqa: N802
        self._is_counted = self.total == self.page
        self.total = self.page
        super()._endBuild()

    def _allSatisfied(self) -> bool:  # noqa: N802
        return self._is_counted and bool(super()._allSatisfied())

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Put a title in the outline and in the table of contents."""
        if isinstance(flowable, Heading):
            level, words, key = flowable.entry
            self.canv.bookmarkHorizontal(key, 0, self.frame._y + flowable.height)
            self.canv.addOutlineEntry(words, key, level, closed=level == 0)
            self.notify("TOCEntry", (level, escape(words), self.page, key))

    def _title_page(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        width, height = style.PAGE
        canvas.saveState()
        canvas.setFillColor(style.BRAND)
        canvas.rect(0, 0.62 * height, width, 0.38 * height, stroke=0, fill=1)
        canvas.setFillColor(style.ACCENT)
        canvas.rect(0, 0.62 * height - 4, width, 4, stroke=0, fill=1)
        canvas.restoreState()
        self._foot(canvas)

    def _inside_page(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        edition = self.report.edition
        width, height = style.PAGE
        canvas.saveState()
        canvas.setFillColor(style.SOFT)
        canvas.setFont(REGULAR, 8.5)
        words = _("%(title)s, editie %(number)d") % {"title": self.title, "number": edition.pk}
        canvas.drawString(style.MARGIN, height - 15 * style.mm, words)
        canvas.setStrokeColor(style.LINE)
        canvas.setLineWidth(0.6)
        y = height - 17.5 * style.mm
        canvas.line(style.MARGIN, y, width - style.MARGIN, y)
        canvas.restoreState()
        self._foot(canvas)

    def _foot(self, canvas: Canvas) -> None:
        """What stands on every page: that it is confidential, and which page it is."""
        canvas.saveState()
        canvas.setFont(STRONG, 8.5)
        canvas.setFillColor(style.BRAND)
        canvas.drawString(style.MARGIN, 12 * style.mm, _("Vertrouwelijk, niet openbaar"))
        canvas.setFont(REGULAR, 8.5)
        canvas.setFillColor(style.SOFT)
        words = _("Pagina %(page)d van %(total)d") % {
            "page": canvas.getPageNumber(),
            "total": max(self.total, canvas.getPageNumber()),
        }
        canvas.drawRightString(style.PAGE[0] - style.MARGIN, 12 * style.mm, words)
        canvas.restoreState()
