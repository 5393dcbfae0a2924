"""Files that are handed over while they are made."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from . import table_sheets
from .table_files import Note, Table, csv_pieces


@dataclass(frozen=True)
class Form:
    """One form of a list: what it is called, and what makes it of a table."""

    label: str
    content_type: str
    pieces: Callable[[Table, Note], Iterator[bytes]]


FORMS = {
    "csv": Form("CSV", "text/csv; charset=utf-8; header=present", csv_pieces),
    "xlsx": Form("Excel (XLSX)", table_sheets.CONTENT_TYPE, table_sheets.xlsx_pieces),
}


def download(pieces: Iterable[bytes], *, name: str, form: str) -> StreamingHttpResponse:
    """The answer that hands over a file, of which nothing is kept on the way."""
    file = f"{name}.{form}"
    return StreamingHttpResponse(
        pieces,
        content_type=FORMS[form].content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, file) or "attachment",
            "Cache-Control": "no-store",
        },
    )


def offered(request: HttpRequest, route: str) -> list[dict[str, str]]:
    """The forms in which the list of this page can be had: the same filters, not one page of it."""
    query = request.GET.copy()
    query.pop("page", None)
    ending = f"?{query.urlencode()}" if query else ""
    return [
        {"label": form.label, "url": reverse(route, args=[name]) + ending}
        for name, form in FORMS.items()
    ]
