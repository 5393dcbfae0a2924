"""The monitor written out by hand in SQL, without the product's definitions: the rivals in SQL.

Two sources: the narrow rows (`FROM_FACTS`) and the ten tables of the register (`FROM_TABLES`).
Parameters: `on` and `first`. Columns: location, indicator, category, numerator, denominator, value.
"""

PERSPECTIVES = ("return", "legalisation", "onward_migration", "undetermined")
FORMS = ("legal_support", "social_counselling", "activation", "future_orientation", "health_care")
REFERRAL_DECISIONS = ("admitted", "rejected", "withdrawn", "pending")
DECISIONS = ("granted", "rejected", "inadmissible", "not_processed", "withdrawn", "pending")
BANDS = ("under_3", "3_to_6", "6_to_12", "12_to_18", "18_to_24", "24_and_over")
AGES = ("25_and_under", "26_to_35", "36_to_45", "46_to_55", "56_and_over", "unknown")
SOLUTIONS = ("durable", "semi_durable", "none")
GENDERS = ("male", "female", "unknown")
SOLUTION = """CASE
    WHEN reason IN ({durable}) THEN 'durable'
    WHEN reason IN ({semi_durable}) THEN 'semi_durable' ELSE 'none' END"""

FACTS = "fact AS NOT MATERIALIZED (SELECT * FROM monitor_trackfact WHERE admitted_on <= %(on)s)"
# The same rows worked out on the spot, of what was known on the day alone.
TABLES = """
stay AS MATERIALIZED (
    SELECT t.id AS track_id, t.location_id, t.person_id, t.participant_id, t.admitted_on,
        CASE WHEN t.outflow_on <= %(on)s THEN t.outflow_on END AS outflow_on,
        t.outflow_reason AS reason, t.departure_support AS support,
        lead(t.admitted_on) OVER w AS next_admitted_on, row_number() OVER w = 1 AS is_first,
        row_number() OVER (PARTITION BY t.person_id, t.location_id ORDER BY t.admitted_on,
            t.outflow_on NULLS LAST, t.key COLLATE "C") = 1 AS is_first_here,
        min(t.admitted_on) OVER (PARTITION BY t.person_id) AS first_admitted_on
    FROM tracks_track AS t JOIN organisation_location AS l ON l.id = t.location_id
    WHERE t.admitted_on <= %(on)s
    WINDOW w AS (PARTITION BY t.person_id ORDER BY t.admitted_on, t.outflow_on NULLS LAST,
        t.key COLLATE "C", l.code COLLATE "C")
), death AS (
    SELECT person_id, min(deceased_on) AS deceased_on FROM participants_participant
    WHERE deceased_on <= %(on)s GROUP BY 1
), decision AS (
    SELECT track_id, min(determined_on) FILTER (WHERE perspective <> 'undetermined')
            AS first_determined_on,
        max(determined_on) AS perspective_on,
        (array_agg(perspective ORDER BY determined_on DESC, position DESC, id DESC))[1]
            AS perspective
    FROM tracks_perspective WHERE determined_on <= %(on)s GROUP BY 1
), screened AS (
    SELECT track_id, min(completed_on) AS screened_on FROM screening_screening
    WHERE completed_on <= %(on)s GROUP BY 1
), held AS (
    SELECT track_id,
        min(held_on) FILTER (WHERE form = 'legal_support') AS legal_support_on,
        min(held_on) FILTER (WHERE form = 'social_counselling') AS social_counselling_on,
        min(held_on) FILTER (WHERE form = 'activation') AS activation_on,
        min(held_on) FILTER (WHERE form = 'future_orientation') AS future_orientation_on,
        min(held_on) FILTER (WHERE form = 'health_care') AS health_care_on
    FROM counselling_contact WHERE held_on <= %(on)s GROUP BY 1
), fact AS MATERIALIZED (
    SELECT s.*, death.deceased_on, first_determined_on, perspective_on, perspective, screened_on,
        legal_support_on, social_counselling_on, activation_on, future_orientation_on,
        health_care_on, COALESCE(NULLIF(p.gender, ''), 'unknown') AS gender,
        CASE WHEN p.country_of_origin IN ('COD', 'COG') THEN 'COD+COG'
            WHEN p.country_of_origin IN ('XXA', 'PSE') THEN 'XXA+PSE'
            ELSE p.country_of_origin END AS country,
        COALESCE(NULLIF(p.first_application, ''), 'unknown') AS first_application,
        EXTRACT(year FROM s.first_admitted_on)::int - EXTRACT(year FROM p.born_on)::int
            - (to_char(s.first_admitted_on, 'MMDD') < to_char(p.born_on, 'MMDD'))::int AS age
    FROM stay AS s JOIN participants_participant AS p ON p.id = s.participant_id
    LEFT JOIN death ON death.person_id = s.person_id LEFT JOIN decision USING (track_id)
    LEFT JOIN screened USING (track_id) LEFT JOIN held USING (track_id)
)"""

