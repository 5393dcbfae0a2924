"""One narrow row a track, valid for any day: how it follows from the register, and stays so.

The registers know nothing of it. Triggers note which persons and tracks changed, in the very
transaction of the change (the table `monitor_registerchange`); `refresh` makes the rows of those persons anew. A
snapshot of the database without noted changes is one in which every row is right.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection

# The columns of `TrackFact`, in the order in which `_FRESH` gives them.
COLUMNS = (
    "track_id",
    "location_id",
    "person_id",
    "admitted_on",
    "outflow_on",
    "reason",
    "support",
    # The place of the track among those of its person, as far as a day can ask for it.
    "next_admitted_on",
    "is_first",
    "is_first_here",
    "deceased_on",
    # The newest decision is known; on days before it, the history is looked up.
    "first_determined_on",
    "perspective_on",
    "perspective",
    "screened_on",
    "legal_support_on",
    "social_counselling_on",
    "activation_on",
    "future_orientation_on",
    "health_care_on",
    # The person by the dossier of this track.
    "gender",
    "country",
    "first_application",
    "age",
)

# The persons about whom something changed, whatever it was noted of.
_CHANGED_PERSONS = """
    SELECT person_id FROM monitor_registerchange WHERE person_id IS NOT NULL
    UNION
    SELECT track.person_id FROM monitor_registerchange AS change
    JOIN tracks_track AS track ON track.id = change.track_id
"""

# What is known of each track, from the tables of the register. On one day the track that ended
# first comes first; tracks of a person do not overlap, so that holds on every day alike.
_FRESH = """
WITH stay AS MATERIALIZED (
    SELECT track.id AS track_id, track.location_id, track.person_id, track.participant_id,
        track.admitted_on, track.outflow_on, track.outflow_reason AS reason,
        track.departure_support AS support,
        lead(track.admitted_on) OVER journey AS next_admitted_on,
        row_number() OVER journey AS nth,
        row_number() OVER (
            PARTITION BY track.person_id, track.location_id
            ORDER BY track.admitted_on, track.outflow_on NULLS LAST, track.key COLLATE "C"
        ) AS nth_here,
        min(track.admitted_on) OVER (PARTITION BY track.person_id) AS first_admitted_on
    FROM tracks_track AS track
    JOIN organisation_location AS location ON location.id = track.location_id
    {of_persons}
    WINDOW journey AS (
        PARTITION BY track.person_id
        ORDER BY track.admitted_on, track.outflow_on NULLS LAST,
            track.key COLLATE "C", location.code COLLATE "C"
    )
), death AS MATERIALIZED (
    SELECT person_id, min(deceased_on) AS deceased_on FROM participants_participant AS track
    {of_persons} GROUP BY person_id HAVING min(deceased_on) IS NOT NULL
), perspective AS MATERIALIZED (
    SELECT track_id,
        min(determined_on) FILTER (WHERE perspective <> 'undetermined') AS first_determined_on,
        max(determined_on) AS perspective_on,
        -- The newest decision by day holds; on one day, the later row.
        (array_agg(perspective ORDER BY determined_on DESC, position DESC, id DESC))[1]
            AS perspective
    FROM tracks_perspective {of_tracks} GROUP BY track_id
), screening AS MATERIALIZED (
    SELECT track_id, min(completed_on) AS screened_on
    FROM screening_screening {of_tracks} GROUP BY track_id
), contact AS MATERIALIZED (
    SELECT track_id,
        min(held_on) FILTER (WHERE form = 'legal_support') AS legal_support_on,
        min(held_on) FILTER (WHERE form = 'social_counselling') AS social_counselling_on,
        min(held_on) FILTER (WHERE form = 'activation') AS activation_on,
        min(held_on) FILTER (WHERE form = 'future_orientation') AS future_orientation_on,
        min(held_on) FILTER (WHERE form = 'health_care') AS health_care_on
    FROM counselling_contact {of_tracks} GROUP BY track_id
)
SELECT track_id, stay.location_id, stay.person_id, admitted_on, outflow_on, reason, support,
    next_admitted_on, nth = 1, nth_here = 1, death.deceased_on,
    first_determined_on, perspective_on, COALESCE(perspective, ''), screened_on,
    legal_support_on, social_counselling_on, activation_on, future_orientation_on, health_care_on,
    COALESCE(NULLIF(dossier.gender, ''), 'unknown'),
    CASE
        WHEN dossier.country_of_origin IN ('COD', 'COG') THEN 'COD+COG'
        WHEN dossier.country_of_origin IN ('XXA', 'PSE') THEN 'XXA+PSE'
        ELSE dossier.country_of_origin
    END,
    COALESCE(NULLIF(dossier.first_application, ''), 'unknown'),
    -- Born on 29 February, one has a birthday on 1 March in other years.
    (EXTRACT(year FROM first_admitted_on) - EXTRACT(year FROM dossier.born_on)
        - (to_char(first_admitted_on, 'MMDD') < to_char(dossier.born_on, 'MMDD'))::int
    )::smallint
