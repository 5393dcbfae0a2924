"""Editions: read beside a bare SELECT of the same cells, and beside counting them anew."""

from datetime import date
from pathlib import Path

from django.db import connection

from apps.foundation.acting import acting_as
from apps.monitor import actions, reading
from apps.monitor.models import Edition
from apps.organisation.access import Actor
from apps.organisation.models import Location

from . import monitor
from .measuring import Results, interleaved, the_same

_BARE = """
    SELECT location, indicator, category, numerator, denominator, value
    FROM monitor_editioncell WHERE edition_id = %s ORDER BY position
"""


def run(results: Results) -> None:
    """Make the edition of the day if there is none, and read it."""
    by = Actor.system(
        "bench", today=date(2022, 7, 1), locations=Location.objects.values_list("pk", flat=True)
    )
    with acting_as(by):
        asked = actions.request_edition(on=monitor.ON, location=None, by=by)
    if not isinstance(asked, Edition):
        actions.run_edition(asked.pk)
    edition = reading.newest_edition(on=monitor.ON, location=None)
    if edition is None:
        raise SystemExit("No edition was made.")

    def read() -> tuple:
        return reading.read_edition(edition, by=by).cells

    def bare() -> list:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [edition.pk])
            return cursor.fetchall()

    the_same([tuple(cell) for cell in read()], bare(), "cells of an edition")
    # A few milliseconds each: often, and without the counting that would chill both.
    mine, theirs = interleaved(read, bare, times=41)
    results.add(
        "editions", "reading an edition", "bare SELECT", ours=mine * 1000, theirs=theirs * 1000,
        unit="ms", bound=1.5,
    )  # fmt: skip
    mine, counting = interleaved(read, monitor.ours, times=3 if results.tracks > 100_000 else 7)
    results.add(
        "editions", "reading an edition", "counting it", ours=mine * 1000,
        theirs=counting * 1000, unit="ms",
        bound=0.02 if results.tracks == 1_000_000 else None,
    )  # fmt: skip


def main(arguments: list[str]) -> None:
    """SIZE OUT: in the home that holds the register of that size."""
    run(Results(Path(arguments[1]), int(arguments[0])))
