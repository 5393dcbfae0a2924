"""A worker killed while it makes a file leaves nothing half done, and the next one finishes it."""

import signal
import time
from datetime import timedelta

from django.utils import timezone

from apps.audit import actions
from apps.audit.codes import ExportState
from apps.audit.models import ExportPiece, ListExport
from apps.exchange.actions import import_now
from apps.foundation.sealing import keyed_hash, new_key, seal, wrap
from apps.participants.exporting import participant_table
from tests import cast
from tests.processes import begin
from tests.registers.packages import PILOT

# As the worker does it, and then for so long that it can be killed in the midst.
SLOWLY = """
import time
from apps.audit.actions import exports
from apps.participants.exporting import participant_table
create = exports.ExportPiece.objects.create
def slowly(**given):
    create(**given)
    time.sleep(60)
exports.ExportPiece.objects.create = slowly
exports.make_export({number}, participant_table)
"""


def waiting() -> ListExport:
    """The participants of Utrecht, asked for by its coordinator."""
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    key = new_key()
    return ListExport.objects.create(
        user=cast.gather()["coordinator_utrecht"],
        listing="participants",
        language="nl",
        query_hash=keyed_hash(""),
        query_sealed=seal(key, b"", b"query of a list"),
        key_wrapped=wrap(key),
    )


def killed_in_the_midst(export: ListExport, superuser) -> None:
    process = begin(SLOWLY.format(number=export.pk))
    at_work = "SELECT count(*) FROM audit_listexport WHERE rows_written > 0"
    deadline = time.monotonic() + 20
    while not superuser.execute(at_work).fetchone()[0] and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
    while superuser.execute(held).fetchone()[0] and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_worker_killed_in_the_midst_is_followed_by_one_that_finishes(committed, superuser):
    export = waiting()
    killed_in_the_midst(export, superuser)
    export.refresh_from_db()
    assert (export.state, export.attempts) == (ExportState.RUNNING, 1)
    assert export.rows_expected > 100
    assert not ExportPiece.objects.exists()
    assert actions.waiting_exports() == []
    ListExport.objects.update(heard_at=timezone.now() - timedelta(minutes=5))
    assert actions.waiting_exports() == [(export.pk, "participants")]
    actions.make_export(export.pk, participant_table)
    export.refresh_from_db()
    assert (export.state, export.attempts) == (ExportState.READY, 2)
    assert export.rows_written == export.rows_expected
    # Sent twice, it is made once.
    actions.make_export(export.pk, participant_table)
    assert ListExport.objects.get(pk=export.pk).attempts == 2


def test_an_export_that_another_worker_has_is_left_alone(committed, superuser):
    export = waiting()
    superuser.execute("SELECT pg_advisory_lock(hashtext('list export'), %s)", [export.pk])
    actions.make_export(export.pk, participant_table)
    export.refresh_from_db()
    assert (export.state, export.attempts) == (ExportState.WAITING, 0)
    superuser.execute("SELECT pg_advisory_unlock(hashtext('list export'), %s)", [export.pk])
