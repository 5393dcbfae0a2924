"""What rows were, as migration operations: each table says once that its changes are kept.

Call `remembered` again in a migration that adds a column: the trigger keeps the columns that there
were when it was made.
"""

from collections.abc import Mapping
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

# Never kept: the place in a file says nothing about a person, and moves when a file is reordered.
UNKEPT = {"id", "position"}
EVENTS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
    AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
# What a kept change says besides its row and its content.
_FILLED = "actor, source, context, table_name, zone"
# Who changes something without the door, by hand, is named as the database knows them.
_DECLARED = """
    actor text := COALESCE(NULLIF(current_setting('lvv.actor', true), ''),
        'database:' || session_user);
    source text := COALESCE(current_setting('lvv.source', true), '');
    context text := COALESCE(current_setting('lvv.context', true), '');
"""


def remembered(table: str, *, zone: str, columns: Mapping[str, str]) -> RunPython:
    """Keep each change of `table` in `audit_change`, whoever makes it and however.

    `zone` is that of the rows. `columns` says which column gives `location_id`, `participant_id`,
    `track_id`, `partnership_id` and `other_location_id`, as far as the rows have them.
    """

    def forwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        with editor.connection.cursor() as cursor:
            cursor.execute(_COLUMNS, [table])
            held = [name for (name,) in cursor.fetchall()]
        editor.execute(function(table, zone, columns, held))
        for statement in triggers(table):
            editor.execute(statement)

    def backwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for event in EVENTS:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_remembered_on_{event} ON {table}")
        editor.execute(f"DROP FUNCTION IF EXISTS lvv_remember_{table}()")

    return RunPython(forwards, backwards)


def triggers(table: str) -> list[str]:
    """One for each kind of statement, since only so PostgreSQL hands over its rows as a whole."""
    return [
        f"CREATE OR REPLACE TRIGGER {table}_remembered_on_{event} AFTER {event.upper()} ON {table}"
        f" REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION lvv_remember_{table}()"
        for event, rows in EVENTS.items()
    ]


def function(table: str, zone: str, columns: Mapping[str, str], held: list[str]) -> str:
    """The trigger function; it belongs to the role that may add to the history and no more."""
    kept = [name for name in held if name not in UNKEPT]
    target = f"{_FILLED}, {', '.join(columns)}"
    values = f"actor, source, context, '{table}', '{zone}'"
    name = f"lvv_remember_{table}"
    return f"""
    GRANT CREATE ON SCHEMA public TO lvv_audit;
    SET LOCAL ROLE lvv_audit;
    CREATE OR REPLACE FUNCTION {name}() RETURNS trigger
        SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
    DECLARE {_DECLARED}
    BEGIN
        IF TG_OP = 'INSERT' THEN
            {_made(target, values, columns, is_recorded="import_number" in held)}
        ELSIF TG_OP = 'UPDATE' THEN
            {_changed(target, values, columns, kept)}
        ELSE
            {_removed(target, values, columns, kept)}
        END IF;
        RETURN NULL;
    END $$;
    REVOKE ALL ON FUNCTION {name}() FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION {name}() TO lvv_owner;
    RESET ROLE;
    REVOKE CREATE ON SCHEMA public FROM lvv_audit;
    """


def _made(target: str, values: str, columns: Mapping[str, str], *, is_recorded: bool) -> str:
    """A new row is not copied: until it changes it stands in its table.

    Those that an import makes in one statement are one entry a location: the number of the import
    stands on each of them, and their ids lie between the first and the last.
    """
    if not is_recorded:
        return f"""
            INSERT INTO audit_change (kind, first_row, last_row, number, {target})
            SELECT 'made', id, id, 1, {values}, {", ".join(columns.values())} FROM new_rows;
        """
    # Of what an import makes only the location is the same for all.
    sources = ", ".join(
        source if source == "location_id" else f"CASE WHEN one IS NOT NULL THEN {source} END"
        for source in columns.values()
    )
    others = [source for source in columns.values() if source != "location_id"]
    firsts = ", ".join(
        ["location_id", *(f"min({name}) AS {name}" for name in dict.fromkeys(others))]
    )
    ids = "" if "id" in others else ", min(id) AS id"
    return f"""
            INSERT INTO audit_change
                (kind, first_row, last_row, number, import_number, {target})
            SELECT 'made', id, last_row, number, by_import, {values}, {sources} FROM (
                SELECT CASE WHEN import_number > 0 THEN import_number END AS by_import,
                    CASE WHEN import_number > 0 THEN NULL ELSE id END AS one,
                    max(id) AS last_row, count(*) AS number, {firsts}{ids}
                FROM new_rows GROUP BY 1, 2, location_id
            ) AS made;
    """


def _changed(target: str, values: str, columns: Mapping[str, str], kept: list[str]) -> str:
    """Of each row what it was and what it became, of the columns that differ."""
    pairs = ", ".join(
        f"'{name}', CASE WHEN o.{name} IS DISTINCT FROM n.{name}"
        f" THEN jsonb_build_array(o.{name}, n.{name}) END"
        for name in kept
    )
    differs = " OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in kept)
    sources = ", ".join(f"COALESCE(n.{name}, o.{name})" for name in columns.values())
    # A full join: a row that is given another id is not lost from sight.
    return f"""
            INSERT INTO audit_change (kind, first_row, last_row, number, what, {target})
            SELECT CASE WHEN o.id IS NULL THEN 'made' WHEN n.id IS NULL THEN 'removed'
                    ELSE 'changed' END,
                COALESCE(n.id, o.id), COALESCE(n.id, o.id), 1,
                jsonb_strip_nulls(jsonb_build_object({pairs})), {values}, {sources}
            FROM old_rows AS o FULL JOIN new_rows AS n USING (id)
            WHERE o.id IS NULL OR n.id IS NULL OR {differs};
    """


def _removed(target: str, values: str, columns: Mapping[str, str], kept: list[str]) -> str:
    """All that the row held, since it stands nowhere else."""
    pairs = ", ".join(
        f"'{name}', CASE WHEN o.{name} IS NOT NULL THEN jsonb_build_array(o.{name}, NULL) END"
        for name in kept
    )
    sources = ", ".join(f"o.{name}" for name in columns.values())
    return f"""
            INSERT INTO audit_change (kind, first_row, last_row, number, what, {target})
            SELECT 'removed', o.id, o.id, 1,
                jsonb_strip_nulls(jsonb_build_object({pairs})), {values}, {sources} FROM old_rows AS o;
    """
