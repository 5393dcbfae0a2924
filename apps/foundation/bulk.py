"""Bringing rows in by the thousand: from a staging table into a recorded one, in SQL.

The staging table is made by whoever imports; the app that owns the target calls these from its
actions. What was made or changed here since an import is never overwritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Loaded:
    """How many rows were new, changed and unchanged, and which lines met a change made here."""

    new: int
    changed: int
    unchanged: int
    conflicts: tuple[int, ...] = ()


def _run(sql: str, parameters: Sequence[int] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.rowcount


def _numbers(sql: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def _first(sql: str) -> tuple:
    """The one row that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def reserve_positions(stage: str) -> int:
    """Set apart positions for the lines of a staging table: line n gets the answer plus n."""
    with connection.cursor() as cursor:
        # The lock is held for this alone: only here is the sequence set, always forwards.
        cursor.execute("SELECT pg_advisory_lock(hashtext('lvv_position'))")
        try:
            cursor.execute(f"SELECT nextval('lvv_position'), COALESCE(max(line), 0) FROM {stage}")
            base, lines = cursor.fetchone()
            cursor.execute("SELECT setval('lvv_position', %s)", [base + lines])
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('lvv_position'))")
    return base


def load_keyed(
    table: str,
    stage: str,
    columns: Sequence[str],
    *,
    import_number: int,
    extra: str = "",
) -> Loaded:
    """Insert and update rows of `table` from `stage` (line, id, held, and `columns`).

    `held` says whether the id stood in the table before. `extra` is what an update sets besides.
    """
    _names, target, given = _lists(columns)
    differs = f"({target}) IS DISTINCT FROM ({given})"
    total, held, all_stand = _first(
        f"""
        SELECT count(*), count(*) FILTER (WHERE held), COALESCE(bool_and(stands), true) FROM (
            SELECT stage.held, stage.held AND NOT {differs} AND target.position
                >= lag(target.position, 1, 0) OVER (ORDER BY stage.line) AS stands
            FROM {stage} AS stage LEFT JOIN {table} AS target USING (id)
        ) AS compared
        """
    )
    if all_stand:
        return Loaded(0, 0, total)
    if not held:
        new = _insert_keyed(table, stage, columns, reserve_positions(stage), import_number)
        return Loaded(new, 0, 0)
    match = f"{stage} AS stage WHERE stage.held AND target.id = stage.id AND {differs}"
    here = "COALESCE(target.import_number, 0) = 0"
    conflicts = _numbers(
        f"SELECT stage.line FROM {table} AS target, {match} AND {here} ORDER BY stage.line"
    )
    sets = ", ".join(f"{column} = stage.{column}" for column in columns)
    changed = _run(
        f"UPDATE {table} AS target SET {sets}, import_number = %s {extra}"
        f" FROM {match} AND NOT {here}",
        [import_number],
    )
    base = reserve_positions(stage)
    new = _insert_keyed(table, stage, columns, base, import_number)
    _keep_order(
        table,
        f"SELECT id, line FROM {stage} WHERE held",
        f"SELECT line FROM {stage} WHERE NOT held",
        base,
    )
    return Loaded(new, changed, total - new - changed, tuple(conflicts))


def _has_held(stage: str) -> bool:
    """Whether any row of a staging table stood here before; a first import has none."""
    return _first(f"SELECT EXISTS (SELECT 1 FROM {stage} WHERE held)")[0]


def _insert_keyed(
    table: str, stage: str, columns: Sequence[str], base: int, import_number: int
) -> int:
    names = ", ".join(columns)
    return _run(
        f"INSERT INTO {table} (id, position, import_number, {names})"
        f" SELECT id, {base} + line, %s, {names} FROM {stage} WHERE NOT held",
        [import_number],
    )


def load_groups(
    table: str,
    stage: str,
    group: str,
    columns: Sequence[str],
    *,
    groups: str,
    import_number: int,
) -> Loaded:
    """Make the rows of each group (a track, a dossier) equal to those that a package gives.

    `stage` has line, `group`, location_id and `columns`; `groups` is the staging table of the
    groups that the package names (line, id, held). Rows are compared with those held as a whole:
    equal ones stay, the others are replaced. A group in which a row was changed here stays as it
    is; a row made here stays. Both are conflicts, named by the line of the group, if they differ.
    """
    names, _, _ = _lists(columns)
    if not _has_held(groups):
        new = _run(
            f"INSERT INTO {table} (position, import_number, {group}, location_id, {names})"
            f" SELECT {reserve_positions(stage)} + line, %s, {group}, location_id, {names}"
            f" FROM {stage}",
            [import_number],
        )
        return Loaded(new, 0, 0)
    total, all_stand = _compared(table, stage, group, columns, groups)
    if all_stand:
        return Loaded(0, 0, total)
    _match_groups(table, stage, group, columns, groups)
    conflicts = _numbers(
        f"SELECT DISTINCT line FROM {groups} JOIN"
        f" (SELECT {group} AS id FROM blocked_groups UNION"
        f"  SELECT {group} FROM held_rows WHERE line IS NULL AND import_number IS NULL) AS kept"
        " USING (id) ORDER BY line"
    )
    removed = _run(
        f"DELETE FROM {table} WHERE id IN (SELECT id FROM held_rows WHERE line IS NULL"
        f" AND import_number > 0 AND {group} NOT IN (SELECT {group} FROM blocked_groups))"
    )
    base = reserve_positions(stage)
    inserted = _run(
        f"INSERT INTO {table} (position, import_number, {group}, location_id, {names})"
        f" SELECT {base} + line, %s, {group}, location_id, {names} FROM {stage} AS stage"
        f" WHERE NOT EXISTS (SELECT 1 FROM held_rows WHERE held_rows.line = stage.line)"
        f" AND {group} NOT IN (SELECT {group} FROM blocked_groups) ORDER BY line",
        [import_number],
    )
    _keep_order(
        table,
        "SELECT id, line FROM held_rows WHERE line IS NOT NULL",
        f"SELECT line FROM {stage} AS stage"
        " WHERE NOT EXISTS (SELECT 1 FROM held_rows WHERE held_rows.line = stage.line)",
        base,
    )
    return Loaded(max(0, inserted - removed), removed, total - inserted, tuple(conflicts))


