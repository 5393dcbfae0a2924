"""From staged rows to rows with identities: which location, dossier, person, referral, track.

`stage_<table>` holds what a package says, in its own keys. Each `pkg_<table>` made here holds the
same rows with the numbers of this system: `id`, whether it was `held` before, and what it belongs
to. A row of which something is missing keeps an empty number there; the checks name it.
"""

from django.db import connection

# A key is written "location:key" where a package of several locations would hold it twice.
_OWN_KEY = (
    "CASE WHEN starts_with({key}, {location} || ':')"
    " THEN substr({key}, length({location}) + 2) ELSE {key} END"
)


def own_key(key: str, location: str) -> str:
    """The key within its location, as SQL."""
    return _OWN_KEY.format(key=key, location=location)


# Which of the rows with its key a row is. A key that stands twice is an error, which the checks
# name; others are taken to mean the first.
_NTH = "row_number() OVER (PARTITION BY stage.{key} ORDER BY stage.line) AS nth"


def _known(table: str) -> str:
    # Only what is joined by: to look at every column takes longer than it saves.
    return f"ANALYZE pkg_{table} (id, raw_key, nth)"


LOCATIONS = """
CREATE TEMP TABLE pkg_locations ON COMMIT DROP AS
SELECT DISTINCT ON (stage.location) stage.line, stage.location AS code,
    COALESCE(stage.name, '') AS name, COALESCE(stage.municipality_codes, '') AS municipality_codes,
    COALESCE(known.id, nextval('organisation_location_id_seq')) AS id,
    known.id IS NOT NULL AS held
FROM stage_locations AS stage
LEFT JOIN organisation_location AS known ON known.code = stage.location
WHERE stage.location ~ '^[a-z][a-z0-9-]{1,39}$' AND stage.location <> 'all'
ORDER BY stage.location, stage.line
"""

# Persons first: they lie outside row-level security, and the checks ask about them everywhere.
DOSSIERS = (
    """
    CREATE TEMP TABLE found_dossiers ON COMMIT DROP AS
    -- Read once, by location: what the planner knows of rows that just came in is nothing.
    WITH known AS MATERIALIZED (
        SELECT id, location_id, key, person_id FROM participants_participant
        WHERE location_id IN (SELECT id FROM pkg_locations)
    )
    SELECT stage.line, stage.participant_id AS raw_key, stage.location AS code,
        location.id AS location_id, stage.key, stage.v_hash,
        by_key.id AS by_key, by_person.id AS by_person,
        COALESCE(by_key.id, by_person.id) AS held_id
    FROM (SELECT *, {own_key} AS key FROM stage_participants) AS stage
    LEFT JOIN organisation_location AS location ON location.code = stage.location
    LEFT JOIN known AS by_key
        ON by_key.location_id = location.id AND by_key.key = stage.key
    LEFT JOIN participants_person AS person ON person.v_number_hash = stage.v_hash
    LEFT JOIN known AS by_person
        ON by_person.person_id = person.id AND by_person.location_id = location.id
    """.replace("{own_key}", own_key("participant_id", "location")),
    """
    INSERT INTO participants_person (v_number_hash)
    SELECT DISTINCT v_hash FROM found_dossiers AS found
    WHERE v_hash IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM participants_person AS known WHERE known.v_number_hash = found.v_hash)
    ORDER BY v_hash
    ON CONFLICT (v_number_hash) DO NOTHING
    """,
    """
    CREATE TEMP TABLE pkg_participants ON COMMIT DROP AS
    SELECT found.line, found.raw_key, found.code, {nth},
        COALESCE(held.id, nextval('participants_participant_id_seq')) AS id,
        held.id IS NOT NULL AS held, found.key, found.location_id,
        CASE
            -- What was made or changed here stays, its person too.
            WHEN COALESCE(held.import_number, 0) = 0 AND held.id IS NOT NULL THEN held.person_id
            WHEN found.v_hash IS NOT NULL THEN person.id
            WHEN held.id IS NOT NULL AND held.v_number_sealed IS NULL THEN held.person_id
        END AS person_id,
        held.person_id AS person_before,
        -- A V-number that the package would change, in a dossier that stays as it is.
        held.id IS NOT NULL AND COALESCE(held.import_number, 0) = 0
            AND found.v_hash IS DISTINCT FROM before.v_number_hash AS v_differs,
        COALESCE(stage.family_name, '') AS family_name,
        COALESCE(stage.given_names, '') AS given_names,
        COALESCE(stage.date_of_birth, '') AS date_of_birth,
        lvv_counted_date(stage.date_of_birth) AS born_on,
        COALESCE(stage.gender, '') AS gender,
        COALESCE(stage.country_of_origin, '') AS country_of_origin,
        COALESCE(stage.first_application, '') AS first_application,
        stage.deceased_on, stage.v_number
    FROM found_dossiers AS found
    JOIN stage_participants AS stage USING (line)
    LEFT JOIN participants_participant AS held ON held.id = found.held_id
    LEFT JOIN participants_person AS person ON person.v_number_hash = found.v_hash
    LEFT JOIN participants_person AS before ON before.id = held.person_id
    """.replace("{nth}", _NTH.format(key="participant_id")),
    # A dossier without a V-number has a person of its own.
    """
    UPDATE pkg_participants
    SET person_id = nextval('participants_person_id_seq')
    WHERE person_id IS NULL
    """,
    """
    INSERT INTO participants_person (id)
    SELECT person_id FROM pkg_participants AS pkg WHERE NOT EXISTS (
        SELECT 1 FROM participants_person AS known WHERE known.id = pkg.person_id)
    ORDER BY person_id
    """,
    _known("participants"),
    # Whoever writes about a person waits for whoever does so now; in order, so that none deadlock.
    """
    SELECT count(*) FROM (
        SELECT id FROM participants_person
        WHERE id IN (SELECT person_id FROM pkg_participants
                     UNION SELECT person_before FROM pkg_participants)
        ORDER BY id FOR UPDATE
    ) AS locked
    """,
)

