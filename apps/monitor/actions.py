"""What can be done with the monitor: compute its cells for a day, and keep them as an edition."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from apps.audit.actions import record
from apps.audit.codes import Act
from apps.foundation.acting import acting_as
from apps.foundation.clock import today
from apps.foundation.workers import send
from apps.organisation.access import Actor, Permission, require
from apps.organisation.models import Location

from . import rules, tables, track_facts
from .cells import Cell, Computed
from .counting import statement
from .indicators import DEFINITION_VERSION
from .models import MOST_ATTEMPTS, Edition, EditionCell, EditionRequest, ReferenceMonths
from .reading import codes_seen, newest_edition

# Groups are few, whatever the planner thinks: workers have little to hand over.
_COUNTING = {
    "jit": "off",
    "work_mem": "128MB",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
}


def compute(*, on: date, by: Actor, location: str | None = None) -> Computed:
    """Count every cell as of `on`, for all locations or one ('all' is the national figures).

    A location sees its own cells and the national ones, who may compare sees all. Refuses whoever
    may see none, or not those of `location`. Raises Location.DoesNotExist for an unknown code.
    """
    require(by, Permission.MONITOR_VIEW)
    seen = codes_seen(by)
    if location is not None and location != "all":
        Location.objects.get(code=location)
        if seen is not None and location not in seen:
            raise PermissionDenied
    rules.check_day(on=on, today=max(on, by.today))
    period = ReferenceMonths.objects.calendar().period(on)
    rows = _count(on, period.first, location)
    cells = map(Cell._make, rows)
    kept = tuple(cells if seen is None else (c for c in cells if c.location in seen))
    return Computed(on, period, DEFINITION_VERSION, kept)


def _count(on: date, first: date, location: str | None) -> list[tuple]:
    """Run the statement as the role that sees every row and no name.

    The facts are brought up to date before; if the register changes between that and the counting,
    it is counted once more with what changed looked up.
    """
    parameters = {"on": on, "first": first, "location": location}
    with _as_monitor() as cursor:
        if track_facts.has_changes():
            track_facts.refresh()
        cursor.execute(statement(), parameters)
        rows = cursor.fetchall()
        if rows and rows[0][-1]:
            cursor.execute(statement(up_to_date=True), parameters)
            rows = cursor.fetchall()
    return [row[:-1] for row in rows]


@contextmanager
def _as_monitor() -> Iterator[CursorWrapper]:
    """A transaction, or a part of one, as the monitor's role and with memory to count in."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lvv_monitor")
        for name, value in _COUNTING.items():
            cursor.execute(f"SET LOCAL {name} = '{value}'")
        yield cursor
        cursor.execute("RESET ROLE")
        for name in _COUNTING:
            cursor.execute(f"SET LOCAL {name} TO DEFAULT")


def refresh_facts() -> None:
    """Bring the facts up to date with the register, so that counting need not."""
    with _as_monitor():
        if track_facts.has_changes():
            track_facts.refresh()


def rebuild_facts() -> None:
    """Make all facts anew from the register."""
    with _as_monitor():
        track_facts.rebuild()


def request_edition(
    *, on: date, location: Location | None, by: Actor, again: bool = False
) -> Edition | EditionRequest:
    """The edition of a day for all locations (None) or one; where there is none, it is asked for.

    With `again` the day is counted once more; if nothing changed, the edition that is there stays.
    Whoever asks while another does gets the same request. Refuses a day to come.
    """
    require(by, Permission.MONITOR_VIEW, at=location.pk if location else None)
    rules.check_day(on=on, today=by.today)
    held = newest_edition(on=on, location=location)
    if held is not None and not again:
        return held
    with transaction.atomic():
        asked = EditionRequest(
            location=location, reference_date=on, asked_by=by.name, user_id=by.user_id
        )
        EditionRequest.objects.bulk_create([asked], ignore_conflicts=True)
        request = EditionRequest.objects.of_scope(location).of_day(on).order_by("-pk")[0]
        record(by, Act.CHANGE, "edition_request", ids=[request.pk])
        transaction.on_commit(lambda: send("monitor.run_edition", request.pk))
    return request


def waiting_editions() -> list[int]:
    """What was asked for and not made: never begun, or left by a worker that died."""
    waiting = EditionRequest.objects.waiting_at(timezone.now()).order_by("pk")
    return list(waiting.values_list("pk", flat=True))


def run_edition(number: int) -> None:
    """Make what was asked for; does nothing if that has ended, or if another worker is at it.

    It is made in one transaction that holds the request: a worker that dies leaves nothing behind,
    and the next begins anew.
    """
    with transaction.atomic():
        request = _unended(number)
        if request is None:
            return
        if request.attempts >= MOST_ATTEMPTS:
            EditionRequest.objects.filter(pk=number).update(ended_at=timezone.now())
            return
        EditionRequest.objects.filter(pk=number).update(
            attempts=request.attempts + 1, begun_at=timezone.now()
        )
    locations = Location.objects.values_list("pk", flat=True)
    system = Actor.system("make_edition", today=today(), locations=locations)
    with acting_as(system):
        request = _unended(number)
        if request is None:
            return
        edition = _make(request, by=system)
        EditionRequest.objects.filter(pk=number).update(ended_at=timezone.now(), edition=edition)


def _unended(number: int) -> EditionRequest | None:
    """The request, held for this worker; None if it has ended or another worker holds it."""
    unended = EditionRequest.objects.unended().select_for_update(skip_locked=True, of=("self",))
    return unended.filter(pk=number).first()


def _make(request: EditionRequest, *, by: Actor) -> Edition:
    """Count and keep; where the figures are those of the newest edition, that one is the answer."""
    cut_off = timezone.now()
    code = request.location.code if request.location else None
    computed = compute(on=request.reference_date, by=by, location=code)
    digest = sha256(tables.as_csv(computed).encode()).hexdigest()
    held = newest_edition(on=request.reference_date, location=request.location)
    if held and (held.hash, held.definition) == (digest, DEFINITION_VERSION):
        return held
    edition = Edition.objects.create(
        location=request.location,
        reference_date=request.reference_date,
        period_first=computed.period.first,
        definition=DEFINITION_VERSION,
        cut_off=cut_off,
        hash=digest,
        made_by=request.asked_by,
        user_id=request.user_id,
        location_names=dict(Location.objects.order_by("code").values_list("code", "name")),
    )
    EditionCell.objects.bulk_create(
        [
            EditionCell(
                edition=edition,
                position=position,
                location=cell.location,
                indicator=cell.indicator,
                category=cell.category,
                numerator=cell.numerator,
                denominator=cell.denominator,
                value=cell.value,
            )
            for position, cell in enumerate(computed.cells)
        ],
        batch_size=5000,
    )
    record(by, Act.CHANGE, "edition", ids=[edition.pk])
    return edition


def make_due_editions(*, by: Actor) -> list[int]:
    """Ask for the editions of reference dates whose days of waiting are over; their requests.

    It looks back over a year, so that none is missed when nothing ran for a while.
    """
    due: list[int] = []
    if not Location.objects.exists():
        return due
    calendar = ReferenceMonths.objects.calendar()
    day = calendar.latest(by.today)
    while day > by.today - timedelta(days=366):
        has_caught_up = day + timedelta(days=ReferenceMonths.objects.days_after(day)) <= by.today
        if has_caught_up and newest_edition(on=day, location=None) is None:
            asked = request_edition(on=day, location=None, by=by)
            due.append(asked.pk)
        day = calendar.last_before(day)
    return due
