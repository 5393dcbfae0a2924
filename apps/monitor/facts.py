"""The only place where the monitor asks other apps: relations of facts, as of a day, in SQL.

Each is a common table expression over the tables of the register, with the parameters `on` (the
reference date) and `first` (the first day of its period). What came after `on` is not known in
them. Read by `counting`, which knows the indicators and nothing of the register.
"""

from .solutions import solution_case

RELATIONS = {
    "referral": """
        SELECT location_id,
            CASE WHEN decided_on <= %(on)s THEN decision ELSE 'pending' END AS decision,
            rejection_reason
        FROM tracks_referral WHERE referred_on <= %(on)s
    """,
    "death": """
        SELECT DISTINCT person_id FROM participants_participant WHERE deceased_on <= %(on)s
    """,
    # One row a track that counts on the day, with its place among those of its person.
    "stay": """
        SELECT track.id, track.location_id, track.person_id, track.participant_id,
            track.admitted_on,
            CASE WHEN track.outflow_on <= %(on)s THEN track.outflow_on END AS ended_on,
            CASE WHEN track.outflow_on <= %(on)s THEN track.outflow_reason ELSE '' END AS reason,
            CASE WHEN track.outflow_on <= %(on)s THEN track.departure_support ELSE '' END AS support,
            row_number() OVER journey AS nth,
            count(*) OVER (PARTITION BY track.person_id) AS of_person,
            min(track.admitted_on) OVER (PARTITION BY track.person_id) AS first_admitted_on
        FROM tracks_track AS track
        JOIN organisation_location AS location ON location.id = track.location_id
        WHERE track.admitted_on <= %(on)s
        WINDOW journey AS (
            PARTITION BY track.person_id
            ORDER BY track.admitted_on,
                CASE WHEN track.outflow_on <= %(on)s THEN track.outflow_on END NULLS LAST,
                track.key COLLATE "C", location.code COLLATE "C"
        )
    """,
    # The newest decision by day holds; on one day, the later row.
    "perspective": """
        SELECT track_id, bool_or(perspective <> 'undetermined') AS ever,
            (array_agg(perspective ORDER BY determined_on DESC, position DESC, id DESC))[1] AS now
        FROM tracks_perspective WHERE determined_on <= %(on)s GROUP BY track_id
    """,
    "screened": """
        SELECT DISTINCT track_id FROM screening_screening WHERE completed_on <= %(on)s
    """,
    "contact": """
        SELECT track_id,
            bool_or(form = 'legal_support') AS legal_support,
            bool_or(form = 'social_counselling') AS social_counselling,
            bool_or(form = 'activation') AS activation,
            bool_or(form = 'future_orientation') AS future_orientation,
            bool_or(form = 'health_care') AS health_care
        FROM counselling_contact WHERE held_on <= %(on)s GROUP BY track_id
    """,
    "track": """
        SELECT stay.*, death.person_id IS NOT NULL AS dead, stay.nth = stay.of_person AS latest,
            COALESCE(perspective.now, 'undetermined') AS perspective,
            COALESCE(perspective.ever, false) AS ever_determined,
            screened.track_id IS NOT NULL AS screened,
            contact.legal_support, contact.social_counselling, contact.activation,
            contact.future_orientation, contact.health_care,
            CASE WHEN stay.nth = 1 THEN 'first_entry' ELSE 're_entry' END AS entry,
            lasted.days,
            CASE
                WHEN lasted.days < 3 * 30.4375 THEN 'under_3'
                WHEN lasted.days < 6 * 30.4375 THEN '3_to_6'
                WHEN lasted.days < 12 * 30.4375 THEN '6_to_12'
                WHEN lasted.days < 18 * 30.4375 THEN '12_to_18'
                WHEN lasted.days < 24 * 30.4375 THEN '18_to_24'
                ELSE '24_and_over'
            END AS duration
        FROM stay
        CROSS JOIN LATERAL (
            SELECT COALESCE(stay.ended_on, %(on)s) - stay.admitted_on AS days
        ) AS lasted
        LEFT JOIN death ON death.person_id = stay.person_id
        LEFT JOIN perspective ON perspective.track_id = stay.id
        LEFT JOIN screened ON screened.track_id = stay.id
        LEFT JOIN contact ON contact.track_id = stay.id
    """,
    # One row a person who is not dead, at the location and by the dossier of the latest track.
    "described": """
        SELECT track.location_id, track.ended_on, track.reason,
            COALESCE(NULLIF(track.support, ''), 'unknown') AS support,
            COALESCE(NULLIF(dossier.gender, ''), 'unknown') AS gender,
            COALESCE(NULLIF(dossier.first_application, ''), 'unknown') AS first_application,
            CASE
                WHEN dossier.country_of_origin IN ('COD', 'COG') THEN 'COD+COG'
                WHEN dossier.country_of_origin IN ('XXA', 'PSE') THEN 'XXA+PSE'
                ELSE dossier.country_of_origin
            END AS country,
            -- Born on 29 February, one has a birthday on 1 March in other years.
            (EXTRACT(year FROM track.first_admitted_on) - EXTRACT(year FROM dossier.born_on)
                - (to_char(track.first_admitted_on, 'MMDD') < to_char(dossier.born_on, 'MMDD'))::int
            )::int AS age
        FROM track JOIN participants_participant AS dossier ON dossier.id = track.participant_id
        WHERE track.latest AND NOT track.dead
    """,
    # Countries with more than ten persons are named, the same for every location.
    "named_country": """
        SELECT country FROM described WHERE country <> '' GROUP BY country HAVING count(*) > 10
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
            {solution_case("reason")} AS solution,
            CASE
                WHEN described.country = '' THEN 'unknown'
                ELSE COALESCE(named_country.country, 'other')
            END AS listed_country
        FROM described LEFT JOIN named_country ON named_country.country = described.country
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
