"""Lists as files: rows a second, beside COPY of the same rows, the first byte, and the memory."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict

from apps.audit.actions.exports import _noting
from apps.audit.codes import Listing
from apps.foundation.acting import acting_as
from apps.foundation.table_files import Table, csv_pieces
from apps.foundation.table_sheets import xlsx_pieces
from apps.participants.exporting import participant_table
from apps.tracks.exporting import track_table

from . import people
from .lists import _system
from .measuring import Results

MEGABYTE = 1024  # of what the system counts in, kilobytes
LISTS: dict[str, Callable[..., Table]] = {
    "participants": participant_table,
    "tracks": track_table,
}
FORMS = {"csv": csv_pieces, "xlsx": xlsx_pieces}


def written(listing: str, form: str) -> dict[str, float]:
    """Write a whole list in this process: rows, seconds, and the most memory above the beginning.

    Which rows leave goes into the log, as it does for whoever takes the list.
    """
    by = _system()
    with acting_as(by):
        # What is read once a process is no part of a list.
        b"".join(FORMS[form](_few(listing, by)))
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        rows, log = 0, _noting(Listing(listing), by)

        def note(numbers: Any, dossiers: Any) -> None:
            nonlocal rows
            rows += len(numbers)
            log(numbers, dossiers)

        begun = time.perf_counter()
        for _piece in FORMS[form](LISTS[listing](QueryDict(), by=by), note):
            pass
        taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"rows": rows, "seconds": taken, "memory": (peak - base) / MEGABYTE}


def _few(listing: str, by: Any) -> Table:
    table = LISTS[listing](QueryDict(), by=by)
    return type(table)(**{**vars(table), "rows": table.rows[:100]})


def copied(listing: str) -> dict[str, float]:
    """COPY TO of the rows that the list asks for, in this process and under the same rights."""
    by = _system()
    with acting_as(by), connection.cursor() as cursor:
        sql, values = LISTS[listing](QueryDict(), by=by).rows.query.sql_with_params()
        asked = cursor.mogrify(sql, values)  # type: ignore[attr-defined]
        begun, lines = time.perf_counter(), 0
        with cursor.copy(f"COPY ({asked}) TO STDOUT") as copy:
            for block in copy:
                lines += bytes(block).count(b"\n")
    return {"rows": lines, "seconds": time.perf_counter() - begun}


def first_byte(listing: str) -> float:
    """Seconds until the page gives the first piece, who asks and the log included."""
    client = people.of_all()
    best = 9.0
    for _ in range(3):
        begun = time.perf_counter()
        response = client.get(f"/{listing}/export/csv")
        if response.status_code != 200:
            raise SystemExit(f"The export of {listing} answers {response.status_code}.")
        next(iter(response.streaming_content))
        best = min(best, time.perf_counter() - begun)
        response.close()
    return best


def _apart(*words: str) -> dict[str, float]:
    """The same in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "bench", "exports", *words]
    done = subprocess.run(command, env=os.environ, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def run(results: Results) -> None:
    """Every bound of the lists as files; each run beside its rival."""
    for listing in LISTS:
        csv, copy = _apart("csv", listing), _apart("copy", listing)
        if csv["rows"] != copy["rows"]:
            raise SystemExit(f"{listing}: the file and COPY do not hold the same rows.")
        _speed(results, f"{listing} as CSV", csv, 120_000)
        results.add(
            "exports", f"{listing} as CSV", "COPY TO of its rows", unit="rows/s",
            ours=csv["rows"] / csv["seconds"], theirs=copy["rows"] / copy["seconds"],
            bound=0.2, at_least=True,
        )  # fmt: skip
        results.add(
            "exports", f"{listing} as CSV: first byte", "200 ms", unit="ms",
            ours=first_byte(listing) * 1000, theirs=200, bound=1,
        )  # fmt: skip
        book = _apart("xlsx", listing)
        _speed(results, f"{listing} as XLSX", book, 20_000)
        is_large = results.tracks == 1_000_000
        for form, each in (("CSV", csv), ("XLSX", book)):
            results.add(
                "exports", f"{listing} as {form}: memory above the beginning", "16 MB", unit="MB",
                ours=each["memory"], theirs=16, bound=1 if is_large else None,
            )  # fmt: skip


def _speed(results: Results, what: str, found: dict[str, float], bound: int) -> None:
    results.add(
        "exports", what, f"{bound:,} rows a second", unit="rows/s",
        ours=found["rows"] / found["seconds"], theirs=bound, bound=1, at_least=True,
    )  # fmt: skip


def main(arguments: list[str]) -> None:
    """SIZE OUT, in the home of that size; or FORM LIST, which says what that took."""
    first, second = arguments
    if first == "copy":
        print(json.dumps(copied(second)))
    elif first in FORMS:
        print(json.dumps(written(second, first)))
    else:
        with transaction.atomic():
            people.of_all()
        run(Results(Path(second), int(first)))
