"""Editions: asked for, made once, the same bytes, never altered, seen by who may."""

import random
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256

import psycopg
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.monitor import actions, reading, tables
from apps.monitor.codes import EditionState
from apps.monitor.models import MOST_ATTEMPTS, Edition, EditionRequest
from apps.organisation.access import Actor
from apps.organisation.models import Location
from tests import cast
from tests.processes import begin
from tests.registers.packages import PILOT, REFERENCE

TODAY = date(2022, 7, 1)
JUNE = date(2022, 6, 30)
EXPECTED = (REFERENCE / "cells-2022-06-30.csv").read_text()


@pytest.fixture
def pilot(db):
    accepted, _report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted


def system(today: date = TODAY) -> Actor:
    locations = Location.objects.values_list("pk", flat=True)
    return Actor.system("test", today=today, locations=locations)


def asked(on: date = JUNE, **fields: object):
    fields = {"location": None, "by": system()} | fields
    return actions.request_edition(on=on, **fields)


def made(**fields: object) -> Edition:
    found = asked(**fields)
    if isinstance(found, Edition):
        return found
    actions.run_edition(found.pk)
    found.refresh_from_db()
    assert found.edition is not None
    return found.edition


def text_of(edition: Edition, by: Actor | None = None) -> str:
    return tables.as_csv(reading.read_edition(edition, by=by or system()))


def change_the_register() -> None:
    """One track of Utrecht that had not ended ends."""
    with acting_as(system()), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracks_track SET outflow_on = '2022-06-15', outflow_reason = 'other'"
            " WHERE id = (SELECT id FROM tracks_track WHERE outflow_on IS NULL ORDER BY id LIMIT 1)"
        )
        assert cursor.rowcount == 1


def test_an_edition_holds_the_expected_cells_with_their_hash(pilot):
    edition = made()
    assert text_of(edition) == EXPECTED
    assert edition.hash == sha256(EXPECTED.encode()).hexdigest()
    assert (edition.reference_date, edition.period_first) == (JUNE, date(2022, 5, 1))
    assert edition.definition == "1"
    assert timezone.now() - edition.cut_off < timedelta(minutes=1)


def test_an_edition_stays_as_it_was_when_the_register_changes(pilot):
    edition = made()
    change_the_register()
    assert asked() == edition
    assert text_of(edition) == EXPECTED


def test_counting_again_without_a_change_keeps_the_edition(pilot):
    edition = made()
    assert made(again=True) == edition
    assert Edition.objects.count() == 1


def test_counting_again_after_a_change_makes_a_second_and_tells_what_changed(pilot):
    first = made()
    change_the_register()
    second = made(again=True)
    assert second.pk > first.pk
    assert second.hash != first.hash
    assert text_of(first) == EXPECTED
    changed = reading.changed_cells(first, second, by=system())
    expected = {
        tuple(line.split(",")[1:4])
        for line in set(text_of(second).splitlines()) - set(EXPECTED.splitlines())
    }
    assert {after.place for _before, after in changed} == expected
    assert {location for location, _indicator, _category in expected} >= {"all"}
    assert all(before.place == after.place and before != after for before, after in changed)


def test_an_edition_of_one_location_holds_its_cells_alone(pilot):
    utrecht = Location.objects.get(code="utrecht")
    lines = text_of(made(location=utrecht)).splitlines()[1:]
    assert lines == [line for line in EXPECTED.splitlines()[1:] if line.split(",")[1] == "utrecht"]


def test_a_day_before_there_was_an_lvv_is_refused(pilot):
    with pytest.raises(ValidationError, match="vanaf 01-01-1990"):
        actions.request_edition(on=date(1, 1, 1), location=None, by=system())
    with pytest.raises(ValidationError, match="vanaf 01-01-1990"), acting_as(system()) as by:
        actions.compute(on=date(1, 1, 1), by=by)


def test_a_day_to_come_is_refused(pilot):
    with pytest.raises(ValidationError, match="komt nog"):
        asked(on=TODAY + timedelta(days=1))
    assert not EditionRequest.objects.exists()


def test_two_who_ask_get_the_same_request(pilot):
    assert asked() == asked()
    assert EditionRequest.objects.count() == 1


def test_a_location_sees_its_own_cells_and_the_national_ones_the_bureau_all(pilot):
    users = cast.gather()
    edition = made()
    by = {
        name: type(user).objects.actor(user, today=TODAY)
        for name, user in users.items()
        if name in ("coordinator_utrecht", "bureau", "counsellor_utrecht")
    }
    own = text_of(edition, by["coordinator_utrecht"]).splitlines()[1:]
    assert own == [
        line for line in EXPECTED.splitlines()[1:] if line.split(",")[1] in ("all", "utrecht")
    ]
    assert text_of(edition, by["bureau"]) == EXPECTED
    with pytest.raises(PermissionDenied):
        text_of(edition, by["counsellor_utrecht"])


