"""Row-level security as migration operations: each table of a dossier says its zone, once."""

from django.db.migrations.operations import RunSQL

_VISIBLE = """
    location_id = ANY ((SELECT lvv_ids('lvv.{zone}'))::bigint[])
    OR EXISTS (
        SELECT 1 FROM participants_involvement AS part
        WHERE part.{link} = {table}.{column}
          AND part.location_id = {table}.location_id
          AND part.partnership_id = ANY ((SELECT lvv_ids('lvv.{zone}_parts'))::bigint[])
          AND '{zone}' = ANY (part.zones)
          AND part.from_on <= (SELECT lvv_today())
          AND (part.until_on IS NULL OR part.until_on > (SELECT lvv_today()))
    )
"""


def protect(table: str, *, zone: str, link: str, column: str) -> RunSQL:
    """Force row-level security on `table` (which has `location_id`).

    Rows are those of the locations in which the actor has the zone, and those of which
    `column` is the `link` (`participant_id` or `track_id`) of a dated involvement of the actor's
    organisation that has the zone among its parts. Without settings there are none.
    """
    visible = _VISIBLE.format(table=table, zone=zone, link=link, column=column)
    return protect_by(table, visible)


def protect_by(table: str, visible: str) -> RunSQL:
    """Force row-level security on `table` with the given condition, for all that is done to it."""
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_seen ON {table} TO lvv_app, lvv_owner
            USING ({visible}) WITH CHECK ({visible});
        """,
        f"""
        DROP POLICY {table}_seen ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def counted(table: str, columns: str) -> RunSQL:
    """Let the monitor's role count all rows of `table`, by these columns alone."""
    return RunSQL(
        f"""
        GRANT SELECT ({columns}) ON {table} TO lvv_monitor;
        CREATE POLICY {table}_counted ON {table} FOR SELECT TO lvv_monitor USING (true);
        """,
        f"""
        DROP POLICY {table}_counted ON {table};
        REVOKE SELECT ({columns}) ON {table} FROM lvv_monitor;
        """,
    )


def noticed(table: str, columns: str) -> RunSQL:
    """Set `import_number` to 0 whenever something other than an import sets one of `columns`."""
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_changed_here BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW
        WHEN (NEW.import_number = OLD.import_number)
        EXECUTE FUNCTION lvv_changed_here();
        """,
        f"DROP TRIGGER {table}_changed_here ON {table};",
    )


def belongs(table: str, name: str, columns: str, to: str, keys: str, *, rest: str = "") -> RunSQL:
    """A composite foreign key: a row cannot say another location or person than its dossier."""
    return RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})
            REFERENCES {to} ({keys}) {rest} DEFERRABLE INITIALLY IMMEDIATE;
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )
