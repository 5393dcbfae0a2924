"""What dossiers and involvements were is kept, and seen by whoever sees the rows."""

from django.db import migrations

from apps.foundation.remembering import remembered

ZONES = ("identity", "case", "legal", "shelter", "notes")


def of_zone(suffix: str) -> str:
    """What the setting of the zone of a change holds."""
    zones = " ".join(
        f"WHEN '{zone}' THEN (SELECT lvv_ids('lvv.{zone}{suffix}'))" for zone in (*ZONES, "any")
    )
    return f"(CASE audit_change.zone {zones} END)"


def involved(link: str, where: str) -> str:
    return f"""
    EXISTS (
        SELECT 1 FROM participants_involvement AS part
        WHERE part.{link} = audit_change.{link} AND {where}
          AND part.location_id = audit_change.location_id
          AND part.partnership_id = ANY ({of_zone("_parts")})
          AND audit_change.zone = ANY (part.zones)
          AND part.from_on <= (SELECT lvv_today())
          AND (part.until_on IS NULL OR part.until_on > (SELECT lvv_today()))
    )"""


# As the policies of the tables themselves: of the location and of the involvement, of two locations
# where a row is of two, and for anyone who acts where a table has no policy.
SEEN = f"""
    (audit_change.zone = '' AND (SELECT lvv_today()) IS NOT NULL)
    OR (location_id = ANY ({of_zone("")}) AND (other_location_id IS NULL
        OR other_location_id = ANY ((SELECT lvv_ids('lvv.identity'))::bigint[])))
    OR (audit_change.zone = 'any'
        AND partnership_id = ANY ((SELECT lvv_ids('lvv.any_parts'))::bigint[]))
    OR {involved("participant_id", "audit_change.track_id IS NULL AND other_location_id IS NULL")}
    OR {involved("track_id", "audit_change.track_id IS NOT NULL")}
"""


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0006_a_name_that_many_share"),
        ("audit", "0005_remembering"),
    ]
    operations = [
        migrations.RunSQL(
            f"CREATE POLICY audit_change_seen ON audit_change FOR SELECT TO lvv_app USING ({SEEN})",
            "DROP POLICY audit_change_seen ON audit_change",
        ),
        remembered(
            "participants_participant",
            zone="identity",
            columns={"location_id": "location_id", "participant_id": "id"},
        ),
        remembered(
            "participants_involvement",
            zone="any",
            columns={
                "location_id": "location_id",
                "participant_id": "participant_id",
                "track_id": "track_id",
                "partnership_id": "partnership_id",
            },
        ),
        remembered(
            "participants_possibledouble",
            zone="identity",
            columns={
                "location_id": "location_id",
                "participant_id": "participant_id",
                "other_location_id": "other_location_id",
            },
        ),
    ]
