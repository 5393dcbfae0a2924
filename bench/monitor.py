"""The monitor of one day: against SQL by hand, and against the package's files in other hands."""

from datetime import date
from functools import partial
from pathlib import Path

from django.db import connection, transaction

from apps.monitor import actions
from apps.monitor.solutions import ANALYSED_REASONS, REASONS
from apps.organisation.access import Actor
from apps.organisation.models import Location
from apps.participants.codes import FirstApplication
from apps.tracks.codes import DepartureSupport, RejectionReason

from . import duckdb_rival, monitor_by_hand, pandas_rival
from .measuring import Results, interleaved, the_same

ON, FIRST = date(2022, 6, 30), date(2022, 5, 1)
LISTS = {
    "rejection": tuple(RejectionReason.values),
    "outflow": tuple(reason.value for reason in ANALYSED_REASONS),
    "support": tuple(DepartureSupport.values),
    "application": tuple(FirstApplication.values),
    **{solution.value: tuple(r.value for r in reasons) for solution, reasons in REASONS.items()},
}
# So many times each is run; the slow ones less often.
TIMES = {1_000: 15, 10_000: 9, 100_000: 5, 1_000_000: 3}


def run(results: Results, folder: Path) -> None:
    """Every ratio of one day, after asserting that all give the same cells."""
    tracks = results.tracks
    actions.refresh_facts()
    by_hand = {
        "SQL by hand, same rows": monitor_by_hand.from_facts(LISTS),
        "SQL by hand, ten tables": monitor_by_hand.from_tables(LISTS),
    }
    acts = [ours, *(lambda sql=sql: _by_hand(sql) for sql in by_hand.values())]
    expected = ours()
    for name, act in zip(by_hand, acts[1:], strict=True):
        the_same(expected, act(), name)
    taken = interleaved(*acts, times=TIMES.get(tracks, 5))
    results.add(
        "monitor", "cells of a day", "SQL by hand, same rows", ours=taken[0] * 1000,
        theirs=taken[1] * 1000, unit="ms", bound=1.2, more=5,
    )  # fmt: skip
    results.add(
        "monitor", "cells of a day", "SQL by hand, ten tables", ours=taken[0] * 1000,
        theirs=taken[2] * 1000, unit="ms", bound={100_000: 0.6, 1_000_000: 0.35}.get(tracks),
    )  # fmt: skip
    _against_files(results, folder, expected)


def _against_files(results: Results, folder: Path, expected: list[tuple]) -> None:
    """The same cells, each time from the files of the package."""
    by_files = {
        "DuckDB from the files": (duckdb_rival, 1.0 if results.tracks == 1_000_000 else 0.5),
        "pandas from the files": (pandas_rival, 0.2 if results.tracks == 1_000_000 else None),
    }
    for name, (rival, bound) in by_files.items():
        count = partial(rival.cells, folder, ON, FIRST)
        the_same(expected, [tuple(cell) for cell in count()], name)
        mine, theirs = interleaved(
            ours, count, times=2 if results.tracks == 1_000_000 else TIMES.get(results.tracks, 5)
        )
        results.add(
            "monitor", "cells of a day", name, ours=mine * 1000, theirs=theirs * 1000,
            unit="ms", bound=bound,
        )  # fmt: skip


def ours() -> list[tuple]:
    """The product's cells: the action, with its rights and its looking for changes."""
    by = Actor.system("bench", today=date(2022, 7, 1), locations=_locations())
    computed = actions.compute(on=ON, by=by)
    return [
        (c.location, c.indicator, c.category, c.numerator, c.denominator, c.value)
        for c in computed.cells
    ]


def _locations() -> list[int]:
    return list(Location.objects.values_list("pk", flat=True))


def _by_hand(sql: str) -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lvv_monitor")
        # The settings of the product, so that the statements alone differ.
        for name, value in actions._COUNTING.items():
            cursor.execute(f"SET LOCAL {name} = '{value}'")
        cursor.execute(sql, {"on": ON, "first": FIRST})
        rows = cursor.fetchall()
        cursor.execute("RESET ROLE")
    return rows


def main(arguments: list[str]) -> None:
    """SIZE FOLDER OUT: in the home that holds the register of that size."""
    size, folder, out = arguments
    run(Results(Path(out), int(size)), Path(folder))
