"""Importing: against a bare COPY of the same rows, against itself, and against frictionless."""

import resource
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import frictionless
from django.db import connection

from apps.exchange.actions import import_now
from apps.exchange.importing import _without_collecting
from apps.exchange.package import open_package
from apps.exchange.report import Report
from apps.exchange.schema import SCHEMA

from . import copying
from .measuring import Results, interleaved, seconds, the_same

MEGABYTE = 1 << 20


def bring_in(folder: Path) -> None:
    accepted, report = import_now(folder, tell=lambda step, done, expected: None)
    if not accepted:
        raise SystemExit(report.as_text("nl"))


def validate(folder: Path) -> None:
    """Reading and checking each row as an import does, and nothing else."""
    report = Report()
    with open_package(folder, report) as package, _without_collecting():
        if package is None:
            raise SystemExit(report.as_text("nl"))
        for table in SCHEMA.tables:
            for _ in package.batches(table, report):
                pass


def by_frictionless(folder: Path) -> None:
    if not frictionless.validate(str(folder / "datapackage.json")).valid:
        raise SystemExit("frictionless does not find the package valid.")


@contextmanager
def _memory_of_server(found: list[float]) -> Iterator[None]:
    """The most memory of its own that the backend of this connection takes, in MB."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status")
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
            found.append(int(lines["RssAnon"].split()[0]) / 1024)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join()


def run(results: Results, folder: Path) -> None:
    """Every ratio of importing at one size; the database is emptied for it."""
    connection.ensure_connection()
    copying.empty()
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    memory: list[float] = []
    with _memory_of_server(memory):
        first = seconds(lambda: bring_in(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    expected = copying.fingerprint()
    with tempfile.TemporaryDirectory() as kept:
        rows = Path(kept)
        copying.take_out(rows)
        imports, copies, repeats = [first], [], []
        for _ in range(1 if results.tracks >= 100_000 else 3):
            repeats.append(seconds(lambda: bring_in(folder)))
            copying.empty()
            copies.append(seconds(lambda: _copy(rows)))
            the_same(copying.fingerprint(), expected, "rows of a bare COPY")
            copying.empty()
            imports.append(seconds(lambda: bring_in(folder)))
    taken = min(copies)
    results.add(
        "import", "import", "bare COPY, same tables", ours=min(imports), theirs=taken, unit="s",
        bound=2,
    )  # fmt: skip
    results.add(
        "import", "import of what is there", "bare COPY, same tables", ours=min(repeats),
        theirs=taken, unit="s", bound=1,
    )  # fmt: skip
    checked, theirs = interleaved(
        lambda: validate(folder),
        lambda: by_frictionless(folder),
        times=1 if results.tracks >= 100_000 else 3,
    )
    results.add(
        "import", "validation alone", "frictionless", ours=checked, theirs=theirs, unit="s",
        bound=0.1,
    )  # fmt: skip
    results.add(
        "import", "import, whole", "frictionless, validation alone", ours=min(imports),
        theirs=theirs, unit="s", bound={100_000: 0.8}.get(results.tracks, 1),
    )  # fmt: skip
    results.add(
        "import", "memory of the client", "before it", ours=peak, theirs=base, unit="MB",
        bound=1, more=40,
    )  # fmt: skip
    results.add(
        "import", "memory of the server", "256 MB", ours=max(memory), theirs=256, unit="MB",
        bound=1,
    )  # fmt: skip


def _copy(rows: Path) -> None:
    with copying.superuser() as raw:
        copying.put_in(rows, raw)


def main(arguments: list[str]) -> None:
    """SIZE FOLDER OUT: in a home of its own, which is emptied."""
    size, folder, out = arguments
    run(Results(Path(out), int(size)), Path(folder))
