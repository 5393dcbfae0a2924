"""What spans rows: each rule as one query that names every row that has part in a breach.

A query gives table, line, field and value (as text; empty where it would say who someone is).
They run on the tables that `resolving` makes, before anything is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

Finding = tuple[str, int, str, str | None, str]


@dataclass(frozen=True)
class Check:
    """One rule over rows; `number` is its place under "Rules across fields" of the standard."""

    rule: str
    sql: str


def _duplicates(table: str, field: str, key: str, source: str) -> str:
    return f"""
        SELECT '{table}', line, '{field}', NULL
        FROM (SELECT line, ROW({key}) AS key FROM {source}) AS one
        WHERE EXISTS (
            SELECT 1 FROM (
                SELECT ROW({key}) AS key FROM {source} GROUP BY {key} HAVING count(*) > 1
            ) AS several WHERE several.key IS NOT DISTINCT FROM one.key)
    """


def _unknown_location(table: str) -> str:
    return f"""
        SELECT '{table}', line, 'location', location FROM stage_{table}
        WHERE location NOT IN (SELECT location FROM stage_locations WHERE location IS NOT NULL)
    """


def _unresolved(table: str, field: str, raw: str, found: str) -> str:
    """Rows that name another of which `resolving` did not find the line."""
    return f"""
        SELECT '{table}', line, '{field}', NULL FROM pkg_{table}
        WHERE {raw} IS NOT NULL AND {found} IS NULL
    """


KEYS = (
    Check(
        "key_twice",
        " UNION ALL ".join(
            (
                _duplicates(
                    "locations",
                    "location",
                    "location",
                    "stage_locations WHERE location IS NOT NULL",
                ),
                _duplicates(
                    "participants",
                    "participant_id",
                    "code, key",
                    "found_dossiers WHERE key IS NOT NULL",
                ),
                _duplicates(
                    "referrals",
                    "referral_id",
                    "code, key",
                    "pkg_referrals WHERE key IS NOT NULL",
                ),
                _duplicates(
                    "tracks",
                    "track_id",
                    "code, key",
                    "pkg_tracks WHERE key IS NOT NULL",
                ),
                *(
                    f"SELECT '{table}', line, '{field}', NULL FROM pkg_{table}"
                    f" WHERE raw_key IN (SELECT raw_key FROM pkg_{table} WHERE nth > 1)"
                    for table, field in (
                        ("participants", "participant_id"),
                        ("referrals", "referral_id"),
                        ("tracks", "track_id"),
                    )
                ),
            )
        ),
    ),
    Check(
        "capacity_twice",
        _duplicates(
            "capacities",
            "valid_from",
            "location, valid_from",
            "stage_capacities WHERE location IS NOT NULL AND valid_from IS NOT NULL",
        ),
    ),
)

REFERENCES = (
    Check(
        "unknown_location",
        " UNION ALL ".join(
            _unknown_location(table)
            for table in ("participants", "referrals", "tracks", "placements", "capacities")
        ),
    ),
    Check(
        "unknown_participant",
        " UNION ALL ".join(
            _unresolved(table, "participant_id", "raw_participant", "participant_line")
            for table in ("referrals", "tracks", "placements")
        ),
    ),
    Check(
        "unknown_referral",
        _unresolved("tracks", "referral_id", "raw_referral", "referral_line"),
    ),
    Check(
        "unknown_track",
        " UNION ALL ".join(
            _unresolved(table, "track_id", "raw_track", "track_line")
            for table in ("perspectives", "screenings", "procedures", "counselling")
        ),
    ),
)

PERSONS = (
    Check(
        "v_number_twice",
        _duplicates(
            "participants",
            "v_number",
            "code, v_hash",
            "found_dossiers WHERE v_hash IS NOT NULL",
        ),
    ),
    Check(
        "key_and_v_number_differ",
        """
        SELECT 'participants', line, 'v_number', NULL FROM found_dossiers
        WHERE by_key <> by_person
        """,
    ),
    Check(
        "dossier_matched_twice",
        _duplicates(
            "participants",
            "participant_id",
            "held_id",
            "found_dossiers WHERE held_id IS NOT NULL",
        ),
    ),
)

# Every track, dossier and placement of the persons in the package as they would be: those of the
# package, what was changed here and stays, and those known at any location that it does not name.
WHOLE = (
    """
    CREATE TEMP TABLE persons ON COMMIT DROP AS
    SELECT array_agg(DISTINCT person_id) AS ids FROM (
        SELECT person_id FROM pkg_participants
        UNION SELECT person_before FROM pkg_participants WHERE person_before IS NOT NULL
    ) AS named
    """,
    """
    CREATE TEMP TABLE whole_dossiers ON COMMIT DROP AS
    SELECT pkg.line, pkg.id, pkg.person_id,
        CASE WHEN kept.id IS NULL THEN pkg.born_on ELSE kept.born_on END AS born_on,
        CASE WHEN kept.id IS NULL THEN pkg.deceased_on ELSE kept.deceased_on END AS deceased_on
    FROM pkg_participants AS pkg LEFT JOIN participants_participant AS kept
        ON kept.id = pkg.id AND pkg.held AND COALESCE(kept.import_number, 0) = 0
    UNION ALL
    SELECT NULL, known.id, known.person_id, known.born_on, known.deceased_on
    FROM lvv_known_dossiers((SELECT ids FROM persons)) AS known
    WHERE known.id NOT IN (SELECT id FROM pkg_participants)
    """,
    "CREATE INDEX ON whole_dossiers (person_id)",
    """
    CREATE TEMP TABLE whole_tracks ON COMMIT DROP AS
    SELECT line, id, person_id, admitted_on, outflow_on FROM (
        SELECT pkg.line, pkg.id, pkg.person_id,
            CASE WHEN kept.id IS NULL THEN pkg.admitted_on ELSE kept.admitted_on END AS admitted_on,
            CASE WHEN kept.id IS NULL THEN pkg.outflow_on ELSE kept.outflow_on END AS outflow_on
        FROM pkg_tracks AS pkg LEFT JOIN tracks_track AS kept
            ON kept.id = pkg.id AND pkg.held AND COALESCE(kept.import_number, 0) = 0
    ) AS final
    WHERE person_id IS NOT NULL AND admitted_on IS NOT NULL
      AND (outflow_on IS NULL OR outflow_on >= admitted_on AND isfinite(outflow_on))
    UNION ALL
    SELECT NULL, known.id, COALESCE(moved.person_id, known.person_id), known.admitted_on,
        known.outflow_on
    FROM lvv_known_tracks((SELECT ids FROM persons)) AS known
    LEFT JOIN pkg_participants AS moved ON moved.id = known.participant_id
    WHERE known.id NOT IN (SELECT id FROM pkg_tracks)
    """,
    "CREATE INDEX ON whole_tracks (person_id)",
    """
    CREATE TEMP TABLE whole_placements ON COMMIT DROP AS
    SELECT line, person_id, moved_in_on AS admitted_on, moved_out_on AS outflow_on
    FROM pkg_placements
    WHERE person_id IS NOT NULL AND moved_in_on IS NOT NULL
      AND (moved_out_on IS NULL OR moved_out_on >= moved_in_on AND isfinite(moved_out_on))
    UNION ALL
    SELECT NULL, COALESCE(moved.person_id, known.person_id), known.moved_in_on,
        known.moved_out_on
    FROM lvv_known_placements((SELECT ids FROM persons)) AS known
    LEFT JOIN pkg_participants AS moved ON moved.id = known.participant_id
    -- Those of a dossier that the package names are replaced by those that it gives.
    WHERE moved.id IS NULL OR known.made_here
    """,
    "CREATE INDEX ON whole_placements (person_id)",
    "ANALYZE whole_dossiers",
    "ANALYZE whole_tracks",
    "ANALYZE whole_placements",
)


def _overlaps(table: str, field: str) -> str:
    """Two stays of one person share a night, or one of no length lies inside the other."""
    return f"""
        SELECT DISTINCT '{table}', one.line, '{field}', one.admitted_on::text
        FROM whole_{table} AS one JOIN whole_{table} AS other USING (person_id)
        WHERE one.line IS NOT NULL AND one.ctid <> other.ctid AND (
            (one.admitted_on < COALESCE(other.outflow_on, 'infinity')
                AND other.admitted_on < COALESCE(one.outflow_on, 'infinity')
                AND one.admitted_on < COALESCE(one.outflow_on, 'infinity')
                AND other.admitted_on < COALESCE(other.outflow_on, 'infinity'))
            OR (one.admitted_on = one.outflow_on AND other.admitted_on < one.admitted_on
                AND one.admitted_on < COALESCE(other.outflow_on, 'infinity'))
            OR (other.admitted_on = other.outflow_on AND one.admitted_on < other.admitted_on
                AND other.admitted_on < COALESCE(one.outflow_on, 'infinity'))
        )
    """


_BORN_LATE = """
    SELECT dossier.line AS dossier_line, track.line AS track_line, track.admitted_on
    FROM whole_dossiers AS dossier JOIN whole_tracks AS track USING (person_id)
    WHERE dossier.born_on > track.admitted_on
