"""Row-level security on referrals, tracks, placements and perspectives, and no two at a time."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from apps.foundation.row_security import belongs, counted, noticed, protect


def one_at_a_time(table: str, begin: str, end: str) -> RunSQL:
    """Two stays of a person do not overlap, at any location; the day of leaving is free.

    A stay of no length is an empty range, which overlaps nothing. So a second constraint counts in
    half days: a stay runs from the afternoon of its first day, and one of no length lies in a
    morning. Deferrable, so that an import can move two neighbours at once.
    """
    return RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_of_person_do_not_overlap EXCLUDE USING gist (
            person_id WITH =, daterange({begin}, {end}) WITH &&
        ) WHERE ({end} IS NULL OR {end} > {begin}) DEFERRABLE INITIALLY IMMEDIATE;
        ALTER TABLE {table} ADD CONSTRAINT {table}_of_no_length_lie_outside EXCLUDE USING gist (
            person_id WITH =,
            COALESCE(({begin} = {end})::int, 0) WITH <>,
            int4range(
                2 * ({begin} - DATE '2000-01-01') + CASE WHEN {begin} = {end} THEN 0 ELSE 1 END,
                CASE WHEN {begin} = {end} THEN 2 * ({begin} - DATE '2000-01-01') + 1
                     ELSE 2 * ({end} - DATE '2000-01-01') END
            ) WITH &&
        ) DEFERRABLE INITIALLY IMMEDIATE;
        """,
        f"""
        ALTER TABLE {table} DROP CONSTRAINT {table}_of_person_do_not_overlap;
        ALTER TABLE {table} DROP CONSTRAINT {table}_of_no_length_lie_outside;
        """,
    )


def of_dossier(table: str) -> RunSQL:
    return belongs(
        table,
        f"{table}_of_dossier",
        "participant_id, location_id",
        "participants_participant",
        "id, location_id",
    )


def of_person(table: str) -> RunSQL:
    """Where the person of a dossier turns out to be another, this row follows by itself."""
    return belongs(
        table,
        f"{table}_of_person",
        "participant_id, location_id, person_id",
        "participants_participant",
        "id, location_id, person_id",
        rest="ON UPDATE CASCADE",
    )


def of_track(table: str) -> RunSQL:
    return belongs(
        table,
        f"{table}_of_track",
        "track_id, location_id",
        "tracks_track",
        "id, location_id",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tracks", "0001_initial"),
        ("participants", "0002_row_security"),
    ]
    operations = [
        protect(
            "tracks_referral",
            zone="case",
            link="participant_id",
            column="participant_id",
        ),
        protect("tracks_track", zone="case", link="track_id", column="id"),
        protect(
            "tracks_placement",
            zone="shelter",
            link="participant_id",
            column="participant_id",
        ),
        protect("tracks_perspective", zone="case", link="track_id", column="track_id"),
        protect("tracks_caseload", zone="case", link="track_id", column="track_id"),
        of_dossier("tracks_referral"),
        of_person("tracks_track"),
        of_person("tracks_placement"),
        of_track("tracks_perspective"),
        of_track("tracks_caseload"),
        belongs(
            "tracks_track",
            "tracks_track_of_referral",
            "referral_id, participant_id",
            "tracks_referral",
            "id, participant_id",
        ),
        belongs(
            "participants_involvement",
            "participants_involvement_of_track",
            "track_id, location_id, participant_id",
            "tracks_track",
            "id, location_id, participant_id",
            rest="ON DELETE CASCADE",
        ),
        one_at_a_time("tracks_track", "admitted_on", "outflow_on"),
        one_at_a_time("tracks_placement", "moved_in_on", "moved_out_on"),
        counted(
            "tracks_referral",
            "location_id, referred_on, decision, decided_on, rejection_reason",
        ),
        counted(
            "tracks_track",
            "id, location_id, person_id, participant_id, key, admitted_on, outflow_on,"
            " outflow_reason, departure_support",
        ),
        counted(
            "tracks_placement",
            "id, location_id, person_id, participant_id, import_number, moved_in_on,"
            " moved_out_on, funded_by",
        ),
        counted("tracks_perspective", "id, position, track_id, determined_on, perspective"),
        noticed(
            "tracks_referral",
            "key, referred_on, referred_by, decision, decided_on, decided_by, rejection_reason,"
            " exception",
        ),
        noticed(
            "tracks_track",
            "key, referral_id, admitted_on, outflow_on, outflow_reason, departure_support,"
            " destination_country",
        ),
        noticed("tracks_placement", "moved_in_on, moved_out_on, funded_by"),
        noticed("tracks_perspective", "determined_on, perspective, communicated_on"),
    ]
