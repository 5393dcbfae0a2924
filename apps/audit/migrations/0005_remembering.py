"""The history is written by triggers and the seals by one function; both are only added to."""

from django.db import migrations

from apps.foundation.remembering import remembered

# The role writes what it may not read back; which rows one sees of the history follows from the
# involvements, of which a migration of theirs knows.
HISTORY = """
REVOKE ALL ON audit_change FROM lvv_app;
GRANT SELECT ON audit_change TO lvv_app;
GRANT INSERT ON audit_change TO lvv_audit;
ALTER TABLE audit_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_change FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_change_added ON audit_change FOR INSERT TO lvv_audit WITH CHECK (true);
CREATE TRIGGER audit_change_stays BEFORE UPDATE OR DELETE OR TRUNCATE
    ON audit_change FOR EACH STATEMENT EXECUTE FUNCTION lvv_refuse_change();
"""
NO_HISTORY = """
DROP TRIGGER audit_change_stays ON audit_change;
DROP POLICY audit_change_added ON audit_change;
"""
# What was shown before is known where the subject is the dossier itself.
BEFORE = """
ALTER TABLE audit_accessentry DISABLE TRIGGER audit_accessentry_stays;
UPDATE audit_accessentry SET dossier_ids = subject_ids WHERE subject = 'participant';
ALTER TABLE audit_accessentry ENABLE TRIGGER audit_accessentry_stays;
"""
# The chain: the hash of the one before, and all that an entry says with its place and the moment of
# sealing. Whoever comes while another seals does nothing, but the one that seals the whole waits.
SEALING = """
REVOKE ALL ON audit_seal FROM lvv_app;
GRANT SELECT ON audit_seal TO lvv_app;
GRANT SELECT ON audit_accessentry TO lvv_audit;
GRANT SELECT, INSERT ON audit_seal TO lvv_audit;
CREATE TRIGGER audit_seal_stays BEFORE UPDATE OR DELETE OR TRUNCATE
    ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION lvv_refuse_change();

CREATE FUNCTION lvv_seal_access(whole boolean) RETURNS bigint
    SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
DECLARE
    entry audit_accessentry;
    place bigint;
    chained bytea;
    sealed bigint := 0;
    -- An entry gets its number before its transaction ends, so numbers do not come in order. None
    -- takes an hour; the daily round looks at all there are.
    after_id bigint := 0;
BEGIN
    IF whole THEN
        PERFORM pg_advisory_xact_lock(hashtext('lvv_seal'));
    ELSIF NOT pg_try_advisory_xact_lock(hashtext('lvv_seal')) THEN
        RETURN 0;
    END IF;
    SELECT position, hash INTO place, chained FROM audit_seal ORDER BY position DESC LIMIT 1;
    IF NOT whole THEN
        SELECT entry_id INTO after_id FROM audit_seal
        WHERE sealed_at < now() - interval '1 hour' ORDER BY sealed_at DESC LIMIT 1;
    END IF;
    FOR entry IN
        SELECT * FROM audit_accessentry AS e WHERE e.id > COALESCE(after_id, 0)
            AND NOT EXISTS (SELECT 1 FROM audit_seal AS s WHERE s.entry_id = e.id) ORDER BY e.id
    LOOP
        sealed := sealed + 1;
        place := COALESCE(place, 0) + 1;
        chained := sha256(COALESCE(chained, ''::bytea) || convert_to(jsonb_build_array(
            place, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), entry.id,
            to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), entry.actor,
            entry.user_id, entry.source, entry.context, entry.act, entry.subject,
            entry.subject_ids::text, entry.dossier_ids::text, entry.location_ids::text,
            entry.result)::text, 'UTF8'));
        INSERT INTO audit_seal (position, entry_id, hash, sealed_at)
            VALUES (place, entry.id, chained, now());
    END LOOP;
    RETURN sealed;
END $$;
REVOKE ALL ON FUNCTION lvv_seal_access(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lvv_seal_access(boolean) TO lvv_app;
GRANT CREATE ON SCHEMA public TO lvv_audit;
ALTER FUNCTION lvv_seal_access(boolean) OWNER TO lvv_audit;
REVOKE CREATE ON SCHEMA public FROM lvv_audit;
"""
NO_SEALING = """
DROP FUNCTION lvv_seal_access(boolean);
DROP TRIGGER audit_seal_stays ON audit_seal;
REVOKE SELECT ON audit_accessentry FROM lvv_audit;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_history_and_seals"),
        ("foundation", "0001_ground"),
        ("organisation", "0003_tokens_stay_as_they_are"),
    ]
    operations = [
        migrations.RunSQL(HISTORY, NO_HISTORY),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(SEALING, NO_SEALING),
        remembered("organisation_membership", zone="", columns={"location_id": "location_id"}),
        remembered(
            "organisation_partnership",
            zone="",
            columns={"location_id": "location_id", "partnership_id": "id"},
        ),
    ]
