"""An edition as a document to hand over: the same report and language, the same bytes."""

from io import BytesIO

from ..report import Report
from .document import Document
from .story import story


def pdf(report: Report) -> bytes:
    """The report as a PDF in the language that is active. It reads no clock and asks no one."""
    target = BytesIO()
    document = Document(target, report)
    flowables, contents = story(report)
    document.make(flowables, contents)
    return target.getvalue()
