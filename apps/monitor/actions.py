"""What can be done with the monitor: compute its cells for a day, and keep them as an edition."""

from collections.abc import Iterable, Iterator
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
from apps.organisation.access import Actor, Permission, allowed, require
from apps.organisation.models import Location

from . import rules, tables, track_facts
from .calendar import Period
from .cells import Cell, Computed
from .counting import statement
from .indicators import DEFINITION_VERSION
from .models import MOST_ATTEMPTS, Edition, EditionCell, EditionRequest, ReferenceMonths
from .report import OVER_TIME, Report

# How many days before an edition its charts over time go back at most: three years of quarters.
MOST_EARLIER = 12
_FIELDS = ("location", "indicator", "category", "numerator", "denominator", "value")


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
    period = ReferenceMonths.objects.calendar().period(on)
    rows = _count(on, period.first, location)
    cells = (Cell(*row) for row in rows)
    kept = tuple(cell for cell in cells if seen is None or cell.location in seen)
    return Computed(on, period, DEFINITION_VERSION, kept)


def codes_seen(by: Actor) -> set[str] | None:
    """The codes whose cells the actor may see, 'all' among them; None for every one."""
    if by.is_system or allowed(by, Permission.MONITOR_COMPARE):
        return None
    where = by.locations_with(Permission.MONITOR_VIEW)
    if where is None:
        return None
    return {
        "all",
        *Location.objects.filter(pk__in=where).values_list("code", flat=True),
    }


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
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        yield cursor
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
        cursor.execute("SET LOCAL jit TO DEFAULT")


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


def newest_edition(*, on: date, location: Location | None) -> Edition | None:
    """The last edition of a day and a scope."""
    return Edition.objects.of_scope(location).of_day(on).order_by("-pk").first()


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


def newest_request(*, on: date, location: Location | None) -> EditionRequest | None:
    """The last time that a day and a scope were asked for."""
    return EditionRequest.objects.of_scope(location).of_day(on).order_by("-pk").first()


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


def read_edition(edition: Edition, *, by: Actor) -> Computed:
    """The cells of an edition that the actor may see, as they were kept. Refuses whoever sees none.

    Of all locations one sees one's own and the national ones; who may compare sees all.
    """
    require(by, Permission.MONITOR_VIEW, at=edition.location_id)
    cells = EditionCell.objects.seen_of(edition, codes_seen(by)).order_by("position")
    return _computed(edition, (Cell(*row) for row in cells.values_list(*_FIELDS)))


def report(edition: Edition, *, by: Actor) -> Report:
    """What is handed over of an edition: its cells and, for what goes over time, those before.

    Only what the actor may see; refuses whoever sees none. Reads editions alone, so that the same
    person gets the same report of the same edition ever after.
    """
    return Report(edition, read_edition(edition, by=by), _earlier(edition, codes_seen(by)))


def _earlier(edition: Edition, seen: set[str] | None) -> tuple[Computed, ...]:
    """What goes over time of the editions before, the oldest first; in one query each."""
    held = list(Edition.objects.leading_up_to(edition).reverse()[:MOST_EARLIER])
    cells = EditionCell.objects.filter(edition__in=held, indicator__in=OVER_TIME)
    if seen is not None:
        cells = cells.filter(location__in=seen)
    found: dict[int, list[Cell]] = {earlier.pk: [] for earlier in held}
    for number, *row in cells.order_by("edition", "position").values_list("edition", *_FIELDS):
        found[number].append(Cell(*row))
    return tuple(_computed(earlier, found[earlier.pk]) for earlier in reversed(held))


def _computed(edition: Edition, cells: Iterable[Cell]) -> Computed:
    period = Period(edition.period_first, edition.reference_date)
    return Computed(edition.reference_date, period, edition.definition, tuple(cells))


def changed_cells(
    before: Edition, after: Edition, *, by: Actor
) -> list[tuple[Cell | None, Cell | None]]:
    """The cells in which two editions differ, in the order of the later one, then what it lacks."""
    earlier = {cell.place: cell for cell in read_edition(before, by=by).cells}
    later = {cell.place: cell for cell in read_edition(after, by=by).cells}
    changed = [
        (earlier.get(place), cell) for place, cell in later.items() if earlier.get(place) != cell
    ]
    return changed + [(cell, None) for place, cell in earlier.items() if place not in later]
