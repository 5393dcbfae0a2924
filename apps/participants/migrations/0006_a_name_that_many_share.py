"""Find by the beginning of a name apart from what stands later in it.

Whom a family name finds stand together in the order of the list: their first thousand are read from
the index that has that order, however many share the name. The trigrams are of the name without its
first character, so that those same dossiers are not among what they find, nor read again.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import F
from django.db.models.functions import Substr

FUNCTION = r"""
GRANT CREATE ON SCHEMA public TO lvv_search;
SET LOCAL ROLE lvv_search;
CREATE OR REPLACE FUNCTION lvv_dossiers_found(words text[], most int) RETURNS SETOF bigint
    STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
DECLARE
    -- What is sought and where stands in the statement itself, quoted: only then does PostgreSQL
    -- know whether a city's names or everyone's with this in their name are fewer.
    here text := format('location_id = ANY (%L::bigint[])', lvv_ids('lvv.identity'));
    parts bigint[] := lvv_ids('lvv.identity_parts');
    begun text := 'search_name LIKE %L';
    later text := 'substring(search_name, 2) LIKE %L';
    found text := '(SELECT id, search_name FROM participants_participant WHERE %s AND %s
        ORDER BY search_name, id LIMIT %s)';
    plain text[];
    rest text;
    statement text;
BEGIN
    IF cardinality(words) = 0 THEN RETURN; END IF;
    -- Each word stands somewhere in the name; what LIKE takes for a pattern is only a character.
    SELECT array_agg(regexp_replace(lvv_plain(word), '([\\%_])', '\\\1', 'g') || '%' ORDER BY nth)
    INTO plain FROM unnest(words) WITH ORDINALITY AS each (word, nth);
    SELECT COALESCE(string_agg(format(' AND (' || begun || ' OR ' || later || ')', word,
        '%' || word), ''), '') INTO rest FROM unnest(plain[2:]) AS word;
    statement := format(found, here, format(begun, plain[1]) || rest, most) || ' UNION '
        || format(found, here, format(later, '%' || plain[1]) || rest, most);
    -- One word may be a key, as it was typed or in either case.
    IF cardinality(words) = 1 THEN
        rest := format('key = ANY (%L::text[])', ARRAY[words[1], upper(words[1]), lower(words[1])]);
        statement := statement || ' UNION ' || format(found, here, rest, most);
    ELSE
        rest := 'false';
    END IF;
    IF cardinality(parts) > 0 THEN
        statement := statement || format($q$
            UNION SELECT dossier.id, dossier.search_name FROM participants_involvement AS part
            JOIN participants_participant AS dossier
                ON dossier.id = part.participant_id AND dossier.location_id = part.location_id
            WHERE part.partnership_id = ANY (%L::bigint[]) AND 'identity' = ANY (part.zones)
              AND part.from_on <= lvv_today()
              AND (part.until_on IS NULL OR part.until_on > lvv_today())
              AND (search_name LIKE ALL (%L::text[]) OR %s)
            $q$, parts, (SELECT array_agg('%' || word) FROM unnest(plain) AS word), rest);
    END IF;
    RETURN QUERY EXECUTE format('SELECT id FROM (%s) AS found ORDER BY search_name, id LIMIT %s',
        statement, most);
END $$;
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM lvv_search;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0005_involvements_by_one_setting")]
    operations = [
        migrations.RemoveIndex(model_name="participant", name="participant_part_of_name"),
        migrations.AddIndex(
            model_name="participant",
            index=GinIndex(
                OpClass(Substr(F("search_name"), 2), name="gin_trgm_ops"),
                name="participant_later_in_name",
            ),
        ),
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
    ]
