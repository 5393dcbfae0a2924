"""Find dossiers by name or key through an index, which a policy would keep from being used.

What a user types is compared by LIKE, which PostgreSQL does not trust with rows that a policy may
hide: it then reads every row that one sees. The function runs as a role that may search names and
nothing else, and gives only dossiers that whoever calls it sees, as the policy of the table says:
the first `most` in the order of the list.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models import F

ROLE = """
GRANT SELECT (id, location_id, key, search_name) ON participants_participant TO lvv_search;
GRANT SELECT ON participants_involvement TO lvv_search;
CREATE POLICY participants_participant_searched ON participants_participant
    FOR SELECT TO lvv_search USING (true);
CREATE POLICY participants_involvement_searched ON participants_involvement
    FOR SELECT TO lvv_search USING (true);
"""
FUNCTION = r"""
CREATE FUNCTION lvv_dossiers_found(words text[], most int) RETURNS SETOF bigint
    STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
DECLARE
    named text;
    -- What is sought and where stands in the statement itself, quoted: only then does PostgreSQL
    -- know whether a city's names or everyone's with this in their name are fewer.
    here text := format('location_id = ANY (%L::bigint[])', lvv_ids('lvv.identity'));
    parts bigint[] := lvv_ids('lvv.identity_parts');
    involved text := '';
BEGIN
    IF cardinality(words) = 0 THEN RETURN; END IF;
    -- Each word stands somewhere in the name; what LIKE takes for a pattern is only a character.
    SELECT string_agg(format('search_name LIKE %L', '%' || regexp_replace(
        lvv_plain(word), '([\\%_])', '\\\1', 'g') || '%'), ' AND ')
    INTO named FROM unnest(words) AS word;
    -- One word may be a key, as it was typed or in either case.
    IF cardinality(words) = 1 THEN
        named := format('(%s) OR key = ANY (%L::text[])', named,
            ARRAY[words[1], upper(words[1]), lower(words[1])]);
    END IF;
    IF cardinality(parts) > 0 THEN
        involved := format($q$
            UNION SELECT dossier.id, dossier.search_name FROM participants_involvement AS part
            JOIN participants_participant AS dossier
                ON dossier.id = part.participant_id AND dossier.location_id = part.location_id
            WHERE part.partnership_id = ANY (%L::bigint[]) AND 'identity' = ANY (part.zones)
              AND part.from_on <= lvv_today()
              AND (part.until_on IS NULL OR part.until_on > lvv_today()) AND (%s)
            $q$, parts, named);
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT id FROM (SELECT id, search_name FROM participants_participant WHERE %s AND (%s) %s)
            AS found ORDER BY search_name, id LIMIT %s',
        here, named, involved, most);
END $$;
REVOKE ALL ON FUNCTION lvv_dossiers_found(text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lvv_dossiers_found(text[], int) TO lvv_app;
GRANT CREATE ON SCHEMA public TO lvv_search;
ALTER FUNCTION lvv_dossiers_found(text[], int) OWNER TO lvv_search;
REVOKE CREATE ON SCHEMA public FROM lvv_search;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0003_fewer_indexes")]
    operations = [
        migrations.AddIndex(
            model_name="participant",
            index=GinIndex(
                OpClass(F("search_name"), name="gin_trgm_ops"), name="participant_part_of_name"
            ),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["search_name", "id"], name="participant_by_name_anywhere"),
        ),
        migrations.RunSQL(
            ROLE,
            """
            DROP POLICY participants_participant_searched ON participants_participant;
            DROP POLICY participants_involvement_searched ON participants_involvement;
            """,
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION lvv_dossiers_found(text[], int);"),
    ]
