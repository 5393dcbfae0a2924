"""Note which persons and tracks changed, whoever changes them and however.

The facts of the monitor follow from what is noted here. A statement notes each person or track
once. The functions run as the monitor's role: who changes a row need not see whose track it is.
"""

from django.db import migrations

TABLES = """
CREATE TABLE monitor_registerchange (
    person_id bigint,
    track_id bigint,
    CONSTRAINT a_change_is_about_a_person_or_a_track
        CHECK (num_nonnulls(person_id, track_id) = 1)
);
REVOKE ALL ON monitor_registerchange, monitor_trackfact FROM lvv_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON monitor_registerchange, monitor_trackfact TO lvv_monitor;
-- To tell the planner how many there are after many came in.
GRANT MAINTAIN ON monitor_trackfact TO lvv_monitor;
"""
# No one but the monitor's role sees a row, the owner of the tables included.
POLICIES = "".join(
    f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY {table}_counted ON {table} TO lvv_monitor USING (true) WITH CHECK (true);
    """
    for table in ("monitor_registerchange", "monitor_trackfact")
)


def noting(function: str, column: str, noted: str) -> str:
    """A trigger function that notes the `noted` of every row of a statement as `column`."""
    return f"""
    CREATE FUNCTION {function}() RETURNS trigger
        SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO monitor_registerchange ({column})
            SELECT DISTINCT {noted} FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO monitor_registerchange ({column})
            SELECT DISTINCT {noted} FROM old_rows;
        ELSE
            INSERT INTO monitor_registerchange ({column})
            SELECT {noted} FROM old_rows UNION SELECT {noted} FROM new_rows;
        END IF;
        RETURN NULL;
    END $$;
    REVOKE ALL ON FUNCTION {function}() FROM PUBLIC;
    """


FUNCTIONS = noting("lvv_note_persons", "person_id", "person_id") + noting(
    "lvv_note_tracks", "track_id", "track_id"
)
# After the triggers were made, which asks for a right that the owner then no longer has.
HAND_OVER = """
GRANT CREATE ON SCHEMA public TO lvv_monitor;
ALTER FUNCTION lvv_note_persons() OWNER TO lvv_monitor;
ALTER FUNCTION lvv_note_tracks() OWNER TO lvv_monitor;
REVOKE CREATE ON SCHEMA public FROM lvv_monitor;
"""
OF_PERSONS = ("tracks_track", "participants_participant")
OF_TRACKS = ("tracks_perspective", "screening_screening", "counselling_contact")
# What PostgreSQL calls the rows that a statement took away and those that it put there.
EVENTS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


def triggers() -> list[tuple[str, str]]:
    """To make and to drop each trigger."""
    found = []
    for function, tables in (("lvv_note_persons", OF_PERSONS), ("lvv_note_tracks", OF_TRACKS)):
        for table in tables:
            for event, rows in EVENTS.items():
                name = f"{table}_noted_on_{event}"
                found.append(
                    (
                        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table}"
                        f" REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}();",
                        f"DROP TRIGGER {name} ON {table};",
                    )
                )
    return found


# A register that is there already is noted as a whole: the first refresh makes all its facts.
BEGIN = """
SET LOCAL ROLE lvv_monitor;
INSERT INTO monitor_registerchange (person_id) SELECT DISTINCT person_id FROM tracks_track;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("monitor", "0006_track_facts"),
        ("tracks", "0003_known_everywhere"),
        ("screening", "0001_initial"),
        ("counselling", "0001_initial"),
        ("participants", "0002_row_security"),
    ]
    operations = [
        migrations.RunSQL(TABLES + POLICIES, "DROP TABLE monitor_registerchange;"),
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION lvv_note_persons(), lvv_note_tracks();"),
        *(migrations.RunSQL(make, drop) for make, drop in triggers()),
        migrations.RunSQL(HAND_OVER, migrations.RunSQL.noop),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
