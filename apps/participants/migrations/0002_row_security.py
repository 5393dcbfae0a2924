"""Row-level security on what says who someone is, and what may be known of one over locations."""

from django.db import migrations

from apps.foundation.row_security import belongs, counted, noticed, protect, protect_by

BOTH_SEEN = """
    location_id = ANY ((SELECT lvv_ids('lvv.identity'))::bigint[])
    AND other_location_id = ANY ((SELECT lvv_ids('lvv.identity'))::bigint[])
"""
# Whoever works on it sees that it does; its policy must not ask the tables that ask it.
OWN_PART = " OR ".join(
    f"location_id = ANY ((SELECT lvv_ids('lvv.{zone}'))::bigint[])"
    f" OR partnership_id = ANY ((SELECT lvv_ids('lvv.{zone}_parts'))::bigint[])"
    for zone in ("identity", "case", "legal", "shelter", "notes")
)


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial")]
    operations = [
        protect(
            "participants_participant",
            zone="identity",
            link="participant_id",
            column="id",
        ),
        protect(
            "participants_datakey",
            zone="identity",
            link="participant_id",
            column="participant_id",
        ),
        protect_by("participants_involvement", OWN_PART),
        protect_by("participants_possibledouble", BOTH_SEEN),
        counted(
            "participants_participant",
            "id, location_id, person_id, born_on, gender, country_of_origin, first_application,"
            " deceased_on",
        ),
        noticed(
            "participants_participant",
            "key, family_name, given_names, date_of_birth, gender, country_of_origin,"
            " first_application, deceased_on, v_number_sealed",
        ),
        *(
            belongs(
                table,
                f"{table}_of_dossier",
                "participant_id, location_id",
                "participants_participant",
                "id, location_id",
                rest="ON DELETE CASCADE",
            )
            for table in (
                "participants_datakey",
                "participants_involvement",
                "participants_possibledouble",
            )
        ),
        belongs(
            "participants_possibledouble",
            "participants_possibledouble_of_other",
            "other_id, other_location_id",
            "participants_participant",
            "id, location_id",
            rest="ON DELETE CASCADE",
        ),
    ]
