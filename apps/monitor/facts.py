"""Relations of facts as of a day, in SQL: what is counted, of tracks and of what stands by itself.

Each is a common table expression with the parameters `on` (the reference date) and `first` (the
first day of its period); `{track_fact}` is where the narrow rows of `track_facts` come from. What
came after `on` is not known in them. Read by `counting`, which knows the indicators and nothing of
the register.
"""

from .solutions import solution_case

# Those that others are made of, or that are read twice, are kept while the statement runs.
KEPT = ("from_country", "named_country", "origin")
RELATIONS = {
    "referral": """
        SELECT location_id,
            CASE WHEN decided_on <= %(on)s THEN decision ELSE 'pending' END AS decision,
            rejection_reason
        FROM tracks_referral WHERE referred_on <= %(on)s
    """,
    # One row a track that counts on the day.
    "track": """
        SELECT stay.*,
            CASE WHEN is_first THEN 'first_entry' ELSE 're_entry' END AS entry,
            CASE
                WHEN days < 3 * 30.4375 THEN 'under_3'
                WHEN days < 6 * 30.4375 THEN '3_to_6'
                WHEN days < 12 * 30.4375 THEN '6_to_12'
                WHEN days < 18 * 30.4375 THEN '12_to_18'
                WHEN days < 24 * 30.4375 THEN '18_to_24'
                ELSE '24_and_over'
            END AS duration
        FROM (
            SELECT location_id, admitted_on, is_first, is_first_here,
                CASE WHEN outflow_on <= %(on)s THEN outflow_on END AS ended_on,
                LEAST(outflow_on, %(on)s) - admitted_on AS days,
                deceased_on IS NOT NULL AND deceased_on <= %(on)s AS dead,
                CASE
                    WHEN outflow_on <= %(on)s THEN NULL
                    WHEN perspective_on IS NULL THEN 'undetermined'
                    WHEN perspective_on <= %(on)s THEN perspective
                    -- The newest decision came later: the one before it that was known.
                    ELSE COALESCE((
                        SELECT held.perspective FROM tracks_perspective AS held
                        WHERE held.track_id = fact.track_id AND held.determined_on <= %(on)s
                        ORDER BY held.determined_on DESC, held.position DESC, held.id DESC LIMIT 1
                    ), 'undetermined')
                END AS perspective,
                first_determined_on <= %(on)s AS ever_determined,
                screened_on <= %(on)s AS screened,
                legal_support_on <= %(on)s AS legal_support,
                social_counselling_on <= %(on)s AS social_counselling,
                activation_on <= %(on)s AS activation,
                future_orientation_on <= %(on)s AS future_orientation,
                health_care_on <= %(on)s AS health_care
            FROM {track_fact} AS fact WHERE admitted_on <= %(on)s
        ) AS stay
    """,
    # One row a person who is not dead, at the location and by the dossier of the latest track.
    "described": """
        SELECT location_id,
            CASE WHEN outflow_on <= %(on)s THEN outflow_on END AS ended_on,
            CASE WHEN outflow_on <= %(on)s THEN reason ELSE '' END AS reason,
            CASE WHEN outflow_on <= %(on)s AND support <> '' THEN support ELSE 'unknown' END
                AS support,
            gender, first_application, country, age
        FROM {track_fact} AS fact
        WHERE admitted_on <= %(on)s AND (next_admitted_on IS NULL OR next_admitted_on > %(on)s)
          AND (deceased_on IS NULL OR deceased_on > %(on)s)
    """,
    "person": f"""
        SELECT described.*,
            CASE
                WHEN age IS NULL THEN 'unknown'
                WHEN age <= 25 THEN '25_and_under'
                WHEN age <= 35 THEN '26_to_35'
                WHEN age <= 45 THEN '36_to_45'
                WHEN age <= 55 THEN '46_to_55'
                ELSE '56_and_over'
            END AS age_band,
            {solution_case("reason")} AS solution
        FROM described
    """,
    "from_country": """
        SELECT location_id, country, count(*) AS persons FROM described GROUP BY 1, 2
    """,
    # Countries with more than ten persons are named, the same for every location.
    "named_country": """
        SELECT country FROM from_country
        WHERE country <> '' GROUP BY country HAVING sum(persons) > 10
    """,
    # One row a location and country.
    "origin": """
        SELECT location_id, persons,
            CASE
                WHEN country = '' THEN 'unknown'
                WHEN country IN (SELECT country FROM named_country) THEN country
                ELSE 'other'
            END AS listed_country
        FROM from_country
    """,
    "procedure": """
        SELECT location_id, procedure,
            CASE WHEN decided_on <= %(on)s THEN decision ELSE 'pending' END AS decision
        FROM screening_procedure WHERE submitted_on <= %(on)s
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