def test_another_location_neither_asks_for_nor_reads_an_edition_of_one(pilot):
    users = cast.gather()
    user = users["coordinator_groningen"]
    by = type(user).objects.actor(user, today=TODAY)
    utrecht = Location.objects.get(code="utrecht")
    with pytest.raises(PermissionDenied):
        asked(location=utrecht, by=by)
    edition = made(location=utrecht)
    with pytest.raises(PermissionDenied):
        text_of(edition, by)
    assert list(Edition.objects.visible_to(by)) == []


CHANGES = (
    "UPDATE monitor_edition SET hash = ''",
    "DELETE FROM monitor_edition",
    "TRUNCATE monitor_edition CASCADE",
    "UPDATE monitor_editioncell SET value = ''",
    "DELETE FROM monitor_editioncell",
    "TRUNCATE monitor_editioncell",
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_cannot_alter_or_remove_an_edition(db, change):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change)


@pytest.mark.parametrize("change", CHANGES)
def test_nor_can_who_owns_the_tables(superuser, change):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never altered"):
        superuser.execute(change)


def test_due_editions_are_asked_for_once_their_days_have_passed(pilot):
    late = system(date(2022, 5, 13))
    actions.make_due_editions(by=late)
    days = set(EditionRequest.objects.values_list("reference_date", flat=True))
    assert days == {date(2021, 7, 31), date(2021, 10, 31), date(2022, 1, 31)}
    actions.make_due_editions(by=system(date(2022, 5, 14)))
    assert EditionRequest.objects.filter(reference_date=date(2022, 4, 30)).count() == 1
    assert EditionRequest.objects.count() == 4


def test_a_request_that_keeps_failing_ends_and_says_so(pilot):
    request = asked()
    EditionRequest.objects.update(attempts=MOST_ATTEMPTS)
    actions.run_edition(request.pk)
    request.refresh_from_db()
    assert request.state == EditionState.BROKEN_OFF
    assert not Edition.objects.exists()
    assert asked() != request


def test_the_command_makes_an_edition_and_prints_its_number(pilot, capsys):
    call_command("make_edition", "--on", "2022-06-30")
    number = int(capsys.readouterr().out)
    assert text_of(Edition.objects.get(pk=number)) == EXPECTED
    call_command("make_edition", "--on", "2022-06-30")
    assert int(capsys.readouterr().out) == number


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--on", "2022-07-02"], "komt nog"),
        (["--on", "2022-06-30", "--location", "nergens"], "There is no location 'nergens'"),
    ],
)
def test_the_command_says_what_is_wrong(pilot, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("make_edition", *arguments)


def test_without_a_register_there_is_nothing_to_make(db):
    assert actions.make_due_editions(by=system()) == []
    with pytest.raises(CommandError, match="no register yet"):
        call_command("make_edition", "--on", "2022-06-30")


# --- Together, and killed


@pytest.fixture
def imported(committed):
    accepted, _report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted


def test_fifty_who_ask_at_once_get_one_edition(imported):
    by = system()

    def ask(_number: int) -> None:
        try:
            found = actions.request_edition(on=JUNE, location=None, by=by)
            if isinstance(found, EditionRequest):
                actions.run_edition(found.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, range(50)))
    assert text_of(Edition.objects.get()) == EXPECTED


def counting(request: EditionRequest, process: subprocess.Popen) -> None:
    """Wait until the worker says that it has begun."""
    for _ in range(1000):
        request.refresh_from_db()
        if request.begun_at or process.poll() is not None:
            return
        time.sleep(0.005)
    raise AssertionError("The worker never began.")


def test_a_worker_killed_at_twenty_moments_leaves_one_edition_with_the_same_bytes(imported):
    moments, interrupted = random.Random(7), 0
    for number in range(20):
        day = JUNE - timedelta(days=number)
        request = asked(on=day)
        process = begin(f"from apps.monitor.actions import run_edition\nrun_edition({request.pk})")
        counting(request, process)
        time.sleep(moments.uniform(0, 0.12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        editions = Edition.objects.of_day(day)
        interrupted += not editions.exists()
        for _ in range(100):
            actions.run_edition(request.pk)
            request.refresh_from_db()
            if request.edition:
                break
            time.sleep(0.1)  # the server has yet to notice that the worker is gone
        assert request.state == EditionState.MADE
        with acting_as(system()):
            expected = tables.as_csv(actions.compute(on=day, by=system()))
        assert text_of(editions.get()) == expected
    assert interrupted > 0


def test_what_a_dead_worker_left_is_found_again(pilot):
    request = asked()
    assert actions.waiting_editions() == []
    EditionRequest.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    assert actions.waiting_editions() == [request.pk]
