"""What a database holds: how many rows and which content, as numbers that can be compared."""

from dataclasses import dataclass

from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege

# How a value is written must not depend on whose session it is.
FORM = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": "public",
}
TABLES = """
    SELECT nspname, relname, relforcerowsecurity
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'm') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    ORDER BY 1, 2
"""
# The hashes of the rows, added up in two halves: the same in any order, and in one pass.
CONTENT = """
    SELECT count(*),
        sum(('x' || left(hash, 16))::bit(64)::bigint::numeric),
        sum(('x' || right(hash, 16))::bit(64)::bigint::numeric)
    FROM (SELECT md5(whole_row_of_it::text) AS hash FROM ONLY {} AS whole_row_of_it) AS hashes
"""
SEQUENCES = "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences"


@dataclass(frozen=True)
class Table:
    """A table, and whether its rows exist only for whom a policy says so."""

    schema: str
    name: str
    is_guarded: bool

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)


@dataclass(frozen=True)
class Content:
    """How many rows a table has, and a number that stands for what is in them."""

    rows: int
    hash: tuple[object, object]


def tables(connection: Connection) -> list[Table]:
    """Every table that can hold rows of ours."""
    return [Table(*row) for row in connection.execute(TABLES)]


def contents(connection: Connection) -> dict[str, Content]:
    """The content of every table, by its name."""
    for name, value in FORM.items():
        connection.execute("SELECT set_config(%s, %s, true)", [name, value])
    found = {}
    for table in tables(connection):
        row = connection.execute(sql.SQL(CONTENT).format(table.identifier)).fetchone()
        assert row
        found[str(table)] = Content(row[0], (row[1], row[2]))
    return found


def sequences(connection: Connection) -> dict[str, int]:
    """How far each sequence is; 0 where it was never asked."""
    return {name: last or 0 for name, last in connection.execute(SEQUENCES)}


def rows_seen(connection: Connection, role: str) -> dict[str, int]:
    """How many rows of each guarded table exist for a role that has not said who acts."""
    seen = {}
    for table in tables(connection):
        if not table.is_guarded:
            continue
        seen[str(table)] = _rows_seen(connection, table, role)
    return seen


def _rows_seen(connection: Connection, table: Table, role: str) -> int:
    counted = sql.SQL("SELECT count(*) FROM {}").format(table.identifier)
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
            row = connection.execute(counted).fetchone()
    except InsufficientPrivilege:
        return 0
    assert row
    return int(row[0])
