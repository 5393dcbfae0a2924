"""Staging tables: what a package says, row by row, as it is read."""

from collections.abc import Callable, Iterable

from django.db import connection

from apps.foundation.cell_text import as_csv
from apps.foundation.sealing import keyed_hash

from .schema import SCHEMA, Table

_TYPES = {"date": "date", "integer": "integer", "boolean": "boolean"}


def create() -> None:
    """Make an empty staging table for each table of the standard; they go with the transaction."""
    # Those of an earlier import or export in the same transaction go first.
    statements = ["DISCARD TEMP"]
    for table in SCHEMA.tables:
        columns = ", ".join(
            f"{field.name} {_TYPES.get(field.type, 'text')}" for field in table.fields
        )
        hashed = ", v_hash bytea" if table.name == "participants" else ""
        statements.append(
            f"CREATE TEMP TABLE stage_{table.name} (line int, {columns}{hashed}) ON COMMIT DROP"
        )
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statements))


def _with_hash(row: tuple[str, ...]) -> tuple[str, ...]:
    v_number = row[_V_NUMBER]
    return (*row, "\\x" + keyed_hash(v_number).hex() if v_number else "")


# The line stands before the cells.
_V_NUMBER = 1 + [field.name for field in SCHEMA.table("participants").fields].index("v_number")


def fill(table: Table, batches: Iterable[list[tuple[str, ...]]], tell: Callable[[], None]) -> None:
    """Copy batches of rows (line, cell…), none empty, into the staging table; tells after each."""
    copying = f"COPY stage_{table.name} FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for batch in batches:
            rows = list(map(_with_hash, batch)) if table.name == "participants" else batch
            copy.write(as_csv(rows))
            tell()