REFERRALS = (
    """
    CREATE TEMP TABLE pkg_referrals ON COMMIT DROP AS
    SELECT stage.line, stage.referral_id AS raw_key, stage.location AS code, {nth},
        stage.participant_id AS raw_participant,
        COALESCE(held.id, nextval('tracks_referral_id_seq')) AS id,
        held.id IS NOT NULL AS held, stage.key, location.id AS location_id,
        dossier.id AS participant_id, dossier.line AS participant_line, dossier.code AS dossier_code,
        stage.referred_on, COALESCE(stage.referred_by, '') AS referred_by, stage.decision,
        stage.decided_on, COALESCE(stage.decided_by, '') AS decided_by,
        COALESCE(stage.rejection_reason, '') AS rejection_reason, stage.exception
    FROM (SELECT *, {own_key} AS key FROM stage_referrals) AS stage
    LEFT JOIN organisation_location AS location ON location.code = stage.location
    LEFT JOIN pkg_participants AS dossier
        ON dossier.raw_key = stage.participant_id AND dossier.nth = 1
    LEFT JOIN tracks_referral AS held ON held.location_id = location.id AND held.key = stage.key
    """.replace("{own_key}", own_key("referral_id", "location")).replace(
        "{nth}", _NTH.format(key="referral_id")
    ),
    _known("referrals"),
)