FOLDED = """
referral AS MATERIALIZED (
    SELECT location_id AS l, CASE WHEN decided_on <= %(on)s THEN decision ELSE 'pending' END AS d,
        rejection_reason AS r, count(*) AS n
    FROM tracks_referral WHERE referred_on <= %(on)s GROUP BY 1, 2, 3
), track AS MATERIALIZED (
    SELECT location_id AS l, count(*) AS n, count(*) FILTER (WHERE is_first) AS persons,
        count(*) FILTER (WHERE is_first_here) AS persons_here,
        count(*) FILTER (WHERE admitted_on >= %(first)s AND is_first) AS came,
        count(*) FILTER (WHERE admitted_on >= %(first)s AND NOT is_first) AS came_again,
        count(*) FILTER (WHERE outflow_on BETWEEN %(first)s AND %(on)s) AS gone,
        count(*) FILTER (WHERE first_determined_on <= %(on)s) AS ever,
        count(*) FILTER (WHERE legal_support_on <= %(on)s) AS legal_support,
        count(*) FILTER (WHERE social_counselling_on <= %(on)s) AS social_counselling,
        count(*) FILTER (WHERE activation_on <= %(on)s) AS activation,
        count(*) FILTER (WHERE future_orientation_on <= %(on)s) AS future_orientation,
        count(*) FILTER (WHERE health_care_on <= %(on)s) AS health_care
    FROM fact GROUP BY 1
), stay_of AS MATERIALIZED (
    SELECT location_id AS l, COALESCE(outflow_on <= %(on)s, false) AS ended,
        COALESCE(deceased_on <= %(on)s, false) AS dead,
        width_bucket((LEAST(outflow_on, %(on)s) - admitted_on), ARRAY[92, 183, 366, 548, 731])
            AS b,
        count(*) AS n, sum(LEAST(outflow_on, %(on)s) - admitted_on) AS days
    FROM fact GROUP BY 1, 2, 3, 4
), going AS MATERIALIZED (
    SELECT l, p, s, count(*) AS n FROM (
        SELECT location_id AS l, COALESCE(screened_on <= %(on)s, false) AS s,
            CASE WHEN perspective_on IS NULL THEN 'undetermined'
                WHEN perspective_on <= %(on)s THEN perspective
                ELSE COALESCE((SELECT h.perspective FROM tracks_perspective AS h
                    WHERE h.track_id = fact.track_id AND h.determined_on <= %(on)s
                    ORDER BY h.determined_on DESC, h.position DESC, h.id DESC LIMIT 1),
                    'undetermined') END AS p
        FROM fact WHERE outflow_on IS NULL OR outflow_on > %(on)s) AS o GROUP BY 1, 2, 3
), who AS MATERIALIZED (
    SELECT location_id AS l, gender AS g, first_application AS f,
        CASE WHEN age IS NULL THEN 'unknown' WHEN age <= 25 THEN '25_and_under'
            WHEN age <= 35 THEN '26_to_35' WHEN age <= 45 THEN '36_to_45'
            WHEN age <= 55 THEN '46_to_55' ELSE '56_and_over' END AS a,
        count(*) AS n, count(age) AS aged, sum(age) AS ages
    FROM fact WHERE {latest} GROUP BY 1, 2, 3, 4
), went AS MATERIALIZED (
    SELECT location_id AS l, COALESCE(outflow_on <= %(on)s, false) AS ended,
        CASE WHEN outflow_on <= %(on)s THEN reason ELSE '' END AS reason,
        CASE WHEN outflow_on <= %(on)s AND support <> '' THEN support ELSE 'unknown' END AS u,
        count(*) AS n
    FROM fact WHERE {latest} GROUP BY 1, 2, 3, 4
), land AS MATERIALIZED (
    SELECT location_id AS l, country AS c, count(*) AS n FROM fact WHERE {latest} GROUP BY 1, 2
), named AS MATERIALIZED (
    SELECT c FROM land WHERE c <> '' GROUP BY 1 HAVING sum(n) > 10
), procedure AS MATERIALIZED (
    SELECT location_id AS l, procedure AS k,
        CASE WHEN decided_on <= %(on)s THEN decision ELSE 'pending' END AS d, count(*) AS n
    FROM screening_procedure WHERE submitted_on <= %(on)s GROUP BY 1, 2, 3
), place AS MATERIALIZED (
    SELECT DISTINCT ON (location_id) location_id AS l, places AS n FROM organisation_capacity
    WHERE valid_from <= %(on)s ORDER BY location_id, valid_from DESC
), bed AS MATERIALIZED (
    SELECT location_id AS l, count(*) AS n FROM tracks_placement
    WHERE funded_by = 'lvv' AND moved_in_on <= %(on)s
        AND (moved_out_on IS NULL OR moved_out_on > %(on)s) GROUP BY 1
), scope AS (SELECT 0 AS l, 'all' AS code UNION ALL SELECT id, code FROM organisation_location)
"""
LATEST = """(next_admitted_on IS NULL OR next_admitted_on > %(on)s)
    AND (deceased_on IS NULL OR deceased_on > %(on)s)"""


