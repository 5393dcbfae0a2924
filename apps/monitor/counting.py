"""Counting in SQL: from indicators and relations of facts to finished cells, in one statement."""

from collections.abc import Iterable
from functools import cache

from . import track_facts
from .facts import KEPT, RELATIONS
from .indicators import INDICATORS, Indicator, Kind

# The relations of which rows are counted; the others only lead to them.
COUNTED = (
    "referral",
    "track",
    "stay",
    "open_track",
    "person",
    "outcome",
    "origin",
    "procedure",
    "place",
    "placement",
)


class _Columns:
    """The aggregates to be taken over each relation; the same one is taken once."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, str]] = {relation: {} for relation in COUNTED}
        # What the national figure adds up, where that is another aggregate: column by column.
        self.everywhere: dict[str, dict[str, str]] = {relation: {} for relation in COUNTED}

    def add(self, relation: str, aggregate: str, everywhere: str = "") -> str:
        """The name of the aggregate's result, as a column of the joined counts."""
        name = self._name(relation, aggregate)
        if everywhere:
            self.everywhere[relation][name] = self._name(relation, everywhere)
        return f"COALESCE({relation}_count.{name}, 0)"

    def _name(self, relation: str, aggregate: str) -> str:
        known = self.of[relation]
        return known.setdefault(aggregate, f"c{len(known)}")


def _cells(columns: _Columns, order: int, indicator: Indicator) -> Iterable[str]:
    """The cells of one indicator as rows of a VALUES list."""
    below = "NULL::bigint"
    if indicator.kind != Kind.COUNT:
        below = columns.add(indicator.denominator_of or indicator.of, indicator.denominator())
    # What stands after named countries sorts after them.
    first = 1_000_000 if indicator.named_countries else 0
    for number, category in enumerate(indicator.category_codes, start=first):
        above = columns.add(indicator.of, indicator.numerator(category), indicator.everywhere_sql)
        yield (
            f"({order}, {number}, '{indicator.code}', '{category}',"
            f" {above}::bigint, {below}::bigint, {indicator.unit})"
        )


def _count(relation: str, columns: _Columns) -> str:
    """Statements over a relation: its rows counted once, by location; those added up for all.

    A row of a relation counts at one location, so that the sum is the count of all rows; what is
    not so (persons) has a column of its own for all.
    """
    aggregates = columns.of[relation]
    taken = ", ".join(f"{aggregate} AS {name}" for aggregate, name in aggregates.items())
    named = ", ".join(aggregates.values())
    added = ", ".join(
        f"sum({columns.everywhere[relation].get(name, name)})" for name in aggregates.values()
    )
    return (
        f"{relation}_here AS MATERIALIZED ("
        f"SELECT location_id, {taken} FROM {relation} GROUP BY location_id), "
        f"{relation}_count AS MATERIALIZED (SELECT location_id, {named} FROM {relation}_here"
        f" UNION ALL SELECT 0, {added} FROM {relation}_here)"
    )


# The countries named are known only by counting: their cells come by row, not by column.
_COUNTRIES = """
country_count AS MATERIALIZED (
    SELECT COALESCE(location_id, 0) AS location_id, listed_country, sum(n) AS persons
    FROM origin
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
        COALESCE(counted.persons, 0)::bigint, COALESCE(origin_count.{everyone}, 0)::bigint, 1
    FROM scope CROSS JOIN named_country AS named
    LEFT JOIN country_count AS counted
        ON counted.location_id = scope.id AND counted.listed_country = named.country
    LEFT JOIN origin_count ON origin_count.location_id = scope.id
)
SELECT code, indicator, category, numerator, denominator,
    CASE
        WHEN denominator IS NULL THEN numerator::text
        WHEN denominator = 0 THEN ''
        ELSE round(numerator / (denominator * unit::numeric), 4)::text
    END AS value,
    (SELECT EXISTS (SELECT FROM monitor_registerchange)) AS is_behind
FROM cell
WHERE %(location)s::text IS NULL OR code = %(location)s
ORDER BY rank, code COLLATE "C", place, nth, category COLLATE "C"
"""


@cache
def statement(*, up_to_date: bool = False) -> str:
    """The statement that gives every cell, in the order of the standard.

    Parameters: `on` and `first` (dates), `location` (a code, 'all', or NULL for every one).
    Columns: location, indicator, category, numerator, denominator (NULL for a count), value (text,
    rounded once, half up: `round` of an exact numeric), and whether changes of the register were
    noted that the rows do not show: then the cells are wrong. With `up_to_date` they are right all
    the same, at the cost of looking those changes up.
    """
    columns = _Columns()
    values = [
        cell
        for order, indicator in enumerate(INDICATORS)
        for cell in _cells(columns, order, indicator)
    ]
    order = next(n for n, indicator in enumerate(INDICATORS) if indicator.named_countries)
    everyone = columns.of["origin"]["sum(n)"]
    source = track_facts.up_to_date() if up_to_date else "monitor_trackfact"
    return _STATEMENT.format(
        relations=", ".join(
            f"{name} AS {'' if name in KEPT else 'NOT '}MATERIALIZED"
            f" ({sql.replace('{track_fact}', source)})"
            for name, sql in RELATIONS.items()
        ),
        counts=", ".join(_count(relation, columns) for relation in columns.of),
        countries=_COUNTRIES,
        joins=" ".join(
            f"LEFT JOIN {r}_count ON {r}_count.location_id = scope.id" for r in columns.of
        ),
        values=", ".join(values),
        country_order=order,
        everyone=everyone,
    )