def _compared(
    table: str, stage: str, group: str, columns: Sequence[str], groups: str
) -> tuple[int, bool]:
    """How many rows are given, and whether they stand so, row for row and in the same order."""
    _, held, given = _lists(columns, "held", "given")
    total, all_stand = _first(
        f"""
        SELECT count(given.nth), COALESCE(bool_and(
            (held.{group}, {held}) IS NOT DISTINCT FROM (given.{group}, {given})), true)
        FROM (
            SELECT *, row_number() OVER (ORDER BY position, id) AS nth FROM {table}
            WHERE {group} IN (SELECT id FROM {groups} WHERE held)
        ) AS held FULL JOIN (
            SELECT *, row_number() OVER (ORDER BY line) AS nth FROM {stage}
        ) AS given USING (nth)
        """
    )
    return total, all_stand


def _match_groups(table: str, stage: str, group: str, columns: Sequence[str], groups: str) -> None:
    """Pair held rows with equal given ones, each once: `held_rows` gets the line of its twin."""
    names, held, given = _lists(columns, "held", "given")
    twins = f"{group}, {names}"
    for sql in (
        "DROP TABLE IF EXISTS held_rows, blocked_groups",
        f"""
        CREATE TEMP TABLE held_rows ON COMMIT DROP AS
        WITH held AS (
            SELECT id, position, import_number, {twins},
                row_number() OVER (PARTITION BY {twins} ORDER BY position, id) AS nth
            FROM {table} WHERE {group} IN (SELECT id FROM {groups} WHERE held)
        ), given AS (
            SELECT line, {twins}, row_number() OVER (PARTITION BY {twins} ORDER BY line) AS nth
            FROM {stage} WHERE {group} IN (SELECT id FROM {groups} WHERE held)
        )
        SELECT held.id, held.position, held.import_number, held.{group}, given.line
        FROM held LEFT JOIN given ON given.{group} = held.{group} AND given.nth = held.nth
            AND ({given}) IS NOT DISTINCT FROM ({held})
        """,
        "CREATE INDEX ON held_rows (line)",
        "ANALYZE held_rows",
        f"""
        CREATE TEMP TABLE blocked_groups ON COMMIT DROP AS
        SELECT {group} FROM held_rows GROUP BY {group} HAVING bool_or(import_number = 0)
        EXCEPT
        (SELECT {group} FROM held_rows GROUP BY {group} HAVING bool_and(line IS NOT NULL)
         EXCEPT
         SELECT {group} FROM {stage} AS stage
         WHERE NOT EXISTS (SELECT 1 FROM held_rows WHERE held_rows.line = stage.line))
        """,
    ):
        _run(sql)


def _keep_order(table: str, kept: str, added: str, base: int) -> None:
    """Give the kept rows the positions of their lines, if they no longer stand in that order."""
    disordered = _numbers(
        f"""
        WITH kept AS (SELECT kept.line, target.position FROM ({kept}) AS kept
            JOIN {table} AS target USING (id)),
        walked AS (SELECT line, position, lag(position) OVER (ORDER BY line) AS before FROM kept)
        SELECT 1 WHERE EXISTS (SELECT 1 FROM walked WHERE before > position)
            OR (SELECT max(line) FROM kept) > (SELECT min(line) FROM ({added}) AS added)
        """
    )
    if disordered:
        _run(
            f"UPDATE {table} AS target SET position = {base} + kept.line"
            f" FROM ({kept}) AS kept WHERE kept.id = target.id"
        )


def _lists(
    columns: Sequence[str], one: str = "target", other: str = "stage"
) -> tuple[str, str, str]:
    """The columns bare, and with each of two names before them."""
    return (
        ", ".join(columns),
        ", ".join(f"{one}.{column}" for column in columns),
        ", ".join(f"{other}.{column}" for column in columns),
    )
