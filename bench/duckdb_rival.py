"""The monitor of one day by DuckDB, straight from the CSV files of a register package: a rival.

It shares nothing with the product and is written to be as fast as DuckDB can be: every column has
its type and codes are ENUMs, only the columns that count are kept, and what belongs to tracks is
looked up once, in one hash table over them. SQL counts; numpy lays the counts out as cells.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from .laying_out import LISTS, Cell, Counts, fields, laid_out, listed

# A column that is not named here is passed over as text.
TYPES = {
    "v_number": "BIGINT",
    "places": "BIGINT",
    "location": "place",
    **dict.fromkeys(
        (
            "admitted_on", "outflow_on", "deceased_on", "referred_on", "decided_on", "valid_from",
            "moved_in_on", "moved_out_on", "submitted_on", "determined_on", "completed_on",
            "held_on",
        ),
        "DATE",
    ),
}  # fmt: skip
# What is joined is hashed as it is written here, whatever DuckDB guesses of a CSV file's size.
SETTINGS = """
SET disabled_optimizers = 'join_order,build_side_probe_side';
SET perfect_ht_threshold = 22;
SET threads = {threads};
"""
# A person is a V-number, or the negative number of the row of a dossier without.
PERSON = "coalesce(v_number, -1 - dossier.rowid)"
PLACES = """
CREATE TYPE place AS ENUM (SELECT location FROM {locations} ORDER BY location)
"""
STAYS = """
CREATE TEMP TABLE dossier AS
SELECT participant_id, v_number, date_of_birth, gender, country_of_origin, first_application,
    deceased_on
FROM {participants};
CREATE TEMP TABLE stay AS
SELECT track_id, track.location AS l, {person} AS person, admitted_on, outflow_reason AS reason,
    CASE WHEN outflow_on <= {on} THEN outflow_on END AS outflow_on, departure_support AS support,
    CASE length(date_of_birth) WHEN 10 THEN date_of_birth::DATE
        WHEN 7 THEN (date_of_birth || '-15')::DATE
        WHEN 4 THEN (date_of_birth || '-07-01')::DATE END AS born_on,
    gender, country_of_origin AS country, first_application AS application
FROM {tracks} AS track JOIN dossier USING (participant_id);
CREATE TEMP TABLE key AS SELECT track_id, rowid::UINTEGER AS n FROM stay
"""
# What happened to a track: a bit for each form, one for a completed screening, one for a
# perspective ever determined; and the newest perspective, by day, then by row.
FACTS = """
CREATE TEMP TABLE fact AS
WITH event AS (
    SELECT track_id, (1 << enum_code(form))::UTINYINT AS bits, NULL::BIGINT AS newest
    FROM {counselling} WHERE held_on <= {on}
    UNION ALL
    SELECT track_id, 32, NULL FROM {screenings} WHERE completed_on <= {on}
    UNION ALL
    SELECT track_id, CASE perspective WHEN 'undetermined' THEN 0 ELSE 64 END,
        ((determined_on - DATE '0001-01-01') << 40) + (nth << 4) + enum_code(perspective)
    FROM (SELECT *, row_number() OVER () AS nth FROM {perspectives}) WHERE determined_on <= {on}
), happened AS MATERIALIZED (
    SELECT n, bit_or(bits) AS bits, max(newest) & 15 AS perspective
    FROM event JOIN key USING (track_id) GROUP BY n
), again AS MATERIALIZED (
    SELECT person FROM stay WHERE admitted_on <= {on} GROUP BY person HAVING count(*) > 1
), ordered AS MATERIALIZED (
    SELECT n, row_number() OVER w = 1 AS is_first, lead(n) OVER w IS NULL AS is_latest,
        min(admitted_on) OVER (PARTITION BY person) AS first_on,
        row_number() OVER (PARTITION BY person, l) = 1 AS is_first_here
    FROM (
        SELECT rowid AS n, person, l, admitted_on, outflow_on,
            CASE WHEN starts_with(track_id, l || ':')
                THEN substr(track_id, length(l) + 2) ELSE track_id END AS key
        FROM stay SEMI JOIN again USING (person) WHERE admitted_on <= {on}
    ) WINDOW w AS (PARTITION BY person ORDER BY admitted_on, outflow_on NULLS LAST, key, l)
), dead AS MATERIALIZED (
    SELECT DISTINCT {person} AS person FROM dossier WHERE deceased_on <= {on}
), joined AS (
    SELECT stay.*, coalesce(bits, 0) AS bits, perspective, dead.person IS NOT NULL AS is_dead,
        coalesce(is_first, true) AS is_first, coalesce(is_latest, true) AS is_latest,
        coalesce(is_first_here, true) AS is_first_here, coalesce(first_on, admitted_on) AS first_on
    FROM stay LEFT JOIN happened ON happened.n = stay.rowid
    LEFT JOIN ordered ON ordered.n = stay.rowid LEFT JOIN dead USING (person)
    WHERE admitted_on <= {on}
)
SELECT l, admitted_on, outflow_on, reason, support, gender, country, application, bits,
    perspective, is_first, is_first_here, is_dead, is_latest AND NOT is_dead AS counts,
    coalesce(outflow_on, {on}) - admitted_on AS days,
    year(first_on) - year(born_on)
        - (month(first_on) * 32 + day(first_on) < month(born_on) * 32 + day(born_on))::INT AS age
