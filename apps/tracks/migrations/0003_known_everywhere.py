"""What may be known of one person over locations: days alone, and only for rules.

The functions run as the role that counts: it sees every row, and no name, number or text.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION lvv_known_dossiers(persons bigint[])
    RETURNS TABLE (id bigint, person_id bigint, born_on date, deceased_on date)
    STABLE SECURITY DEFINER SET search_path = public LANGUAGE sql AS $$
        SELECT id, person_id, born_on, deceased_on FROM participants_participant
        WHERE person_id = ANY (persons) $$;

CREATE FUNCTION lvv_known_tracks(persons bigint[])
    RETURNS TABLE (id bigint, person_id bigint, participant_id bigint, admitted_on date,
                   outflow_on date)
    STABLE SECURITY DEFINER SET search_path = public LANGUAGE sql AS $$
        SELECT id, person_id, participant_id, admitted_on, outflow_on FROM tracks_track
        WHERE person_id = ANY (persons) $$;

CREATE FUNCTION lvv_known_placements(persons bigint[])
    RETURNS TABLE (id bigint, person_id bigint, participant_id bigint, moved_in_on date,
                   moved_out_on date, made_here boolean)
    STABLE SECURITY DEFINER SET search_path = public LANGUAGE sql AS $$
        SELECT id, person_id, participant_id, moved_in_on, moved_out_on,
            COALESCE(import_number, 0) = 0
        FROM tracks_placement WHERE person_id = ANY (persons) $$;
"""
NAMES = ("lvv_known_dossiers", "lvv_known_tracks", "lvv_known_placements")
# The owner of a function must be able to make things in its schema, for this moment.
HAND_OVER = "\n".join(
    [
        "GRANT CREATE ON SCHEMA public TO lvv_monitor;",
        *(f"REVOKE ALL ON FUNCTION {name}(bigint[]) FROM PUBLIC;" for name in NAMES),
        *(f"GRANT EXECUTE ON FUNCTION {name}(bigint[]) TO lvv_app;" for name in NAMES),
        *(f"ALTER FUNCTION {name}(bigint[]) OWNER TO lvv_monitor;" for name in NAMES),
        "REVOKE CREATE ON SCHEMA public FROM lvv_monitor;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("tracks", "0002_row_security")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS + HAND_OVER,
            "\n".join(f"DROP FUNCTION {name}(bigint[]);" for name in NAMES),
        )
    ]