def _texts(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _sum(what: str, source: str, where: str = "true") -> str:
    """The sum by location, and of all as location 0."""
    return (
        f"(SELECT COALESCE(l, 0) AS l, sum({what}) AS n FROM {source} WHERE {where}"
        " GROUP BY ROLLUP (l))"
    )


class _Cells:
    """The cells, indicator by indicator, as parts of one UNION ALL."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def one(self, code: str, above: str, below: str = "", unit: str = "1") -> None:
        """An indicator without categories."""
        joined = f"LEFT JOIN {below} AS d ON d.l = scope.l" if below else ""
        number = "COALESCE(d.n, 0)" if below else "NULL::bigint"
        self.parts.append(
            f"SELECT {len(self.parts)}, 0, code, '{code}', '', COALESCE(k.n, 0), {number}, {unit}"
            f" FROM scope LEFT JOIN {above} AS k ON k.l = scope.l {joined}"
        )

    def share(
        self, code: str, column: str, source: str, values: tuple[str, ...], where: str = "true",
        *, is_count: bool = False,
    ) -> None:  # fmt: skip
        """An indicator with a cell for each of some values of a column."""
        counted = (
            f"(SELECT COALESCE(l, 0) AS l, {column} AS v, sum(n) AS n FROM {source}"
            f" WHERE {where} GROUP BY GROUPING SETS ((l, {column}), ({column})))"
        )
        below = "NULL::bigint" if is_count else "COALESCE(d.n, 0)"
        self.parts.append(
            f"SELECT {len(self.parts)}, v.nth, code, '{code}', v.v, COALESCE(k.n, 0), {below}, 1"
            f" FROM scope CROSS JOIN unnest(ARRAY[{_texts(values)}]) WITH ORDINALITY AS v (v, nth)"
            f" LEFT JOIN {counted} AS k ON k.l = scope.l AND k.v = v.v"
            f" LEFT JOIN {_sum('n', source, where)} AS d ON d.l = scope.l"
        )


def _statement(source: str, lists: dict[str, tuple[str, ...]]) -> str:
    solution = SOLUTION.format(
        durable=_texts(lists["durable"]), semi_durable=_texts(lists["semi_durable"])
    )
    cells = _Cells()
    cells.share("referrals", "d", "referral", REFERRAL_DECISIONS)
    cells.share("rejection_reason", "r", "referral", lists["rejection"], "d = 'rejected'")
    cells.one("tracks", _sum("n", "track"))
    cells.one(
        "participants",
        "(SELECT l, persons_here AS n FROM track UNION ALL SELECT 0, sum(persons) FROM track)",
    )
    came = (
        "(SELECT l, 'first_entry' AS e, came AS n FROM track UNION ALL"
        " SELECT l, 're_entry', came_again FROM track) AS entered"
    )
    cells.share("inflow", "e", came, ("first_entry", "re_entry"), is_count=True)
    cells.one("outflow", _sum("gone", "track"))
    cells.one("open_tracks", _sum("n", "stay_of", "NOT ended"))
    cells.one("capacity", _sum("n", "place"))
    cells.one("occupied_places", _sum("n", "bed"))
    cells.one("occupancy", _sum("n", "bed"), _sum("n", "place"))
    cells.share("perspective", "p", "going", PERSPECTIVES)
    cells.one(
        "perspective_determined", _sum("n", "going", "p <> 'undetermined'"), _sum("n", "going")
    )
    cells.one("perspective_ever_determined", _sum("ever", "track"), _sum("n", "track"))
    cells.one("screening_completed", _sum("n", "going", "s"), _sum("n", "going"))
    forms = " UNION ALL ".join(
        f"SELECT l, '{form}' AS v, {form} AS n FROM track" for form in FORMS
    )
    cells.parts.append(
        f"SELECT {len(cells.parts)}, v.nth, code, 'counselling_form', v.v, COALESCE(k.n, 0),"
        " COALESCE(d.n, 0), 1 FROM scope"
        f" CROSS JOIN unnest(ARRAY[{_texts(FORMS)}]) WITH ORDINALITY AS v (v, nth)"
        " LEFT JOIN (SELECT COALESCE(l, 0) AS l, v, sum(n) AS n FROM"
        f" ({forms}) AS f GROUP BY GROUPING SETS ((l, v), (v))) AS k ON k.l = scope.l AND k.v = v.v"
        f" LEFT JOIN {_sum('n', 'track')} AS d ON d.l = scope.l"
    )
    cells.one("participants_analysed", _sum("n", "who"))
    cells.one("participants_left", _sum("n", "went", "ended"))
    cells.share("solution", solution, "went", SOLUTIONS, "ended")
    cells.share("outflow_reason", "reason", "went", lists["outflow"], "ended")
    leaving = "reason IN ('departure', 'onward_migration')"
    cells.share("departure_support", "u", "went", lists["support"], leaving)
    procedures = ("repeat_asylum_application", "article_64")
    for kind in procedures:
        cells.share(f"decision_{kind}", "d", "procedure", DECISIONS, f"k = '{kind}'")
    for kind in procedures:
        decided = f"k = '{kind}' AND d IN ('granted', 'rejected', 'inadmissible')"
        cells.one(
            f"granted_{kind}",
            _sum("n", "procedure", f"k = '{kind}' AND d = 'granted'"),
            _sum("n", "procedure", decided),
        )
    for name, ended in (("ended", "ended"), ("open", "NOT ended")):
        where = f"{ended} AND NOT dead"
        cells.one(
            f"duration_{name}_months",
            _sum("days", "stay_of", where),
            _sum("n", "stay_of", where),
            "30.4375",
        )
    band = f"(ARRAY[{_texts(BANDS)}])[b + 1]"
    for name, ended in (("ended", "ended"), ("open", "NOT ended")):
        cells.share(f"duration_{name}", band, "stay_of", BANDS, f"{ended} AND NOT dead")
    cells.share("gender", "g", "who", GENDERS)
    cells.share("age_at_entry", "a", "who", AGES)
    cells.one("mean_age_at_entry", _sum("ages", "who"), _sum("aged", "who"))
    listed = (
        "CASE WHEN c = '' THEN 'unknown' WHEN c IN (SELECT c FROM named) THEN c ELSE 'other' END"
    )
    cells.parts.append(
        f"SELECT {len(cells.parts)}, v.nth, code, 'country_of_origin', v.v, COALESCE(k.n, 0),"
        " COALESCE(d.n, 0), 1 FROM scope CROSS JOIN (SELECT c AS v, 0 AS nth FROM named"
        " UNION ALL VALUES ('other', 1), ('unknown', 2)) AS v LEFT JOIN"
        f" (SELECT COALESCE(l, 0) AS l, v, sum(n) AS n FROM (SELECT l, {listed} AS v, n FROM land)"
        " AS x GROUP BY GROUPING SETS ((l, v), (v))) AS k ON k.l = scope.l AND k.v = v.v"
        f" LEFT JOIN {_sum('n', 'land')} AS d ON d.l = scope.l"
    )
    cells.share("first_application", "f", "who", lists["application"])
    return (
        f"WITH {source}, {FOLDED.replace('{latest}', LATEST)}, "
        "cell (o, nth, code, indicator, category, above, below, unit) AS ("
        + " UNION ALL ".join(cells.parts)
        + """)
    SELECT code, indicator, category, above::bigint, below::bigint,
        CASE WHEN below IS NULL THEN above::bigint::text WHEN below = 0 THEN ''
            ELSE round(above / (below * unit::numeric), 4)::text END
    FROM cell ORDER BY code <> 'all', code COLLATE "C", o, nth, category COLLATE "C" """
    )


def from_facts(lists: dict[str, tuple[str, ...]]) -> str:
    """The statement over the narrow rows; `lists` gives the code lists of the standard."""
    return _statement(FACTS, lists)


def from_tables(lists: dict[str, tuple[str, ...]]) -> str:
    """The statement over the tables of the register."""
    return _statement(TABLES, lists)
