"""Long tables as files: what a column holds, and CSV of it that is never whole in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from .cell_text import all_plain, as_csv

FIRST_BATCH, BATCH = 500, 2000
# The values of some rows, column by column.
Values = list[Sequence[Any]]
# Told the numbers of some rows, and those of the dossiers that they are about.
Note = Callable[[Sequence[int], Sequence[int]], None]


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
    # Which value of a row is the number of its dossier.
    dossier: int = 0

    def is_longer_than(self, most: int) -> bool:
        return self.rows.order_by()[: most + 1].count() > most


def unnoted(numbers: Sequence[int], dossiers: Sequence[int]) -> None:
    """For who need not know which rows there were."""


def batches(table: Table, note: Note) -> Iterator[Values]:
    """The rows of a table by the thousand, from a cursor on the server: take them in a transaction.

    The first few come at once. `note` is told the numbers of each batch before it is given.
    """
    given = table.rows.iterator(chunk_size=BATCH)
    size = FIRST_BATCH
    while batch := list(islice(given, size)):
        columns: Values = list(zip(*batch, strict=True))
        note(columns[0], columns[table.dossier])
        yield table.shown(columns)
        size = BATCH


def csv_pieces(table: Table, note: Note = unnoted) -> Iterator[bytes]:
    """UTF-8, a header, comma, LF; what would begin a formula in a text is made plain."""
    head = as_csv([[column.title for column in table.columns]])
    for values in batches(table, note):
        columns = zip(table.columns, values, strict=True)
        texts = [_as_text(column.kind, each) for column, each in columns]
        yield (head + as_csv(list(zip(*texts, strict=True)))).encode()
        head = ""
    yield head.encode()


def _as_text(kind: Kind, values: Sequence[Any]) -> Sequence[str]:
    if kind is Kind.TEXT:
        return all_plain([value or "" for value in values])
    if kind is Kind.DAY:
        return [value.isoformat() if value else "" for value in values]
    if kind is Kind.NUMBER:
        return ["" if value is None else str(value) for value in values]
    return values


def labels(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """What the codes of a list are called, in the language of the moment; nothing where empty."""
    return {code: str(label) for code, label in choices} | {"": ""}
