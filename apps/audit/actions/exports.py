"""Handing over lists: which leaves, to whom, and of which row it was, is in the log before it goes."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from apps.foundation.acting import acting_as, circumstances, in_context
from apps.foundation.clock import today as today_here
from apps.foundation.downloads import FORMS
from apps.foundation.sealed_files import PIECE, cut, open_sealed, seal_piece
from apps.foundation.sealing import keyed_hash, new_key, seal, unseal, unwrap, wrap
from apps.foundation.table_files import Note, Table
from apps.foundation.workers import send
from apps.organisation.access import Actor, allowed, require
from apps.organisation.models import User

from ..access import TAKES
from ..codes import Act, ExportState, Listing
from ..models import MOST_ATTEMPTS, ExportPiece, ListExport
from ..progress import Progress
from .log import record, record_refusal

# A workbook of more rows is made beside the web: nobody waits for it.
LONG = 50_000
_SUBJECTS = {Listing.PARTICIPANTS: "participant", Listing.TRACKS: "track"}
_QUERY = b"query of a list"


class TableOf(Protocol):
    """What an app with a list makes of an address, for who asks."""

    def __call__(self, query: QueryDict, *, by: Actor) -> Table: ...


def export_list(
    listing: Listing, table_of: TableOf, *, query: QueryDict, form: str, by: Actor
) -> tuple[str, Iterator[bytes]] | ListExport:
    """Hand over a list: the name of its file, and its pieces as they are asked for.

    That it is handed over is in the log with the transaction of now, before any piece. A workbook
    that is too long to wait for is asked of a worker: the answer is then what was asked.
    """
    require(by, TAKES[listing])
    table = table_of(query, by=by)
    if form == "xlsx" and table.is_longer_than(LONG):
        return _request_export(listing, query=query, by=by)
    where = by.locations_with(TAKES[listing]) or ()
    record(by, Act.EXPORT, TAKES[listing].value, locations=where)
    _source, context = circumstances()
    return table.name, _pieces(listing, table, form=form, by=by, context=context)


def _pieces(
    listing: Listing, table: Table, *, form: str, by: Actor, context: str
) -> Iterator[bytes]:
    """A file while it is read, in a transaction of its own: that of the request is over by then."""
    with in_context(context), acting_as(by):
        try:
            yield from FORMS[form].pieces(table, _noting(listing, by))
        except GeneratorExit:
            # Who went away has what was sent until then, and the log keeps that.
            return


def _noting(listing: Listing, by: Actor) -> Note:
    """Puts the numbers of rows into the log, a batch at a time, before they are given."""

    def note(numbers: Sequence[int], dossiers: Sequence[int]) -> None:
        record(by, Act.EXPORT, _SUBJECTS[listing], ids=numbers, dossiers=dossiers)

    return note


@transaction.atomic
def _request_export(listing: Listing, *, query: QueryDict, by: Actor) -> ListExport:
    """Ask a worker for a list; who asks again before it is there gets the same."""
    key, words = new_key(), query.urlencode()
    same: dict[str, Any] = {
        "listing": listing,
        "language": get_language() or "nl",
        "query_hash": keyed_hash(words),
    }
    asked = ListExport(
        user_id=by.user_id or 0,
        key_wrapped=wrap(key),
        query_sealed=seal(key, words.encode(), _QUERY),
        **same,
    )
    ListExport.objects.bulk_create([asked], ignore_conflicts=True)
    export = ListExport.objects.visible_to(by).filter(**same).newest_first()[0]
    where = by.locations_with(TAKES[listing]) or ()
    record(by, Act.EXPORT, "list_export", ids=[export.pk], locations=where)
    transaction.on_commit(lambda: send(f"{listing.value}.make_export", export.pk))
    return export


def waiting_exports() -> list[tuple[int, str]]:
    """The exports that nobody makes, each with its list: not begun, or left by a worker."""
    silent = ListExport.objects.silent_at(timezone.now()).order_by("pk")
    return list(silent.values_list("pk", "listing"))


def make_export(number: int, table_of: TableOf) -> None:
    """Make a list into a sealed file; does nothing if it has ended or another worker has it.

    All of it is one transaction: a worker that dies leaves nothing behind, the next begins anew.
    """
    with Progress(number) as progress:
        if not progress.is_mine:
            return
        export = ListExport.objects.select_related("user").get(pk=number)
        if export.ended_at is not None:
            return
        by = User.objects.actor(export.user, today=today_here(), source="worker")
        may = export.user.is_active and allowed(by, TAKES[Listing(export.listing)])
        if not may:
            record_refusal(by, "list_export", act=Act.EXPORT, ids=[number])
        if not may or export.attempts >= MOST_ATTEMPTS:
            _destroy(ListExport.objects.filter(pk=number), ended_at=timezone.now())
            return
        progress.begin()
        with acting_as(by), override(export.language):
            _make(export, table_of, by=by, progress=progress)


def _make(export: ListExport, table_of: TableOf, *, by: Actor, progress: Progress) -> None:
    key, listing = unwrap(bytes(export.key_wrapped or b"")), Listing(export.listing)
    query = unseal(key, bytes(export.query_sealed or b""), _QUERY).decode()
    table = table_of(QueryDict(query), by=by)
    progress.expect(table.rows.order_by().count())
    noting = _noting(listing, by)
    rows = size = 0

    def note(numbers: Sequence[int], dossiers: Sequence[int]) -> None:
        nonlocal rows
        noting(numbers, dossiers)
        rows += len(numbers)
        progress.tell(len(numbers))

    for number, piece in enumerate(cut(FORMS["xlsx"].pieces(table, note))):
        sealed = seal_piece(key, number, piece)
        ExportPiece.objects.create(export=export, number=number, sealed=sealed)
        size += len(piece)
    ListExport.objects.filter(pk=export.pk).update(
        ended_at=timezone.now(),
        rows_written=rows,
        size=size,
        file_name=table.name,
        sight=by.sight,
    )


@transaction.atomic
def fetch_export(export: ListExport, *, by: Actor) -> Iterator[bytes]:
    """Hand over a file that was made; whole, it is destroyed.

    Refuses with a ValidationError where it is not there (any more), and whoever may no longer see
    what was seen when it was made.
    """
    export = ListExport.objects.visible_to(by).select_for_update().get(pk=export.pk)
    require(by, TAKES[Listing(export.listing)])
    is_old = ListExport.objects.kept_too_long_at(timezone.now()).filter(pk=export.pk).exists()
    if export.state != ExportState.READY or is_old:
        raise ValidationError(_("Dit bestand is er niet meer. Vraag de export opnieuw."))
    if export.sight != by.sight:
        raise PermissionDenied(_("Uw rechten zijn veranderd. Vraag de export opnieuw."))
    record(by, Act.EXPORT, "list_export", ids=[export.pk])
    return _fetched(export)


def _fetched(export: ListExport) -> Iterator[bytes]:
    def sealed(number: int) -> bytes:
        pieces = ExportPiece.objects.filter(export=export, number=number)
        return bytes(pieces.values_list("sealed", flat=True).get())

    with open_sealed(unwrap(bytes(export.key_wrapped or b"")), export.size, sealed) as file:
        while piece := file.read(PIECE):
            yield piece
    # Only here does it end: who was cut off can fetch it once more.
    _destroy(ListExport.objects.filter(pk=export.pk), fetched_at=timezone.now())


def destroy_old_exports() -> None:
    """Destroy the files that nobody fetched in time."""
    _destroy(ListExport.objects.kept_too_long_at(timezone.now()))


@transaction.atomic
def _destroy(exports: QuerySet[ListExport], **how: Any) -> None:
    """Destroy the files, and the keys of what was asked; that something was asked stays."""
    numbers = list(exports.values_list("pk", flat=True))
    ExportPiece.objects.filter(export__in=numbers).delete()
    ListExport.objects.filter(pk__in=numbers).update(key_wrapped=None, query_sealed=None, **how)
