"""The functions on which tables and policies stand."""

from django.db import migrations

FORWARDS = """
CREATE SEQUENCE lvv_position AS bigint;
GRANT USAGE, UPDATE ON SEQUENCE lvv_position TO lvv_app;

-- A setting that holds numbers, as the door sets it; nothing where it is not set.
CREATE FUNCTION lvv_ids(name text) RETURNS bigint[] STABLE PARALLEL SAFE LANGUAGE sql
    AS $$ SELECT NULLIF(current_setting(name, true), '')::bigint[] $$;

CREATE FUNCTION lvv_today() RETURNS date STABLE PARALLEL SAFE LANGUAGE sql
    AS $$ SELECT NULLIF(current_setting('lvv.today', true), '')::date $$;

-- A date of birth as the standard counts it: a year alone as 1 July, a month as the 15th.
CREATE FUNCTION lvv_counted_date(value text) RETURNS date IMMUTABLE PARALLEL SAFE LANGUAGE sql
    AS $$ SELECT CASE length(value)
        WHEN 4 THEN make_date(value::int, 7, 1)
        WHEN 7 THEN make_date(left(value, 4)::int, right(value, 2)::int, 15)
        WHEN 10 THEN make_date(left(value, 4)::int, substr(value, 6, 2)::int, right(value, 2)::int)
    END $$;

-- A name as it is looked for: without accents and capitals.
CREATE FUNCTION lvv_plain(value text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;

CREATE FUNCTION lvv_changed_here() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN NEW.import_number := 0; RETURN NEW; END $$;

CREATE FUNCTION lvv_refuse_change() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'Rows of % are never altered or removed.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege'; END $$;
"""

BACKWARDS = """
DROP FUNCTION lvv_refuse_change(), lvv_changed_here(), lvv_plain(text), lvv_counted_date(text),
    lvv_today(), lvv_ids(text);
DROP SEQUENCE lvv_position;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
