"""Who acts decides which rows exist: exactly while acting, and no longer."""

from dataclasses import dataclass, field

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from apps.foundation.acting import SETTINGS, acting, acting_as
from apps.organisation.models import Location

NONE = dict.fromkeys(SETTINGS, "")


@dataclass(frozen=True)
class Someone:
    """Acts with these settings."""

    values: dict[str, str] = field(default_factory=dict)

    def settings(self) -> dict[str, str]:
        return self.values


COUNSELLOR = Someone({"lvv.actor": "user:1", "lvv.case": "{1,2}", "lvv.today": "2022-07-01"})
REGISTRAR = Someone({"lvv.actor": "user:2", "lvv.identity": "{3}"})


def settings_now() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, COALESCE(current_setting(name, true), '')"
            " FROM unnest(%s::text[]) AS name",
            [list(SETTINGS)],
        )
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_while_acting_the_settings_are_exactly_those_of_the_actor():
    assert acting() is None
    with acting_as(COUNSELLOR) as actor:
        assert acting() is actor is COUNSELLOR
        assert settings_now() == NONE | COUNSELLOR.values
    assert acting() is None
    assert settings_now() == NONE


@pytest.mark.django_db
def test_an_inner_actor_has_nothing_of_the_outer_and_the_outer_stands_again_after():
    with acting_as(COUNSELLOR):
        with acting_as(REGISTRAR):
            assert acting() is REGISTRAR
            assert settings_now() == NONE | REGISTRAR.values
            with acting_as(Someone()):
                assert settings_now() == NONE
            assert settings_now() == NONE | REGISTRAR.values
        assert acting() is COUNSELLOR
        assert settings_now() == NONE | COUNSELLOR.values
    assert settings_now() == NONE


@pytest.mark.django_db
def test_one_after_another_has_nothing_of_the_one_before():
    with acting_as(COUNSELLOR):
        pass
    with acting_as(REGISTRAR):
        assert settings_now() == NONE | REGISTRAR.values


@pytest.mark.django_db
def test_an_unknown_setting_is_refused_and_nobody_acts():
    with (
        pytest.raises(ValueError, match=r"lvv\.everything"),
        acting_as(Someone({"lvv.actor": "user:1", "lvv.everything": "{1}"})),
    ):
        pytest.fail("It acts.")
    assert acting() is None
    assert settings_now() == NONE


@pytest.mark.django_db
def test_an_unknown_setting_of_an_inner_actor_leaves_the_outer_one():
    with acting_as(COUNSELLOR):
        with pytest.raises(ValueError), acting_as(Someone({"search_path": "x"})):
            pytest.fail("It acts.")
        assert acting() is COUNSELLOR
        assert settings_now() == NONE | COUNSELLOR.values


class Interrupted(Exception):
    """Something went wrong that is not about the database."""


@pytest.mark.django_db
def test_after_a_fault_the_outer_actor_stands_again_and_the_fault_is_told():
    with acting_as(COUNSELLOR):
        with pytest.raises(Interrupted), acting_as(REGISTRAR):
            Location.objects.create(code="zwolle", name="Zwolle", municipality_codes="GM0193")
            raise Interrupted
        assert acting() is COUNSELLOR
        assert settings_now() == NONE | COUNSELLOR.values
        assert not Location.objects.exists()
    assert settings_now() == NONE


def by_a_model() -> None:
    Location.objects.create(code="NO", name="", municipality_codes="")


def by_a_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisation_location (code, name, municipality_codes)"
            " VALUES ('NO', '', '')"
        )


@pytest.mark.django_db
@pytest.mark.parametrize("fail", [by_a_model, by_a_statement], ids=["a model", "a statement"])
def test_after_a_refusal_of_the_database_that_refusal_is_told(fail):
    with acting_as(COUNSELLOR):
        with pytest.raises(IntegrityError, match="location_code"), acting_as(REGISTRAR):
            fail()
        assert acting() is COUNSELLOR
        assert settings_now() == NONE | COUNSELLOR.values
    assert settings_now() == NONE


def test_after_a_refusal_of_the_database_nobody_acts(committed):
    with pytest.raises(DataError), acting_as(COUNSELLOR), connection.cursor() as cursor:
        cursor.execute("SELECT 'x'::text::int / 1, 'y'::text::date")
    assert acting() is None
    assert settings_now() == NONE


def test_the_settings_end_with_the_transaction_on_one_connection(committed):
    with acting_as(COUNSELLOR), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        before = cursor.fetchone()
        assert connection.in_atomic_block
    assert not connection.in_atomic_block
    assert settings_now() == NONE
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == before


@pytest.mark.django_db
def test_what_was_done_while_acting_is_undone_as_a_whole():
    with pytest.raises(Interrupted), transaction.atomic(), acting_as(COUNSELLOR):
        Location.objects.create(code="zwolle", name="Zwolle", municipality_codes="GM0193")
        raise Interrupted
    assert not Location.objects.exists()
    assert settings_now() == NONE
