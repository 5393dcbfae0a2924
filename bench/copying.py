"""A bare COPY of the rows of a register: out of the tables into files, and back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from .settings import ENVIRONMENT

# What an import fills, each after what it refers to.
TABLES = (
    "organisation_location",
    "organisation_capacity",
    "participants_person",
    "participants_participant",
    "participants_datakey",
    "tracks_referral",
    "tracks_track",
    "participants_involvement",
    "participants_possibledouble",
    "tracks_placement",
    "tracks_perspective",
    "screening_screening",
    "screening_procedure",
    "counselling_contact",
)
_COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


@contextmanager
def superuser() -> Iterator[psycopg.Connection]:
    """A connection of its own, which no policy holds; what it does is one transaction."""
    with psycopg.connect(ENVIRONMENT.database_superuser_url) as connection:
        yield connection


def columns(connection: psycopg.Connection, table: str) -> str:
    """What may be written of a table, in order."""
    found = connection.execute(_COLUMNS, [table]).fetchone()
    return found[0] if found else ""


def take_out(folder: Path) -> None:
    """Every row of the register, a file a table, in the order in which they lie."""
    folder.mkdir(exist_ok=True)
    with superuser() as connection:
        for table in TABLES:
            copying = f"COPY {table} ({columns(connection, table)}) TO STDOUT"
            with (
                (folder / table).open("wb") as file,
                connection.cursor().copy(copying) as copy,
            ):
                for block in copy:
                    file.write(block)


def put_in(folder: Path, connection: psycopg.Connection) -> None:
    """The rows of the files into the tables as they stand."""
    for table in TABLES:
        copying = f"COPY {table} ({columns(connection, table)}) FROM STDIN"
        with (folder / table).open("rb") as file, connection.cursor().copy(copying) as copy:
            while block := file.read(1 << 20):
                copy.write(block)


def empty() -> None:
    """Take every row of the register away, and what was made of them."""
    with superuser() as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            f"TRUNCATE {', '.join(TABLES)}, monitor_trackfact, monitor_registerchange,"
            " exchange_importjob, organisation_membership, monitor_edition, audit_change CASCADE"
        )
    with psycopg.connect(ENVIRONMENT.database_superuser_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        for table in TABLES:
            connection.execute(f"ANALYZE {table}")


def fingerprint() -> dict[str, tuple[int, str]]:
    """Number of rows and a sum over their contents, a table; what is drawn by chance is left out."""
    found = {}
    with superuser() as connection:
        for table in TABLES:
            kept = [
                name
                for name in columns(connection, table).split(", ")
                if name not in ("import_number", "v_number_sealed", "wrapped", "position", "id")
                and not name.endswith("_id")
            ]
            row = ", ".join(kept) or "1"
            asked = f"SELECT count(*), sum(hashtextextended(ROW({row})::text, 0)) FROM {table}"
            number, total = connection.execute(asked).fetchone() or (0, None)
            found[table] = (number, str(total))
    return found
