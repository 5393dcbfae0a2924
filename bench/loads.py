"""The fast way in beside a bare COPY of the same rows."""

import json
import tempfile
from pathlib import Path

from django.db import connection, transaction

from . import copying
from .loading import bare
from .measuring import Results, seconds


def run(results: Results, taken: dict[str, float]) -> None:
    """What the fast way in took against COPY into the tables as they are, and into bare ones.

    Takes what `loading` said. The register that stands there is taken out and put back twice.
    """
    expected = copying.fingerprint()
    with tempfile.TemporaryDirectory() as kept:
        rows = Path(kept)
        copying.take_out(rows)
        copying.empty()
        built = seconds(lambda: _copy_then_build(rows))
        if copying.fingerprint() != expected:
            raise SystemExit("COPY into bare tables: not the same rows.")
        copying.empty()
        plain = seconds(lambda: _copy(rows))
    is_large = results.tracks == 1_000_000
    results.add(
        "loads", "fast way in", "COPY into the tables as they are", ours=taken["load"],
        theirs=plain, unit="s", bound=0.6 if is_large else None,
    )  # fmt: skip
    results.add(
        "loads", "fast way in", "COPY, then building what keeps them right",
        ours=taken["load"], theirs=built, unit="s", bound=2.5 if is_large else None,
    )  # fmt: skip


def _copy(rows: Path) -> None:
    with copying.superuser() as raw:
        copying.put_in(rows, raw)


def _copy_then_build(rows: Path) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        with bare(), connection.cursor() as cursor:
            copying.put_in(rows, cursor.connection)


def main(arguments: list[str]) -> None:
    """SIZE TAKEN OUT: as superuser, in the home that holds the register of that size."""
    size, taken, out = arguments
    run(Results(Path(out), int(size)), json.loads(Path(taken).read_text()))
