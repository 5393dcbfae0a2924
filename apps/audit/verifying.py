"""Whether the access log is as it was sealed: recounted here, apart from the database that sealed it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

# A moment as it is sealed. Whoever writes it another way in the database breaks the chain.
_MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
# All that is sealed of an entry after its place, in the order of the chain; then what is only
# looked at: its hash, the two moments, and whether the entry is there.
ROWS = f"""
SELECT seal.position, {_MOMENT.format("seal.sealed_at")}, entry.id, {_MOMENT.format("entry.at")},
    entry.actor, entry.user_id, entry.source, entry.context, entry.act, entry.subject,
    entry.subject_ids::text, entry.dossier_ids::text, entry.location_ids::text, entry.result,
    seal.hash, seal.entry_id, seal.sealed_at, entry.at
FROM audit_seal AS seal LEFT JOIN audit_accessentry AS entry ON entry.id = seal.entry_id
ORDER BY seal.position
"""
_SEALED = 14
UNSEALED = """
SELECT count(*), min(entry.id) FROM audit_accessentry AS entry
WHERE entry.at < now() - interval '1 hour'
    AND NOT EXISTS (SELECT 1 FROM audit_seal AS seal WHERE seal.entry_id = entry.id)
"""
# No transaction of ours lasts longer: what was there an hour before a round was sealed in it.
LATE = timedelta(hours=1)
AT_ONCE = 5000
FILE = "anchors.txt"


class Unreadable(ValueError):
    """The file of anchors is not there, or a line of it is no anchor."""


@dataclass(frozen=True)
class Anchor:
    """How far the chain was on a day, as it was written down outside the database."""

    day: date
    position: int
    hash: str

    def as_line(self) -> str:
        return f"{self.day.isoformat()} {self.position} {self.hash}\n"


def read_anchors(path: Path) -> list[Anchor]:
    """The anchors of a file, or of a folder. Raises Unreadable."""
    path = path / FILE if path.is_dir() else path
    try:
        found = []
        for line in path.read_text(encoding="ascii").splitlines():
            day, position, digest = line.split()
            found.append(Anchor(date.fromisoformat(day), int(position), digest))
        return found
    except (OSError, ValueError) as error:
        raise Unreadable(str(path)) from error


def verify(anchors: Iterable[Anchor]) -> Iterator[str]:
    """What is wrong with the log that there is, in words; nothing if it is whole."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS)
        yield from of_rows(_fetched(cursor), anchors)
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED)
        yield from of_unsealed(*cursor.fetchone())


def _fetched(cursor: Any) -> Iterator[tuple]:
    while rows := cursor.fetchmany(AT_ONCE):
        yield from rows


def of_unsealed(number: int, first: int | None) -> Iterator[str]:
    """What was not sealed in time: the sealer stands still, or seals were taken away."""
    if number:
        yield _(
            "%(number)d regels zijn na een uur nog niet verzegeld, de eerste is regel %(first)d. "
            "Het verzegelen staat stil, of er zijn zegels weggehaald."
        ) % {"number": number, "first": first}


def of_rows(rows: Iterable[tuple], anchors: Iterable[Anchor]) -> Iterator[str]:
    """What is wrong with the chain, each with its place."""
    wanted: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.position, []).append(anchor)
    before, last = b"", 0
    rounds = _Rounds()
    for row in rows:
        position, stored, entry = row[0], bytes(row[_SEALED]), row[_SEALED + 1]
        where = {"position": position, "entry": entry}
        if position != last + 1:
            yield _("Op plaats %(from)d tot %(to)d ontbreken zegels of staan ze dubbel.") % {
                "from": last + 1,
                "to": position,
            }
        if row[2] is None:
            yield _("Regel %(entry)d (plaats %(position)d) is weggehaald.") % where
        elif _chained(before, row[:_SEALED]) != stored:
            yield (
                _(
                    "Regel %(entry)d (plaats %(position)d) is gewijzigd, of is niet die regel die daar "
                    "is verzegeld."
                )
                % where
            )
        elif rounds.is_late(sealed_at=row[_SEALED + 2], at=row[_SEALED + 3]):
            yield _("Regel %(entry)d (plaats %(position)d) is later toegevoegd.") % where
        for anchor in wanted.pop(position, ()):
            if anchor.hash != stored.hex():
                yield _broken(anchor)
        before, last = stored, position
    for missed in wanted.values():
        yield from map(_broken, missed)


def _chained(before: bytes, sealed: tuple) -> bytes:
    # As PostgreSQL writes JSON, with a blank after each comma.
    return hashlib.sha256(before + json.dumps(sealed, ensure_ascii=False).encode()).digest()


def _broken(anchor: Anchor) -> str:
    return _(
        "Het anker van %(day)s past niet: plaats %(position)d was toen een andere. Vanaf het anker "
        "daarvoor is de keten opnieuw gemaakt of afgebroken."
    ) % {"day": f"{anchor.day:%d-%m-%Y}", "position": anchor.position}


class _Rounds:
    """The rounds of the sealer: what one passed over an hour after it was written, was not there."""

    def __init__(self) -> None:
        self._before: datetime | None = None
        self._now: datetime | None = None

    def is_late(self, *, sealed_at: datetime, at: datetime) -> bool:
        if sealed_at != self._now:
            self._before, self._now = self._now, sealed_at
        return self._before is not None and at + LATE < self._before
