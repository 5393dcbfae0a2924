"""No page reads a large table from end to end or sorts a city, whoever asks, however it is narrowed.

PostgreSQL plans for the rows that its statistics tell of: they are set to those of a register of a
million tracks in a hundred cities, and each statement of each page is planned as it is asked, in
its role and under its policies. What a function does inside is seen in the counters of scans.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.monitor.models import Edition
from apps.organisation.models import User
from apps.participants.filters import seal_search
from apps.participants.models import Participant
from apps.tracks.codes import OutflowReason, Perspective
from apps.tracks.models import Track
from tests import cast
from tests.registers.packages import PILOT
from tests.test_access import edition

# How many rows each has when a million tracks are kept.
LARGE = {
    "participants_person": 1_000_000,
    "participants_participant": 1_000_000,
    "participants_involvement": 500_000,
    "participants_datakey": 1_000_000,
    "tracks_referral": 1_000_000,
    "tracks_track": 1_000_000,
    "tracks_placement": 1_000_000,
    "tracks_perspective": 2_000_000,
    "screening_screening": 1_000_000,
    "screening_procedure": 1_000_000,
    "counselling_contact": 10_000_000,
    "monitor_editioncell": 1_000_000,
    "audit_accessentry": 10_000_000,
}
# Read whole by counting alone, which a page does not do; as small as it is, whoever reads it, does.
COUNTED = ("monitor_trackfact",)
CITIES = 100
# As many as a search finds at most, and some; the list of a city has 10,000.
MOST_SORTED = 2_000
# As many values as rows, or a few: -1 is the former, by the conventions of pg_stats.
UNIQUE = ("id", "track_id", "participant_id", "person_id", "key", "search_name", "v_number_hash")
COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
# Of the table itself, and of each of its indexes: a page in either holds as many as it must.
ROWS = """
    SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', relname::text,
        'relpages', greatest(pg_relation_size(oid) / 8192, 2)::int, 'reltuples', %(rows)s::real)
    FROM pg_class WHERE oid = %(table)s::regclass
        OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %(table)s::regclass)
"""
VALUES = """
    SELECT pg_restore_attribute_stats('schemaname', 'public', 'relname', %s::text, 'attname', %s::text,
        'inherited', false, 'null_frac', 0::real, 'avg_width', 12, 'n_distinct', %s::real)
"""
FORGOTTEN = (
    "SELECT pg_clear_relation_stats('public', %s::text)",
    "SELECT pg_clear_attribute_stats('public', %s::text, attname::text, false)"
    " FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
)
SCANS = """
    SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname = ANY (%s)
"""
READERS = (
    "coordinator_utrecht",
    "registrar_utrecht",
    "officer_utrecht",
    "counsellor_utrecht",
    "shelter_utrecht",
    "partner_dtv",
    "bureau",
)


def n_distinct(column: str) -> float:
    if column in ("location_id", "location"):
        return CITIES
    return -1 if column in UNIQUE else 1000


@pytest.fixture
def people(db, superuser: psycopg.Connection) -> Iterator[dict[str, User]]:
    """The cast, before a register of which the statistics say that it is large."""
    accepted, _ = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted
    found = cast.gather()
    edition()
    superuser.execute("SET lock_timeout = '5s'")
    for table, rows in LARGE.items():
        superuser.execute(ROWS, {"table": table, "rows": rows})
        for (column,) in superuser.execute(COLUMNS, [table]).fetchall():
            superuser.execute(VALUES, [table, column, n_distinct(column)])
    yield found
    for table in LARGE:
        superuser.execute(FORGOTTEN[0], [table])
        superuser.execute(FORGOTTEN[1], [table, table])


def pages(who: User) -> list[str]:
    """Every list, narrowed in every way, what it leads to, and the pages of the monitor."""
    lists = ["participant_list", "track_list", "api_participants", "api_tracks", "import_list"]
    urls = [reverse(name) for name in [*lists, "monitor", "edition_list", "location_list"]]
    with acting_as(cast.actor(who)) as actor:
        dossier = Participant.objects.visible_to(actor).exclude(family_name="").first()
        track = Track.objects.visible_to(actor).first()
    urls += [f"{reverse('track_list')}?{query}" for query in narrowed()]
    urls += [f"{reverse('participant_list')}?location=utrecht"]
    if dossier:
        urls += [reverse(name, args=[dossier.pk]) for name in ("participant_detail",)]
        urls += [
            f"{reverse('participant_list')}?search={seal_search(words)}"
            for words in (dossier.family_name, dossier.key, "0000000007", "een twee")
        ]
    if track:
        urls.append(reverse("api_track", args=[track.pk]))
    number = Edition.objects.latest("pk").pk
    return [*urls, *(reverse(name, args=[number]) for name in ("edition_detail", "api_cells"))]


def narrowed() -> list[str]:
    return [
        "location=utrecht",
        "state=open",
        "state=ended",
        "caseload=mine",
        f"perspective={Perspective.RETURN}",
        f"outflow_reason={OutflowReason.DEPARTURE}",
        f"location=utrecht&state=open&outflow_reason={OutflowReason.DEPARTURE}",
    ]


@contextmanager
def planned(found: list[str]) -> Iterator[None]:
    """Note what a statement would read from one end to the other, before it is carried out."""

    def look(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            # A cursor of its own, since that of the statement may be one of the server.
            with psycopg.ClientCursor(connection.connection) as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}".encode(), parameters)
                (plan,) = cursor.fetchone() or ([],)
            found.extend(f"{what}: {sql}" for what in slow(plan[0]["Plan"]))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(look):
        yield


def slow(node: dict[str, Any]) -> Iterator[str]:
    """The large tables that a plan reads from end to end, and what it sorts to show a page."""
    kind = node["Node Type"]
    if kind == "Seq Scan" and node["Relation Name"] in (*LARGE, *COUNTED):
        yield f"reads all of {node['Relation Name']}"
    if kind == "Sort" and node["Plan Rows"] > MOST_SORTED:
        yield f"sorts {node['Plan Rows']} rows"
    for below in node.get("Plans", []):
        yield from slow(below)


def scans() -> dict[str, int]:
    """How often each large table was read so in this transaction, by functions too."""
    with connection.cursor() as cursor:
        cursor.execute(SCANS, [[*LARGE, *COUNTED]])
        return dict(cursor.fetchall())


def followed(client: Client, url: str) -> Iterator[tuple[str, int]]:
    """A page and the one after it, with what each answers."""
    response = client.get(url)
    yield url, response.status_code
    page = (response.context or {}).get("page")
    if page is not None and page.next:
        after = url.partition("?")[0] + page.next
        yield after, client.get(after).status_code


@pytest.mark.parametrize("name", READERS)
def test_no_page_reads_a_large_table_from_end_to_end_or_sorts_a_city(client, people, name):
    client.force_login(people[name])
    seen = set()
    for address in pages(people[name]):
        found: list[str] = []
        before = scans()
        with planned(found):
            answers = dict(followed(client, address))
        assert set(answers.values()) <= {200, 302, 403, 404}
        seen |= set(answers.values())
        assert not found, f"{name} at {address}:\n" + "\n\n".join(found)
        assert scans() == before, f"{name} at {address}: a function reads all of a table."
    assert 200 in seen
