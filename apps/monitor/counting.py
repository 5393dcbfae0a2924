"""Counting in SQL: from indicators and relations of facts to finished cells, in one statement."""

from collections.abc import Iterable
from functools import cache

from .facts import RELATIONS
from .indicators import INDICATORS, Indicator, Kind

# The relations of which rows are counted; the others only lead to them.
COUNTED = ("referral", "track", "person", "procedure", "place", "placement")


class _Columns:
    """The aggregates to be taken over each relation; the same one is taken once."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, str]] = {relation: {} for relation in COUNTED}

    def add(self, relation: str, aggregate: str) -> str:
        """The name of the aggregate's result, as a column of the joined counts."""
        known = self.of[relation]
        name = known.setdefault(aggregate, f"c{len(known)}")
        return f"COALESCE({relation}_count.{name}, 0)"


def _cells(columns: _Columns, order: int, indicator: Indicator) -> Iterable[str]:
    """The cells of one indicator as rows of a VALUES list."""
    below = "NULL::bigint"
    if indicator.kind != Kind.COUNT:
        below = columns.add(indicator.denominator_of or indicator.of, indicator.denominator())
    # What stands after named countries sorts after them.
    first = 1_000_000 if indicator.named_countries else 0
    for number, category in enumerate(indicator.category_codes, start=first):
        above = columns.add(indicator.of, indicator.numerator(category))
        yield (
            f"({order}, {number}, '{indicator.code}', '{category}',"
            f" {above}::bigint, {below}::bigint, {indicator.unit})"
        )


def _count(relation: str, aggregates: dict[str, str]) -> str:
    """One statement over a relation, for each location and for all of them together."""
    taken = ", ".join(f"{aggregate} AS {name}" for aggregate, name in aggregates.items())
    return (
        f"{relation}_count AS MATERIALIZED (SELECT COALESCE(location_id, 0) AS location_id, {taken}"
        f" FROM {relation} GROUP BY GROUPING SETS ((location_id), ()))"
    )


# The countries named are known only by counting: their cells come by row, not by column.
_COUNTRIES = """
country_count AS MATERIALIZED (
    SELECT COALESCE(location_id, 0) AS location_id, listed_country, count(*) AS persons
    FROM person
    WHERE listed_country IN (SELECT country FROM named_country)
    GROUP BY GROUPING SETS ((location_id, listed_country), (listed_country))
)"""

_STATEMENT = """
WITH {relations}, {counts}, {countries},
scope AS (
    SELECT 0 AS id, 'all' AS code, 0 AS rank
    UNION ALL SELECT id, code, 1 FROM organisation_location
),
cell AS (
    SELECT scope.rank, scope.code, figure.*
    FROM scope
    {joins}
    CROSS JOIN LATERAL (VALUES {values})
        AS figure(place, nth, indicator, category, numerator, denominator, unit)
    UNION ALL
    SELECT scope.rank, scope.code, {country_order}, 0, 'country_of_origin', named.country,
        COALESCE(counted.persons, 0), COALESCE(person_count.{everyone}, 0)::bigint, 1
    FROM scope CROSS JOIN named_country AS named
    LEFT JOIN country_count AS counted
        ON counted.location_id = scope.id AND counted.listed_country = named.country
    LEFT JOIN person_count ON person_count.location_id = scope.id
)
SELECT code, indicator, category, numerator, denominator,
    CASE
        WHEN denominator IS NULL THEN numerator::text
        WHEN denominator = 0 THEN ''
        ELSE round(numerator / (denominator * unit::numeric), 4)::text
    END AS value
FROM cell
WHERE %(location)s::text IS NULL OR code = %(location)s
ORDER BY rank, code COLLATE "C", place, nth, category COLLATE "C"
"""


@cache
def statement() -> str:
    """The statement that gives every cell, in the order of the standard.

    Parameters: `on` and `first` (dates), `location` (a code, 'all', or NULL for every one).
    Columns: location, indicator, category, numerator, denominator (NULL for a count), value (text,
    rounded once, half up: `round` of an exact numeric).
    """
    columns = _Columns()
    values = [
        cell
        for order, indicator in enumerate(INDICATORS)
        for cell in _cells(columns, order, indicator)
    ]
    order = next(n for n, indicator in enumerate(INDICATORS) if indicator.named_countries)
    everyone = columns.of["person"]["count(*)"]
    return _STATEMENT.format(
        relations=", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in RELATIONS.items()),
        counts=", ".join(_count(relation, taken) for relation, taken in columns.of.items()),
        countries=_COUNTRIES,
        joins=" ".join(
            f"LEFT JOIN {r}_count ON {r}_count.location_id = scope.id" for r in columns.of
        ),
        values=", ".join(values),
        country_order=order,
        everyone=everyone,
    )
