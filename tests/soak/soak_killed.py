"""Killed hard at twenty random moments: nothing is ever half there, and in the end it is the same."""

import random
import signal
import time
from datetime import timedelta

import pytest
from django.core.management import call_command

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.monitor import actions, tables
from apps.monitor.models import Edition
from tests.exchange.test_killed import TABLES, begun, held
from tests.monitor.test_editions import JUNE, asked, counting, system, text_of
from tests.processes import begin
from tests.registers.packages import PILOT, read_package

MOMENTS, SEED = 20, 20220701
IMPORT = (
    "from django.core.management import call_command\n"
    "call_command('import_register', 'apps/exchange/demo/pilot-2022')"
)
AT_WORK = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE usename = 'lvv_app' AND state <> 'idle' AND xact_start IS NOT NULL"
)


@pytest.mark.parametrize("number", range(MOMENTS))
def test_an_import_that_is_killed_leaves_nothing_or_everything(
    committed, superuser, tmp_path, capsys, number
):
    process = begin(IMPORT)
    begun(superuser, process)
    time.sleep(random.Random(SEED + number).uniform(0, 1.1))
    was_at_it = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 20
    while superuser.execute(AT_WORK).fetchone()[0] and time.monotonic() < until:
        time.sleep(0.05)
    found = held(superuser)
    assert found in (dict.fromkeys(TABLES, 0), TABLES)
    with capsys.disabled():
        print(f"\n{'killed' if was_at_it else 'had ended'}: {found['tracks_track']} tracks")
    # Once more, to the end: the same register, whatever came before.
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    assert held(superuser) == TABLES
    call_command("export_register", str(tmp_path / "out"))
    assert read_package(tmp_path / "out") == read_package(PILOT)


def test_an_edition_whose_worker_is_killed_is_made_once_with_the_same_bytes(committed, capsys):
    accepted, _report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted
    moments, interrupted = random.Random(SEED), 0
    for number in range(MOMENTS):
        day = JUNE - timedelta(days=10 + number)
        request = asked(on=day)
        process = begin(f"from apps.monitor.actions import run_edition\nrun_edition({request.pk})")
        counting(request, process)
        time.sleep(moments.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        interrupted += not Edition.objects.of_day(day).exists()
        for _ in range(200):
            actions.run_edition(request.pk)
            request.refresh_from_db()
            if request.edition:
                break
            time.sleep(0.1)
        with acting_as(system()):
            expected = tables.as_csv(actions.compute(on=day, by=system()))
        assert text_of(Edition.objects.of_day(day).get()) == expected
    with capsys.disabled():
        print(f"\n{interrupted} of {MOMENTS} were killed before they had ended")
    assert interrupted
