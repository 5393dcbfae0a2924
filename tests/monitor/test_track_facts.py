"""The narrow rows of the monitor follow the register, however it changes."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings

from apps.counselling.models import Contact
from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.monitor import actions, tables, track_facts
from apps.monitor.counting import statement
from apps.participants.models import Participant
from apps.screening.models import Screening
from apps.tracks.models import Perspective, Track
from tests.registers.drawn import registers
from tests.registers.packages import Register, write_package
from tests.registers.small import small_register

pytestmark = pytest.mark.django_db
ON, FIRST = date(2022, 6, 30), date(2022, 5, 1)


def rows() -> list[tuple]:
    """Every row of the facts, in order."""
    with actions._as_monitor() as cursor:
        names = ", ".join(track_facts.COLUMNS)
        cursor.execute(f"SELECT {names} FROM monitor_trackfact ORDER BY track_id")
        return cursor.fetchall()


def counted(*, up_to_date: bool = False) -> list[tuple]:
    """The cells by the statement alone, without a refresh before it."""
    with actions._as_monitor() as cursor:
        parameters = {"on": ON, "first": FIRST, "location": None}
        cursor.execute(statement(up_to_date=up_to_date), parameters)
        return cursor.fetchall()


def take_in(register: Register, folder: Path) -> bool:
    """Import a register; False if it does not fit what is there, and then nothing changes."""
    write_package(register, folder)
    accepted, _ = import_now(folder, tell=lambda step, done, expected: None)
    return accepted


@pytest.fixture
def register(tmp_path, system):
    """The small register with its facts made; the test acts as the system."""
    assert take_in(small_register(), tmp_path / "register")
    actions.refresh_facts()
    with acting_as(system()):
        yield


def a_track() -> Track:
    return Track.objects.filter(outflow_on=None).order_by("pk")[0]


def later_perspective() -> None:
    track = a_track()
    Perspective.objects.create(
        track=track,
        location=track.location,
        determined_on=date(2022, 6, 29),
        perspective="onward_migration",
    )


def another_contact() -> None:
    track = a_track()
    Contact.objects.create(
        track=track, location=track.location, held_on=track.admitted_on, form="activation"
    )


def another_screening() -> None:
    track = a_track()
    Screening.objects.create(
        track=track,
        location=track.location,
        requested_on=track.admitted_on,
        completed_on=track.admitted_on,
        outcome="article_64",
    )


def an_outflow() -> None:
    Track.objects.filter(pk=a_track().pk).update(
        outflow_on=date(2022, 6, 28), outflow_reason="departure", departure_support="dtv"
    )


def a_death() -> None:
    Participant.objects.filter(pk=a_track().participant_id).update(deceased_on=ON)


def another_country() -> None:
    Participant.objects.filter(pk=a_track().participant_id).update(country_of_origin="COD")


def no_track() -> None:
    track = a_track()
    Perspective.objects.filter(track=track).delete()
    Contact.objects.filter(track=track).delete()
    with connection.cursor() as cursor:
        for table in ("screening_screening", "screening_procedure"):
            cursor.execute(f"DELETE FROM {table} WHERE track_id = %s", [track.pk])
        cursor.execute("DELETE FROM participants_involvement WHERE track_id = %s", [track.pk])
        cursor.execute("DELETE FROM tracks_track WHERE id = %s", [track.pk])


def no_contacts() -> None:
    Contact.objects.all().delete()


def another_admission() -> None:
    Track.objects.filter(pk=a_track().pk).update(admitted_on=date(2021, 12, 1))


CHANGES = [
    later_perspective,
    another_contact,
    another_screening,
    an_outflow,
    a_death,
    another_country,
    no_track,
    no_contacts,
    another_admission,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_the_register_is_in_the_facts(register, change: Callable[[], None]):
    before = rows()
    change()
    assert track_facts_are_behind()
    right_at_once = [row[:-1] for row in counted(up_to_date=True)]
    actions.refresh_facts()
    assert not track_facts_are_behind()
    refreshed = rows()
    assert refreshed != before
    assert [row[:-1] for row in counted()] == right_at_once
    actions.rebuild_facts()
    assert rows() == refreshed


def track_facts_are_behind() -> bool:
    with actions._as_monitor():
        return track_facts.has_changes()


def test_what_changes_between_the_refresh_and_the_counting_is_counted(
    register, system, monkeypatch
):
    a_death()
    expected = counted(up_to_date=True)
    # As if the change came after the look for changes, in the middle of the counting.
    monkeypatch.setattr(track_facts, "has_changes", lambda: False)
    assert counted()[0][-1], "the statement itself must see that the facts are behind"
    assert actions._count(ON, FIRST, None) == [row[:-1] for row in expected]


def test_the_application_reads_no_fact(register):
    for table in ("monitor_trackfact", "monitor_registerchange"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT count(*) FROM {table}")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(one=registers(), other=registers())
def test_facts_refreshed_by_an_import_are_those_of_a_rebuild(one, other, system):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        for number, register in enumerate((one, other)):
            take_in(register, Path(folder) / str(number))
            actions.refresh_facts()
        refreshed = rows()
        actions.rebuild_facts()
        assert rows() == refreshed
        by = system()
        with acting_as(by):
            assert tables.as_csv(actions.compute(on=ON, by=by))
        transaction.set_rollback(True)