"""
_PAST_DEATH = """
    SELECT dossier.line AS dossier_line, dossier.deceased_on, track.line AS track_line,
        track.admitted_on, track.outflow_on
    FROM whole_dossiers AS dossier JOIN whole_tracks AS track USING (person_id)
    WHERE isfinite(dossier.deceased_on) AND (
        track.outflow_on IS NULL OR track.outflow_on > dossier.deceased_on
        OR track.admitted_on > dossier.deceased_on)
"""
_DEATH_ELSEWHERE = """
    SELECT track.line, track.outflow_on, dossier.line AS dossier_line, dossier.deceased_on
    FROM pkg_tracks AS track JOIN pkg_participants AS dossier ON dossier.id = track.participant_id
    WHERE track.outflow_reason = 'deceased'
      AND (dossier.deceased_on IS NULL OR dossier.deceased_on <> track.outflow_on
           AND isfinite(dossier.deceased_on) AND isfinite(track.outflow_on))
"""


def _both(query: str, *parts: tuple[str, str, str, str]) -> str:
    """One breach reported at several rows: for each its table, line, field and value."""
    return " UNION ".join(
        f"SELECT '{table}', {line}, '{field}', {value} FROM ({query}) AS breach"
        f" WHERE {line} IS NOT NULL"
        for table, line, field, value in parts
    )


def _before_admission(table: str, field: str) -> str:
    return _both(
        f"SELECT line, track_line, {field}, admitted_on FROM pkg_{table}"
        f" WHERE {field} < admitted_on",
        (table, "line", field, f"{field}::text"),
        ("tracks", "track_line", "admitted_on", "admitted_on::text"),
    )


def _place(table: str) -> str:
    return _both(
        f"SELECT line, code, participant_line, dossier_code FROM pkg_{table}"
        " WHERE dossier_code <> code"
        # A location that is not there is named by itself.
        " AND code IN (SELECT location FROM stage_locations)"
        " AND dossier_code IN (SELECT location FROM stage_locations)",
        (table, "line", "location", "code"),
        ("participants", "participant_line", "location", "dossier_code"),
    )


ACROSS = (
    Check(
        "born_after_admission",
        _both(
            _BORN_LATE,
            ("participants", "dossier_line", "date_of_birth", "NULL::text"),
            ("tracks", "track_line", "admitted_on", "admitted_on::text"),
        ),
    ),
    Check(
        "admitted_before_decision",
        _both(
            "SELECT * FROM pkg_tracks WHERE admitted_on < referral_decided_on",
            ("tracks", "line", "admitted_on", "admitted_on::text"),
            ("referrals", "referral_line", "decided_on", "referral_decided_on::text"),
        ),
    ),
    Check(
        "perspective_before_admission",
        _before_admission("perspectives", "determined_on")
        + " UNION "
        + _before_admission("perspectives", "communicated_on"),
    ),
    Check(
        "screening_before_admission",
        _before_admission("screenings", "requested_on")
        + " UNION "
        + _before_admission("screenings", "completed_on"),
    ),
    Check("contact_before_admission", _before_admission("counselling", "held_on")),
    Check(
        "deceased_needs_date_of_death",
        _both(
            _DEATH_ELSEWHERE,
            ("tracks", "line", "outflow_reason", "'deceased'"),
            ("participants", "dossier_line", "deceased_on", "deceased_on::text"),
        ),
    ),
    Check(
        "track_past_death",
        _both(
            _PAST_DEATH,
            ("participants", "dossier_line", "deceased_on", "deceased_on::text"),
            (
                "tracks",
                "track_line",
                "outflow_on",
                "COALESCE(outflow_on, admitted_on)::text",
            ),
        ),
    ),
    Check("tracks_overlap", _overlaps("tracks", "admitted_on")),
    Check("placements_overlap", _overlaps("placements", "moved_in_on")),
    Check(
        "other_location_than_dossier",
        " UNION ".join(_place(table) for table in ("referrals", "tracks", "placements")),
    ),
    Check(
        "referral_of_other_dossier",
        _both(
            "SELECT * FROM pkg_tracks WHERE referral_participant <> raw_participant"
            " AND referral_participant_line IS NOT NULL AND participant_line IS NOT NULL",
            ("tracks", "line", "referral_id", "NULL::text"),
            ("referrals", "referral_line", "participant_id", "NULL::text"),
        ),
    ),
    Check(
        "referral_not_admitted",
        _both(
            "SELECT * FROM pkg_tracks WHERE referral_decision <> 'admitted'",
            ("tracks", "line", "referral_id", "NULL::text"),
            ("referrals", "referral_line", "decision", "referral_decision"),
        ),
    ),
    # A track that the package does not name can still lean on a referral that it changes.
    Check(
        "referral_of_known_track",
        """
        SELECT 'referrals', referral.line, 'decision', referral.decision
        FROM pkg_referrals AS referral
        JOIN tracks_track AS track ON track.referral_id = referral.id
        WHERE referral.held AND track.id NOT IN (SELECT id FROM pkg_tracks)
          AND (referral.decision <> 'admitted' OR referral.decided_on > track.admitted_on
               OR referral.participant_id <> track.participant_id)
        """,
    ),
    Check(
        "known_row_before_admission",
        " UNION ".join(
            f"""
            SELECT 'tracks', track.line, 'admitted_on', track.admitted_on::text
            FROM pkg_tracks AS track JOIN {table} AS own ON own.track_id = track.id
            WHERE track.held AND own.{field} < track.admitted_on
              AND COALESCE(own.import_number, 0) = 0
            """
            for table, field in (
                ("tracks_perspective", "determined_on"),
                ("screening_screening", "requested_on"),
                ("counselling_contact", "held_on"),
            )
        ),
    ),
)

CHECKS = KEYS + REFERENCES + PERSONS + ACROSS

WARNINGS = (
    Check(
        "possible_double",
        "SELECT DISTINCT 'participants', line, 'family_name', NULL FROM pkg_doubles",
    ),
    Check(
        "implausible_age",
        """
        SELECT DISTINCT 'participants', dossier.line, 'date_of_birth', NULL::text
        FROM pkg_participants AS dossier JOIN pkg_tracks AS track
            ON track.participant_id = dossier.id
        WHERE date_part('year', age(track.admitted_on, dossier.born_on)) NOT BETWEEN 16 AND 90
        """,
    ),
    Check(
        "implausibly_long_track",
        """
        SELECT 'tracks', line, CASE WHEN outflow_on IS NULL THEN 'admitted_on' ELSE 'outflow_on' END,
            COALESCE(outflow_on, admitted_on)::text
        FROM pkg_tracks
        WHERE COALESCE(outflow_on, lvv_today()) > admitted_on + interval '5 years'
          AND isfinite(COALESCE(outflow_on, lvv_today()))
        """,
    ),
    Check(
        "more_taken_than_places",
        """
        SELECT 'placements', line, 'moved_in_on', day::text FROM (
            SELECT DISTINCT ON (event.location_id) event.location_id, event.line, event.day
            FROM (
                SELECT location_id, day, max(line) AS line, sum(sum(change)) OVER (
                    PARTITION BY location_id ORDER BY day) AS taken
                FROM (
                    SELECT location_id, moved_in_on AS day, 1 AS change, line
                    FROM pkg_placements WHERE funded_by = 'lvv'
                    UNION ALL
                    SELECT location_id, moved_out_on, -1, NULL
                    FROM pkg_placements WHERE funded_by = 'lvv' AND moved_out_on IS NOT NULL
                ) AS change GROUP BY location_id, day
            ) AS event
            CROSS JOIN LATERAL (
                SELECT places FROM pkg_capacities AS capacity
                WHERE capacity.location_id = event.location_id
                  AND capacity.valid_from <= event.day
                ORDER BY capacity.valid_from DESC LIMIT 1
            ) AS place
            WHERE event.taken > place.places AND event.line IS NOT NULL
            ORDER BY event.location_id, event.day
        ) AS first_time
        """,
    ),
)

# A new dossier, and one that may be the same person without a V-number to say so. Where no dossier
# lacks a V-number there is nothing to compare.
POSSIBLE_DOUBLES = (
    """
    CREATE TEMP TABLE unnumbered_births ON COMMIT DROP AS
    SELECT date_of_birth FROM pkg_participants WHERE v_number IS NULL
    UNION SELECT date_of_birth FROM participants_participant WHERE v_number_sealed IS NULL
    """,
    """
    CREATE TEMP TABLE pkg_doubles ON COMMIT DROP AS
    WITH known AS (
        SELECT id, location_id, lvv_plain(family_name || ' ' || given_names) AS name, date_of_birth,
            country_of_origin, v_number IS NULL AS unnumbered, NOT held AS is_new, line
        FROM pkg_participants
        WHERE family_name || given_names <> '' AND date_of_birth <> '' AND country_of_origin <> ''
          AND date_of_birth IN (SELECT date_of_birth FROM unnumbered_births)
        UNION ALL
        SELECT id, location_id, search_name, date_of_birth, country_of_origin,
            v_number_sealed IS NULL, false, NULL
        FROM participants_participant AS known
        WHERE NOT EXISTS (SELECT 1 FROM pkg_participants AS pkg WHERE pkg.id = known.id)
          AND date_of_birth IN (SELECT date_of_birth FROM unnumbered_births)
    )
    SELECT DISTINCT new.line, new.id AS participant_id, new.location_id, other.id AS other_id,
        other.location_id AS other_location_id, other.is_new AS other_is_new
    FROM known AS new JOIN known AS other USING (name, date_of_birth, country_of_origin)
    WHERE new.is_new AND other.id <> new.id AND (new.unnumbered OR other.unnumbered)
    """,
)


def prepare() -> None:
    """Make the tables of whole persons, and of possible doubles, that the checks read."""
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(WHOLE + POSSIBLE_DOUBLES))


def find(checks: tuple[Check, ...]) -> Iterator[Finding]:
    """Every finding of these checks, each row of a rule once, in the order of the checks."""
    asked = " UNION ALL ".join(
        f"SELECT {number} AS nth, found.* FROM ({check.sql}) AS found (name, line, field, value)"
        for number, check in enumerate(checks)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        for number, *found in dict.fromkeys(cursor.fetchall()):
            yield *found, checks[number].rule
