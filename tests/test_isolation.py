"""Nobody sees a row of a dossier that is not theirs, whatever a pool or a query does."""

import os
from datetime import date

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.monitor.facts import COLUMNS
from apps.organisation.access import Actor
from apps.organisation.models import Location
from apps.participants.models import Participant
from apps.tracks.models import Track
from tests.registers.packages import PILOT

TODAY = date(2022, 7, 1)
# Every table that holds rows of a dossier; a new one without row-level security fails below.
DOSSIER_TABLES = {
    "counselling_contact",
    "participants_datakey",
    "participants_involvement",
    "participants_participant",
    "participants_possibledouble",
    "screening_procedure",
    "screening_screening",
    "tracks_caseload",
    "tracks_perspective",
    "tracks_placement",
    "tracks_referral",
    "tracks_track",
}


def take_in_the_pilot() -> None:
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")


def at(code: str) -> Actor:
    """The system at one location: row-level security treats it as anyone who has that location."""
    return Actor.system(
        code,
        today=TODAY,
        locations=Location.objects.filter(code=code).values_list("pk", flat=True),
    )


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(DOSSIER_TABLES):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_every_table_of_a_dossier_forces_row_level_security():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
              AND (relname ~ '^(participants|tracks|screening|counselling)_')
            """
        )
        forced = dict(cursor.fetchall())
    # A person lies outside, and so holds nothing but a hash.
    assert forced.pop("participants_person") is False
    assert {name for name, is_forced in forced.items() if is_forced} == DOSSIER_TABLES
    assert set(forced) == DOSSIER_TABLES


@pytest.mark.django_db
def test_a_person_holds_nothing_but_a_hash():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'participants_person'"
        )
        assert {name for (name,) in cursor.fetchall()} == {"id", "v_number_hash"}


@pytest.mark.django_db
def test_the_application_is_no_superuser_bypasses_nothing_and_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("lvv_app",)
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = 'lvv_app'"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'lvv_app'::regrole")
        assert cursor.fetchone() == (0,)


def test_without_settings_there_are_no_rows_and_with_two_cities_by_turns_none_is_foreign(
    committed,
):
    take_in_the_pilot()
    assert set(counts().values()) == {0}
    cities = {code: Location.objects.get(code=code).pk for code in ("utrecht", "groningen")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()
    foreign = seen = 0
    for turn in range(1000):
        code = ("utrecht", "groningen")[turn % 2]
        with acting_as(at(code)), connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), count(*) FILTER (WHERE location_id <> %s) FROM tracks_track",
                [cities[code]],
            )
            rows, strange = cursor.fetchone()
        seen, foreign = seen + rows, foreign + strange
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tracks_track")
            foreign += cursor.fetchone()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == backend
    assert (seen, foreign) == (500 * (429 + 486), 0)


def test_a_row_cannot_be_written_at_another_location_nor_moved_there(committed):
    take_in_the_pilot()
    elsewhere = Location.objects.get(code="groningen").pk
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(at("utrecht")):
        Track.objects.update(location=elsewhere)
    with acting_as(at("utrecht")):
        assert Participant.objects.filter(location=elsewhere).update(family_name="") == 0


@pytest.mark.django_db
def test_the_role_that_counts_reads_no_name_no_number_and_no_text(superuser):
    forbidden = {"family_name", "given_names", "search_name", "v_number_sealed", "date_of_birth"}
    granted = superuser.execute(
        """
        SELECT table_name, column_name FROM information_schema.column_privileges
        WHERE grantee = 'lvv_monitor' AND privilege_type = 'SELECT'
        """
    ).fetchall()
    assert not {column for _table, column in granted} & forbidden
    tables = {table for table, _column in granted}
    assert not tables & {"participants_datakey", "participants_person"}
    assert not tables & {"audit_accessentry", "audit_change"}
    for table, columns in COLUMNS.items():
        assert {c.strip() for c in columns.split(",")} <= {c for t, c in granted if t == table}
    for column in sorted(forbidden):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET LOCAL ROLE lvv_monitor")
            cursor.execute(f"SELECT {column} FROM participants_participant")


def test_the_application_sees_nothing_of_what_the_counting_role_sees(committed):
    take_in_the_pilot()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        assert other.execute("SELECT count(*) FROM tracks_track").fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_accessentry SET act = 'read'",
        "DELETE FROM audit_accessentry",
        "TRUNCATE audit_accessentry",
    ],
)
def test_the_access_log_is_only_added_to(superuser, statement):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser.execute(statement)
