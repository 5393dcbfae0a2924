"""Reading what was kept: the cells of an edition, as far as the reader may see them."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from apps.organisation.access import Actor, Permission, allowed, require
from apps.organisation.models import Location

from .calendar import Period
from .cells import Cell, Computed
from .models import Edition, EditionCell, EditionRequest
from .report import OVER_TIME, Report

# How many days before an edition its charts over time go back at most: three years of quarters.
MOST_EARLIER = 12
_CELL = ("location", "indicator", "category", "numerator", "denominator", "value")
# By hand, since making this statement from a queryset takes as long as half of the answer.
_CELLS = f"""
    SELECT {", ".join(_CELL)} FROM monitor_editioncell
    WHERE edition_id = %s AND (%s::text[] IS NULL OR location = ANY (%s)) ORDER BY position
"""  # noqa: S608


def codes_seen(by: Actor) -> set[str] | None:
    """The codes whose cells the actor may see, 'all' among them; None for every one."""
    if by.is_system or allowed(by, Permission.MONITOR_COMPARE):
        return None
    codes = by.location_codes_with(Permission.MONITOR_VIEW)
    return None if codes is None else {"all", *codes}


def newest_edition(*, on: date, location: Location | None) -> Edition | None:
    """The last edition of a day and a scope."""
    return Edition.objects.of_scope(location).of_day(on).order_by("-pk").first()


def newest_request(*, on: date, location: Location | None) -> EditionRequest | None:
    """The last time that a day and a scope were asked for, with what came of it."""
    asked = EditionRequest.objects.of_scope(location).of_day(on)
    return asked.select_related("edition").order_by("-pk").first()


def newest(*, on: date) -> tuple[Edition | None, EditionRequest | None]:
    """The last edition of a day for all locations, and the last time that it was asked for.

    What came of the last request is the last edition: one query where it has ended well.
    """
    asked = newest_request(on=on, location=None)
    if asked is not None and asked.edition is not None:
        return asked.edition, asked
    return newest_edition(on=on, location=None), asked


def read_edition(edition: Edition, *, by: Actor) -> Computed:
    """The cells of an edition that the actor may see, as they were kept. Refuses whoever sees none.

    Of all locations one sees one's own and the national ones; who may compare sees all.
    """
    require(by, Permission.MONITOR_VIEW, at=edition.location_id)
    seen = codes_seen(by)
    codes = None if seen is None else list(seen)
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, [edition.pk, codes, codes])
        return _computed(edition, map(Cell._make, cursor.fetchall()))


def report(edition: Edition, *, by: Actor) -> Report:
    """What is handed over of an edition: its cells and, for what goes over time, those before.

    Only what the actor may see; refuses whoever sees none. Reads editions alone, so that the same
    person gets the same report of the same edition ever after.
    """
    return Report(edition, read_edition(edition, by=by), _earlier(edition, codes_seen(by)))


def _earlier(edition: Edition, seen: set[str] | None) -> tuple[Computed, ...]:
    """What goes over time of the editions before, the oldest first; in one query."""
    held = Edition.objects.leading_up_to(edition).reverse()[:MOST_EARLIER]
    cells = EditionCell.objects.filter(edition__in=held.values("pk"), indicator__in=OVER_TIME)
    if seen is not None:
        cells = cells.filter(location__in=seen)
    of_edition = ("edition__reference_date", "edition__period_first", "edition__definition")
    found: dict[tuple, list[Cell]] = {}
    for day, first, definition, *row in cells.order_by("edition", "position").values_list(
        *of_edition, *_CELL
    ):
        found.setdefault((day, first, definition), []).append(Cell(*row))
    return tuple(
        Computed(day, Period(first, day), definition, tuple(row))
        for (day, first, definition), row in sorted(found.items())
    )


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
