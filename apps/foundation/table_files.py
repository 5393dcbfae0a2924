"""Long tables as files: what a column holds, and CSV of it that is never whole in memory."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from .cell_text import plain

FIRST_BATCH, BATCH = 500, 2000
# The values of some rows, column by column.
Values = list[Sequence[Any]]
Note = Callable[[Sequence[int]], None]


class Kind(Enum):
    """What is in a column; only what people wrote can look like a formula."""

    TEXT = "text"
    CODED = "coded"
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """One column: its head, what is in it, and how wide it is on a sheet."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True)
class Table:
    """A list as it is written, in the language in which it was asked for.

    `rows` gives tuples of which the first is the number of the row; `shown` makes of them what the
    columns hold. It is called where rows are fetched: under the rights, not in the language.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: QuerySet[Any, Any] = field(repr=False)
    shown: Callable[[Values], Values] = field(repr=False)
    # What is said about it beside its rows, under a title: what, and the words.
    notes_title: str = ""
    notes: Sequence[tuple[str, str]] = ()

    def is_longer_than(self, most: int) -> bool:
        return self.rows.order_by()[: most + 1].count() > most


def unnoted(numbers: Sequence[int]) -> None:
    """For who need not know which rows there were."""


def batches(table: Table, note: Note) -> Iterator[Values]:
    """The rows of a table by the thousand, from a cursor on the server: take them in a transaction.

    The first few come at once. `note` is told the numbers of each batch before it is given.
    """
    given = table.rows.iterator(chunk_size=BATCH)
    size = FIRST_BATCH
    while batch := list(islice(given, size)):
        columns: Values = list(zip(*batch, strict=True))
        note(columns[0])
        yield table.shown(columns)
        size = BATCH


def csv_pieces(table: Table, note: Note = unnoted) -> Iterator[bytes]:
    """UTF-8, a header, comma, LF; what would begin a formula in a text is made plain."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.title for column in table.columns)
    texts = [place for place, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    for columns in batches(table, note):
        for place in texts:
            columns[place] = [plain(value) if value else "" for value in columns[place]]
        writer.writerows(zip(*columns, strict=True))
        yield _taken(text)
    if text.tell():
        yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    found = text.getvalue()
    text.seek(0)
    text.truncate()
    return found.encode()


def labels(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """What the codes of a list are called, in the language of the moment; nothing where empty."""
    return {code: str(label) for code, label in choices} | {"": ""}
