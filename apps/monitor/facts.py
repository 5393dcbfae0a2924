"""Relations of facts as of a day, in SQL: what is counted, of tracks and of what stands by itself.

Each is a common table expression with the parameters `on` (the reference date) and `first` (the
first day of its period); `{track_fact}` is where the narrow rows of `track_facts` come from. What
came after `on` is not known in them. Read by `counting`, which knows the indicators and nothing of
the register.
"""

from .solutions import solution_case

# Those that are read more than once are kept while the statement runs.
KEPT = ("from_country", "named_country", "origin")
# Those that hold a number of rows in `n` instead of the rows: what is alike is put together first,
# since a few groups are counted by many conditions faster than many rows are.
FOLDED = ("referral", "stay", "open_track", "person", "outcome", "origin", "procedure")

# A person who is not dead counts at the location of the latest track, by the dossier of that track.
_LATEST = """
    admitted_on <= %(on)s AND (next_admitted_on IS NULL OR next_admitted_on > %(on)s)
    AND (deceased_on IS NULL OR deceased_on > %(on)s)
"""
RELATIONS = {
    "referral": """
        SELECT location_id, decision, rejection_reason, count(*) AS n
        FROM (
            SELECT location_id, rejection_reason,
                CASE WHEN decided_on <= %(on)s THEN decision ELSE 'pending' END AS decision
            FROM tracks_referral WHERE referred_on <= %(on)s
        ) AS known GROUP BY 1, 2, 3
    """,
    # One row a track that counts on the day.
    "track": """
        SELECT location_id, admitted_on, is_first, is_first_here,
            CASE WHEN is_first THEN 'first_entry' ELSE 're_entry' END AS entry,
            CASE WHEN outflow_on <= %(on)s THEN outflow_on END AS ended_on,
            first_determined_on <= %(on)s AS ever_determined,
            legal_support_on <= %(on)s AS legal_support,
            social_counselling_on <= %(on)s AS social_counselling,
            activation_on <= %(on)s AS activation,
            future_orientation_on <= %(on)s AS future_orientation,
            health_care_on <= %(on)s AS health_care
        FROM {track_fact} AS fact WHERE admitted_on <= %(on)s
    """,
    # How long the tracks lasted, or last. A month has 30.4375 days, which is 487 / 16.
    "stay": """
        SELECT location_id, ended, dead, duration, count(*) AS n, sum(days) AS days
        FROM (
            SELECT location_id, days,
                outflow_on IS NOT NULL AND outflow_on <= %(on)s AS ended,
                deceased_on IS NOT NULL AND deceased_on <= %(on)s AS dead,
                CASE
                    WHEN days * 16 < 3 * 487 THEN 'under_3'
                    WHEN days * 16 < 6 * 487 THEN '3_to_6'
                    WHEN days * 16 < 12 * 487 THEN '6_to_12'
                    WHEN days * 16 < 18 * 487 THEN '12_to_18'
                    WHEN days * 16 < 24 * 487 THEN '18_to_24'
                    ELSE '24_and_over'
                END AS duration
            FROM {track_fact} AS fact
            CROSS JOIN LATERAL (SELECT LEAST(outflow_on, %(on)s) - admitted_on AS days) AS lasted
            WHERE admitted_on <= %(on)s
        ) AS known GROUP BY 1, 2, 3, 4
    """,
    "open_track": """
        SELECT location_id, perspective, screened, count(*) AS n
        FROM (
            SELECT location_id, screened_on <= %(on)s AS screened,
                CASE
                    WHEN perspective_on IS NULL THEN 'undetermined'
                    WHEN perspective_on <= %(on)s THEN perspective
                    -- The newest decision came later: the one before it that was known.
                    ELSE COALESCE((
                        SELECT held.perspective FROM tracks_perspective AS held
                        WHERE held.track_id = fact.track_id AND held.determined_on <= %(on)s
                        ORDER BY held.determined_on DESC, held.position DESC, held.id DESC LIMIT 1
                    ), 'undetermined')
                END AS perspective
            FROM {track_fact} AS fact
            WHERE admitted_on <= %(on)s AND (outflow_on IS NULL OR outflow_on > %(on)s)
        ) AS known GROUP BY 1, 2, 3
    """,
    # Who the persons are.
    "person": f"""
        SELECT location_id, gender, first_application, age_band, count(*) AS n,
            sum(age) AS ages, count(age) AS n_with_age
        FROM (
            SELECT location_id, gender, first_application, age,
                CASE
                    WHEN age IS NULL THEN 'unknown'
                    WHEN age <= 25 THEN '25_and_under'
                    WHEN age <= 35 THEN '26_to_35'
                    WHEN age <= 45 THEN '36_to_45'
                    WHEN age <= 55 THEN '46_to_55'
                    ELSE '56_and_over'
                END AS age_band
            FROM {{track_fact}} AS fact WHERE {_LATEST}
        ) AS known GROUP BY 1, 2, 3, 4
    """,
    # What became of them.
    "outcome": f"""
        SELECT location_id, ended, reason, support, {solution_case("reason")} AS solution, n
        FROM (
            SELECT location_id, outflow_on IS NOT NULL AND outflow_on <= %(on)s AS ended,
                CASE WHEN outflow_on <= %(on)s THEN reason ELSE '' END AS reason,
                CASE WHEN outflow_on <= %(on)s AND support <> '' THEN support ELSE 'unknown' END
                    AS support,
                count(*) AS n
            FROM {{track_fact}} AS fact WHERE {_LATEST} GROUP BY 1, 2, 3, 4
        ) AS known
    """,
    "from_country": f"""
        SELECT location_id, country, count(*) AS n
        FROM {{track_fact}} AS fact WHERE {_LATEST} GROUP BY 1, 2
    """,
    # Countries with more than ten persons are named, the same for every location.
    "named_country": """
        SELECT country FROM from_country WHERE country <> '' GROUP BY country HAVING sum(n) > 10
    """,
    # Where they come from.
    "origin": """
        SELECT location_id, n,
            CASE
                WHEN country = '' THEN 'unknown'
                WHEN country IN (SELECT country FROM named_country) THEN country
                ELSE 'other'
            END AS listed_country
        FROM from_country
    """,
    "procedure": """
        SELECT location_id, procedure, decision, count(*) AS n
        FROM (
            SELECT location_id, procedure,
                CASE WHEN decided_on <= %(on)s THEN decision ELSE 'pending' END AS decision
            FROM screening_procedure WHERE submitted_on <= %(on)s
        ) AS known GROUP BY 1, 2, 3
    """,
    "place": """
        SELECT location_id, places FROM (
            SELECT DISTINCT ON (location_id) location_id, places FROM organisation_capacity
            WHERE valid_from <= %(on)s ORDER BY location_id, valid_from DESC
        ) AS newest
    """,
    "placement": """
        SELECT location_id FROM tracks_placement
        WHERE funded_by = 'lvv' AND moved_in_on <= %(on)s
          AND (moved_out_on IS NULL OR moved_out_on > %(on)s)
    """,
}

# Which columns of which tables the relations need; the monitor's role is granted these alone.
COLUMNS = {
    "organisation_location": "id, code",
    "organisation_capacity": "location_id, valid_from, places",
    "participants_participant": (
        "id, location_id, person_id, born_on, gender, country_of_origin, first_application,"
        " deceased_on"
    ),
    "tracks_referral": "location_id, referred_on, decision, decided_on, rejection_reason",
    "tracks_track": (
        "id, location_id, person_id, participant_id, key, admitted_on, outflow_on,"
        " outflow_reason, departure_support"
    ),
    "tracks_placement": "id, location_id, person_id, moved_in_on, moved_out_on, funded_by",
    "tracks_perspective": "id, position, track_id, determined_on, perspective",
    "screening_screening": "track_id, completed_on",
    "screening_procedure": "location_id, procedure, submitted_on, decided_on, decision",
    "counselling_contact": "track_id, held_on, form",
}