FROM joined
"""
# One row a location: what is counted or summed over all of its tracks.
SINGLES = {
    "tracks": "count(*)",
    "persons": "count(*) FILTER (is_first)",
    "persons_here": "count(*) FILTER (is_first_here)",
    "first_entry": "count(*) FILTER (is_first AND admitted_on >= {first})",
    "re_entry": "count(*) FILTER (NOT is_first AND admitted_on >= {first})",
    "outflow": "count(*) FILTER (outflow_on >= {first})",
    "screened": "count(*) FILTER (outflow_on IS NULL AND bits & 32 <> 0)",
    "ever": "count(*) FILTER (bits & 64 <> 0)",
    **{f"form_{bit}": f"count(*) FILTER (bits & {1 << bit} <> 0)" for bit in range(5)},
    "days_ended": "sum(days) FILTER (outflow_on IS NOT NULL AND NOT is_dead)",
    "days_open": "sum(days) FILTER (outflow_on IS NULL AND NOT is_dead)",
    "ages": "sum(age) FILTER (counts)",
}
BAND = (
    "CASE WHEN days < 92 THEN 0 WHEN days < 183 THEN 1 WHEN days < 366 THEN 2"
    " WHEN days < 548 THEN 3 WHEN days < 731 THEN 4 ELSE 5 END"
)
ENDED, OPEN = "outflow_on IS NOT NULL", "outflow_on IS NULL"
# Numbers by location and the number of a category: what, that number, and from where.
GROUPS = {
    "referrals": (
        "count(*)",
        "CASE WHEN decided_on <= {on} THEN enum_code(decision) ELSE {pending} END * 10"
        " + coalesce(enum_code(rejection_reason), 9)",
        "(SELECT *, location AS l FROM {referrals} WHERE referred_on <= {on})",
    ),
    "procedures": (
        "count(*)",
        "enum_code(procedure) * 6"
        " + CASE WHEN decided_on <= {on} THEN enum_code(decision) ELSE 5 END",
        "{procedures} JOIN (SELECT track_id, l FROM stay) USING (track_id)"
        " WHERE submitted_on <= {on}",
    ),
    "capacity": (
        "arg_max(places, valid_from)", "0",
        "(SELECT *, location AS l FROM {capacities} WHERE valid_from <= {on})",
    ),
    "occupied": (
        "count(*)", "0",
        "(SELECT *, location AS l FROM {placements} WHERE funded_by = 'lvv'"
        " AND moved_in_on <= {on} AND (moved_out_on IS NULL OR moved_out_on > {on}))",
    ),
    "perspective": ("count(*)", "coalesce(perspective, {undetermined})", f"fact WHERE {OPEN}"),
    "reason": ("count(*)", "enum_code(reason)", f"fact WHERE counts AND {ENDED}"),
    "support": (
        "count(*)", "coalesce(enum_code(support), {no_support})",
        f"fact WHERE counts AND {ENDED} AND reason IN ('departure', 'onward_migration')",
    ),
    "duration_ended": ("count(*)", BAND, f"fact WHERE NOT is_dead AND {ENDED}"),
    "duration_open": ("count(*)", BAND, f"fact WHERE NOT is_dead AND {OPEN}"),
    "gender": ("count(*)", "coalesce(enum_code(gender), {no_gender})", "fact WHERE counts"),
    "age": (
        "count(*)",
        "CASE WHEN age <= 25 THEN 0 WHEN age <= 35 THEN 1 WHEN age <= 45 THEN 2"
        " WHEN age <= 55 THEN 3 WHEN age > 55 THEN 4 ELSE 5 END",
        "fact WHERE counts",
    ),
    "application": (
        "count(*)", "coalesce(enum_code(application), {no_application})", "fact WHERE counts",
    ),
}  # fmt: skip
WIDTH = 64  # no group has more categories
COUNTRIES = """
SELECT enum_code(l) AS l, CASE WHEN country IN ('COD', 'COG') THEN 'COD+COG'
    WHEN country IN ('XXA', 'PSE') THEN 'XXA+PSE' ELSE coalesce(country, 'unknown') END AS country,
    count(*) AS n
