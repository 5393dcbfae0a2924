"""What differs between two databases, as a sentence for each check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from psycopg import Connection

from .content import Content, contents, rows_seen, sequences
from .definitions import Definitions, definitions, strong_roles

MOST_NAMES = 5
SERVING = ("lvv_app", "lvv_owner")


@dataclass(frozen=True)
class Finding:
    """What one check found, in a sentence."""

    well: bool
    sentence: str


@dataclass(frozen=True)
class Database:
    """All that is compared of one database."""

    content: Mapping[str, Content]
    sequences: Mapping[str, int]
    definitions: Definitions

    @classmethod
    def read(cls, connection: Connection) -> "Database":
        """Read it in the transaction of this connection, which has to be of a superuser."""
        return cls(contents(connection), sequences(connection), definitions(connection))


def differences(
    source: Database, restored: Database, *, reached: Mapping[str, int] | None = None
) -> Iterator[Finding]:
    """Compare all of it. `reached` is how far the sequences of the source have come since."""
    yield _content(source.content, restored.content)
    yield _sequences(source.sequences, restored.sequences, reached or source.sequences)
    for kind, expected in source.definitions.items():
        yield _definitions(kind, expected, restored.definitions[kind])


def _content(source: Mapping[str, Content], restored: Mapping[str, Content]) -> Finding:
    wrong = []
    for name in sorted({*source, *restored}):
        one, other = source.get(name), restored.get(name)
        if one is None or other is None:
            wrong.append(f"{name} is in one of the two alone")
        elif one.rows != other.rows:
            wrong.append(f"{name} has {other.rows} rows in place of {one.rows}")
        elif one.hash != other.hash:
            wrong.append(f"{name} has other content in its {one.rows} rows")
    if wrong:
        return Finding(False, f"Rows: {_named(wrong)}.")
    rows = sum(content.rows for content in source.values())
    return Finding(True, f"Rows: {len(source)} tables hold the same {rows} rows.")


def _sequences(
    source: Mapping[str, int], restored: Mapping[str, int], reached: Mapping[str, int]
) -> Finding:
    wrong = [
        f"{name} stands at {restored.get(name)} in place of {last}"
        for name, last in sorted(source.items())
        if not last <= restored.get(name, -1) <= reached[name]
    ]
    if wrong:
        return Finding(False, f"Values of sequences: {_named(wrong)}.")
    return Finding(True, f"Values of sequences: all {len(source)} go on where they were.")


def _definitions(
    kind: str, source: set[tuple[str, str]], restored: set[tuple[str, str]]
) -> Finding:
    differing = sorted({name for name, _definition in source ^ restored})
    if differing:
        return Finding(False, f"{kind.capitalize()}: not the same for {_named(differing)}.")
    return Finding(True, f"{kind.capitalize()}: all {len(source)} are the same.")


def guarded(connection: Connection) -> Iterator[Finding]:
    """Whether row-level security holds, and no role of ours can step over it."""
    strong = strong_roles(connection)
    if strong:
        yield Finding(False, f"Roles: {_named(strong)} may step over row-level security.")
    else:
        yield Finding(True, "Roles: none of ours is superuser or steps over row-level security.")
    held = contents(connection)
    for role in SERVING:
        seen = rows_seen(connection, role)
        there = sum(held[name].rows for name in seen)
        shown = [f"{rows} rows of {name}" for name, rows in seen.items() if rows]
        if shown:
            yield Finding(False, f"{role} without saying who acts sees {_named(shown)}.")
        elif not there:
            yield Finding(
                False, "No table with row-level security holds a row: nothing is proven."
            )
        else:
            yield Finding(
                True,
                f"{role} without saying who acts sees none of the {there} rows"
                f" of {len(seen)} tables.",
            )


def _named(names: list[str]) -> str:
    rest = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")