FROM stay
JOIN participants_participant AS dossier ON dossier.id = stay.participant_id
LEFT JOIN death ON death.person_id = stay.person_id
LEFT JOIN perspective USING (track_id)
LEFT JOIN screening USING (track_id)
LEFT JOIN contact USING (track_id)
"""


def fresh(persons: str = "") -> str:
    """The query that gives the columns of every track, or of those of the persons in a relation."""
    if not persons:
        return _FRESH.format(of_persons="", of_tracks="")
    return _FRESH.format(
        of_persons=f"WHERE track.person_id IN (SELECT person_id FROM {persons})",
        of_tracks="WHERE track_id IN (SELECT track_id FROM stay)",
    )


def up_to_date() -> str:
    """A relation with a right row for every track, also of those whose changes are only noted.

    Dearer than the table itself; for a snapshot in which changes are noted.
    """
    names = ", ".join(COLUMNS)
    return f"""(
        WITH changed_person AS MATERIALIZED ({_CHANGED_PERSONS})
        SELECT {names} FROM monitor_trackfact
        WHERE person_id NOT IN (SELECT person_id FROM changed_person)
        AND track_id NOT IN (
            SELECT track_id FROM monitor_registerchange WHERE track_id IS NOT NULL)
        UNION ALL ({fresh("changed_person")})
    )"""


_TAKE_CHANGES = f"""
    CREATE TEMP TABLE taken_change (person_id bigint, track_id bigint) ON COMMIT DROP;
    WITH taken AS (DELETE FROM monitor_registerchange RETURNING person_id, track_id)
    INSERT INTO taken_change SELECT DISTINCT person_id, track_id FROM taken;
    ANALYZE taken_change;
    CREATE TEMP TABLE changed_person ON COMMIT DROP AS
    {_CHANGED_PERSONS.replace("monitor_registerchange", "taken_change")}
    UNION
    SELECT fact.person_id FROM taken_change AS change
    JOIN monitor_trackfact AS fact ON fact.track_id = change.track_id;
    ANALYZE changed_person;
"""

_names = ", ".join(COLUMNS)
_given = ", ".join(f"EXCLUDED.{name}" for name in COLUMNS)
_held = ", ".join(f"fact.{name}" for name in COLUMNS)
_MAKE_ANEW = f"""
    CREATE TEMP TABLE fresh_fact ({_names}) ON COMMIT DROP AS {fresh("changed_person")};
    DELETE FROM monitor_trackfact
    WHERE person_id IN (SELECT person_id FROM changed_person)
      AND track_id NOT IN (SELECT track_id FROM fresh_fact);
    INSERT INTO monitor_trackfact AS fact ({_names}) SELECT {_names} FROM fresh_fact
    ON CONFLICT (track_id) DO UPDATE SET ({_names}) = ROW ({_given})
    WHERE ({_held}) IS DISTINCT FROM ({_given});
    DROP TABLE fresh_fact, changed_person, taken_change;
"""

# After so many persons at once the planner is told, and need not wait for its own round.
MANY = 1000
# One refresh at a time; the second finds what the first left.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('lvv_track_facts'))"


def has_changes() -> bool:
    """Whether any change of the register is noted that the rows do not show yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM monitor_registerchange)")
        return cursor.fetchone()[0]


def refresh() -> None:
    """Make the rows of the persons anew about whom changes are noted, as the monitor's role.

    Call it within a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_TAKE_CHANGES)
        cursor.execute("SELECT count(*) FROM changed_person")
        persons = cursor.fetchone()[0]
        with _in_bulk() if persons > MANY else nullcontext():
            cursor.execute(_MAKE_ANEW)
        if persons > MANY:
            cursor.execute("ANALYZE monitor_trackfact")


@contextmanager
def _in_bulk() -> Iterator[None]:
    """Without nested loops: after a first import the planner does not yet know that it is large."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")


def rebuild() -> None:
    """Make all rows anew, as the monitor's role; call it within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute("DELETE FROM monitor_registerchange")
        cursor.execute("DELETE FROM monitor_trackfact")
        with _in_bulk():
            cursor.execute(f"INSERT INTO monitor_trackfact ({_names}) {fresh()}")
        cursor.execute("ANALYZE monitor_trackfact")