TRACKS = (
    """
    CREATE TEMP TABLE pkg_tracks ON COMMIT DROP AS
    SELECT stage.line, stage.track_id AS raw_key, stage.location AS code, {nth},
        stage.participant_id AS raw_participant, stage.referral_id AS raw_referral,
        COALESCE(held.id, nextval('tracks_track_id_seq')) AS id,
        held.id IS NOT NULL AS held, stage.key, location.id AS location_id,
        dossier.id AS participant_id, dossier.line AS participant_line,
        dossier.code AS dossier_code, dossier.person_id,
        referral.id AS referral_id, referral.line AS referral_line,
        referral.raw_participant AS referral_participant,
        referral.participant_line AS referral_participant_line,
        referral.decision AS referral_decision, referral.decided_on AS referral_decided_on,
        stage.admitted_on, stage.outflow_on,
        COALESCE(stage.outflow_reason, '') AS outflow_reason,
        COALESCE(stage.departure_support, '') AS departure_support,
        COALESCE(stage.destination_country, '') AS destination_country
    FROM (SELECT *, {own_key} AS key FROM stage_tracks) AS stage
    LEFT JOIN organisation_location AS location ON location.code = stage.location
    LEFT JOIN pkg_participants AS dossier
        ON dossier.raw_key = stage.participant_id AND dossier.nth = 1
    LEFT JOIN pkg_referrals AS referral
        ON referral.raw_key = stage.referral_id AND referral.nth = 1
    LEFT JOIN tracks_track AS held ON held.location_id = location.id AND held.key = stage.key
    """.replace("{own_key}", own_key("track_id", "location")).replace(
        "{nth}", _NTH.format(key="track_id")
    ),
    _known("tracks"),
)

PLACEMENTS = (
    """
    CREATE TEMP TABLE pkg_placements ON COMMIT DROP AS
    SELECT stage.line, stage.location AS code, stage.participant_id AS raw_participant,
        location.id AS location_id, dossier.id AS participant_id,
        dossier.line AS participant_line, dossier.code AS dossier_code, dossier.person_id,
        stage.moved_in_on, stage.moved_out_on, stage.funded_by
    FROM stage_placements AS stage
    LEFT JOIN organisation_location AS location ON location.code = stage.location
    LEFT JOIN pkg_participants AS dossier
        ON dossier.raw_key = stage.participant_id AND dossier.nth = 1
    """,
)


def _of_track(table: str, columns: str) -> tuple[str, ...]:
    return (
        f"""
        CREATE TEMP TABLE pkg_{table} ON COMMIT DROP AS
        SELECT stage.line, stage.track_id AS raw_track, track.id AS track_id,
            track.line AS track_line, track.admitted_on, track.location_id, {columns}
        FROM stage_{table} AS stage LEFT JOIN pkg_tracks AS track
        ON track.raw_key = stage.track_id AND track.nth = 1
        """,
    )


OF_TRACKS = (
    *_of_track("perspectives", "stage.determined_on, stage.perspective, stage.communicated_on"),
    *_of_track(
        "screenings",
        "stage.requested_on, stage.completed_on, COALESCE(stage.outcome, '') AS outcome",
    ),
    *_of_track(
        "procedures",
        "stage.procedure, stage.submitted_on, stage.decided_on,"
        " COALESCE(stage.decision, '') AS decision",
    ),
    *_of_track(
        "counselling",
        "stage.held_on, stage.form, stage.minutes, COALESCE(stage.aim, '') AS aim",
    ),
)

CAPACITIES = (
    """
    CREATE TEMP TABLE pkg_capacities ON COMMIT DROP AS
    SELECT stage.line, stage.location AS code, location.id AS location_id,
        COALESCE(held.id, nextval('organisation_capacity_id_seq')) AS id,
        held.id IS NOT NULL AS held, stage.valid_from, stage.places
    FROM stage_capacities AS stage
    LEFT JOIN organisation_location AS location ON location.code = stage.location
    LEFT JOIN organisation_capacity AS held
        ON held.location_id = location.id AND held.valid_from = stage.valid_from
    """,
)


def resolve_locations() -> None:
    """Make `pkg_locations`: which codes are known."""
    _run((LOCATIONS,))


def resolve() -> None:
    """Make all the other `pkg_` tables. The actor must already act at every location named."""
    _run(DOSSIERS + REFERRALS + TRACKS + PLACEMENTS + OF_TRACKS + CAPACITIES)


def _run(statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statements))
