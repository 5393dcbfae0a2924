"""Finding dossiers by name or key: whom one sees, and nobody else."""

import pytest
from django.db import connection

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.organisation.access import Actor
from apps.organisation.models import User
from apps.participants.models import Participant
from tests import cast
from tests.registers.packages import write_package
from tests.registers.small import small_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tmp_path) -> dict[str, User]:
    """The cast, with Amina and Samir in Utrecht and Hanna in Groningen."""
    write_package(small_register(), tmp_path / "register")
    accepted, _ = import_now(tmp_path / "register", tell=lambda step, done, expected: None)
    assert accepted
    return cast.gather()


def found(user: User, *words: str) -> set[str]:
    """The keys of the dossiers that the function gives, asked past every queryset."""
    actor = User.objects.actor(user, today=cast.TODAY)
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT lvv_dossiers_found(%s::text[], 10)", [list(words)])
        numbers = [row[0] for row in cursor.fetchall()]
    everywhere = Participant.objects.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lvv_monitor")
        cursor.execute(f"SELECT id, location_id FROM {everywhere} WHERE id = ANY (%s)", [numbers])
        known = cursor.fetchall()
        cursor.execute("RESET ROLE")
    assert len(known) == len(numbers)
    with acting_as(actor):
        return set(Participant.objects.filter(pk__in=numbers).values_list("key", flat=True))


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["Amina"], {"U1"}),
        (["diallo", "AMINA"], {"U1"}),
        (["amina", "diallo"], {"U1"}),
        (["mina", "iall"], {"U1"}),
        (["dial"], {"U1"}),
        (["diallo", "samir"], set()),
        (["lla"], set()),
        (["iall"], {"U1"}),
        (["u2"], {"U2"}),
        (["U1", "Amina"], set()),
        (["Hanna"], set()),
        (["G1"], set()),
        (["%"], set()),
        (["_"], set()),
        (["\\"], set()),
        (["'; DROP TABLE x; --"], set()),
        ([], set()),
    ],
    ids=str,
)
def test_a_coordinator_finds_by_every_word_of_the_name_or_by_the_key(people, words, keys):
    assert found(people["coordinator_utrecht"], *words) == keys


def test_of_all_who_are_found_it_gives_the_first_in_the_order_of_the_list(people):
    with acting_as(cast.actor(people["coordinator_utrecht"])), connection.cursor() as cursor:
        in_order = list(
            Participant.objects.filter(search_name__contains="am")
            .in_name_order()
            .values_list("pk", flat=True)
        )
        for most in (1, 2, 10):
            cursor.execute("SELECT lvv_dossiers_found(ARRAY['am'], %s)", [most])
            assert [row[0] for row in cursor.fetchall()] == in_order[:most]
    assert len(in_order) > 1


@pytest.mark.parametrize(
    ("who", "keys"),
    [
        ("coordinator_groningen", {"G1"}),
        ("coordinator_utrecht", set()),
        ("bureau", set()),
        ("administrator", set()),
        ("privacy_officer", set()),
        ("stranger", set()),
    ],
)
def test_hanna_is_found_by_her_own_city_alone(people, who, keys):
    assert found(people[who], "Hanna") == keys


def test_a_partner_finds_whom_it_works_with_and_not_the_others_of_the_city(people):
    seen = {
        key
        for name in ("Amina", "Samir", "Hanna")
        for key in found(people["counsellor_utrecht"], name)
    }
    with acting_as(User.objects.actor(people["counsellor_utrecht"], today=cast.TODAY)) as actor:
        visible = set(Participant.objects.visible_to(actor).values_list("key", flat=True))
    assert seen == visible
    assert "U1" in seen


def test_without_settings_nobody_is_found(people):
    with acting_as(Actor.nobody(cast.TODAY)), connection.cursor() as cursor:
        cursor.execute("SELECT lvv_dossiers_found(ARRAY['Amina'], 10)")
        assert cursor.fetchall() == []


def test_nobody_becomes_the_role_that_searches(people):
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lvv_search")