FROM fact WHERE counts GROUP BY ALL
"""


def cells(folder: Path, on: date, first: date) -> list[Cell]:
    """Every cell on the day `on`, whose period began on `first`, in the order of the standard."""
    of_tables = fields(folder)
    lists = listed(of_tables)
    names = {table: _read(folder, table, each) for table, each in of_tables.items()} | {
        "on": f"DATE '{on}'",
        "first": f"DATE '{first}'",
        "person": PERSON,
        "threads": os.cpu_count(),
        "pending": lists["referrals", "decision"].index("pending"),
        "undetermined": lists["perspectives", "perspective"].index("undetermined"),
        "no_support": lists["tracks", "departure_support"].index("unknown"),
        "no_gender": lists["participants", "gender"].index("unknown"),
        "no_application": lists["participants", "first_application"].index("unknown"),
    }
    with duckdb.connect() as connection:
        connection.execute(SETTINGS.format(**names))
        for (table, column), codes in lists.items():
            quoted = ", ".join(f"'{code}'" for code in codes)
            connection.execute(f"CREATE TYPE {table}_{column} AS ENUM ({quoted})")
        connection.execute(PLACES.format(**names))
        for statement in (STAYS, FACTS):
            connection.execute(statement.format(**names))
        places = connection.execute("SELECT unnest(enum_range(NULL::place))").fetchnumpy()
        found = Counts(["all", *(str(each) for each in next(iter(places.values())))], lists)
        for count in (_count_singles, _count_groups, _count_countries):
            count(found, lambda sql: connection.execute(sql.format(**names)).fetchnumpy())
    return laid_out(found)


def _read(folder: Path, table: str, columns_of: list[dict]) -> str:
    columns = ", ".join(
        f"{field['name']}: '{_type(table, field['name'])}'" for field in columns_of
    )
    file = folder / f"{table}.csv"
    path = str(file).replace("'", "''")
    # Parts of such a size that each thread has some, of a small file too.
    part = min(max(file.stat().st_size // 8, 2 << 20), 32 << 20)
    return (
        f"read_csv('{path}', columns = {{{columns}}}, auto_detect = false, header = true,"
        f" delim = ',', quote = '\"', escape = '\"', buffer_size = {part})"
    )


def _type(table: str, column: str) -> str:
    if table == "locations":
        return "VARCHAR"
    if column in LISTS.get(table, ()):
        return f"{table}_{column}"
    return TYPES.get(column, "VARCHAR")


Ask = Callable[[str], dict[str, np.ndarray]]


def _count_singles(found: Counts, ask: Ask) -> None:
    each = ", ".join(f"{sql} AS {name}" for name, sql in SINGLES.items())
    single = ask(f"SELECT enum_code(l) AS l, {each} FROM fact GROUP BY l")
    at = single.pop("l").astype(np.int64) + 1
    for name, values in single.items():
        numbers = found.singles[name] = np.zeros(len(found.places), np.int64)
        numbers[at] = np.ma.filled(values, 0)
        numbers[0] = numbers.sum()


def _count_groups(found: Counts, ask: Ask) -> None:
    grouped = ask(
        " UNION ALL ".join(
            f"SELECT enum_code(l) AS l, {nth * WIDTH} + ({number}) AS k, {what} AS n"
            f" FROM {source} GROUP BY ALL"
            for nth, (what, number, source) in enumerate(GROUPS.values())
        )
    )
    table = np.zeros((len(found.places), len(GROUPS) * WIDTH), np.int64)
    table[grouped["l"].astype(np.int64) + 1, grouped["k"]] = grouped["n"]
    table[0] = table.sum(axis=0)
    found.groups = dict(zip(GROUPS, np.split(table, len(GROUPS), axis=1), strict=True))


def _count_countries(found: Counts, ask: Ask) -> None:
    counted = ask(COUNTRIES)
    names, number = np.unique(np.asarray(counted["country"], str), return_inverse=True)
    table = np.zeros((len(found.places), len(names)), np.int64)
    np.add.at(table, (counted["l"].astype(np.int64) + 1, number), counted["n"])
    table[0] = table.sum(axis=0)
    found.name_countries(names, table)
