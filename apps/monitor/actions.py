"""What can be done with the monitor: compute its cells for a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from apps.organisation.access import Actor, Permission, allowed, require
from apps.organisation.models import Location

from .calendar import Period
from .counting import statement
from .models import ReferenceMonths


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: an indicator, for one location or 'all', on one reference date."""

    location: str
    indicator: str
    category: str
    numerator: int
    denominator: int | None
    value: str

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.value) if self.value else None


@dataclass(frozen=True)
class Computed:
    """The cells of one day, and the period that they speak of."""

    on: date
    period: Period
    cells: tuple[Cell, ...]


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
    return Computed(on, period, tuple(c for c in cells if seen is None or c.location in seen))


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
    """Run the statement as the role that sees every row and no name."""
    parameters = {"on": on, "first": first, "location": location}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lvv_monitor")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(statement(), parameters)
        rows = cursor.fetchall()
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
        cursor.execute("SET LOCAL jit TO DEFAULT")
    return rows
