"""A process killed at any moment of an import leaves nothing half done, and the job tells."""

import signal
import subprocess
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from apps.exchange import actions
from apps.exchange.codes import ImportState
from apps.exchange.models import MOST_ATTEMPTS, ImportJob, UploadPiece
from apps.foundation.sealed_files import PIECE, seal_piece
from apps.foundation.sealing import new_key, wrap
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User
from tests import cast
from tests.processes import begin
from tests.registers.packages import PILOT

TABLES = {
    "organisation_location": 5,
    "participants_participant": 2305,
    "tracks_track": 2092,
    "counselling_contact": 11196,
}


def held(superuser) -> dict[str, int]:
    return {
        table: superuser.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES
    }


def zipped(folder: Path, path: Path, packing: int) -> bytes:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    return path.read_bytes()


def waiting_job(tmp_path: Path, packing: int = zipfile.ZIP_DEFLATED) -> ImportJob:
    """An upload of the pilot by a registrar of every city, as the page makes it."""
    user = User.objects.create(email="all@example.org", name="all", password=cast.HASHED)
    for code in ("amsterdam", "eindhoven", "groningen", "rotterdam", "utrecht"):
        location = Location.objects.create(
            code=code, name=code.title(), municipality_codes="GM0001"
        )
        town = Organisation.objects.create(name=code, kind=OrganisationKind.MUNICIPALITY)
        Membership.objects.create(
            user=user, organisation=town, location=location, role=Role.REGISTRAR, from_on=cast.FROM
        )
    content, key = zipped(PILOT, tmp_path / "pilot.zip", packing), new_key()
    job = ImportJob.objects.create(
        user=user, actor=f"user:{user.pk}", size=len(content), key_wrapped=wrap(key)
    )
    for number, start in enumerate(range(0, len(content), PIECE)):
        piece = seal_piece(key, number, content[start : start + PIECE])
        UploadPiece.objects.create(job=job, number=number, sealed=piece)
    return job


def begun(superuser, process: subprocess.Popen) -> None:
    """Wait until the import says that it has begun."""
    for _ in range(400):
        found = superuser.execute(
            "SELECT count(*) FROM exchange_importjob WHERE begun_at IS NOT NULL"
        )
        if found.fetchone()[0] or process.poll() is not None:
            return
        time.sleep(0.02)
    raise AssertionError("The import never began.")


@pytest.mark.parametrize("moment", [0.0, 0.1, 0.2, 0.3, 0.45, 0.6])
def test_a_command_killed_at_any_moment_leaves_nothing_or_everything(committed, superuser, moment):
    process = begin(
        "from django.core.management import call_command\n"
        "call_command('import_register', 'apps/exchange/demo/pilot-2022')"
    )
    begun(superuser, process)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 20
    # The server notices that its client is gone, and rolls back.
    at_work = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE usename = 'lvv_app' AND state <> 'idle' AND xact_start IS NOT NULL"
    )
    while superuser.execute(at_work).fetchone()[0] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert held(superuser) in (dict.fromkeys(TABLES, 0), TABLES)


def test_a_worker_killed_in_an_import_is_followed_by_one_that_finishes_it(
    committed, superuser, tmp_path
):
    job = waiting_job(tmp_path)
    process = begin(f"from apps.exchange.actions import run_import\nrun_import({job.pk})")
    begun(superuser, process)
    time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    job.refresh_from_db()
    assert job.state == ImportState.RUNNING
    assert held(superuser)["tracks_track"] == 0
    assert actions.waiting_imports() == []
    ImportJob.objects.update(heard_at=timezone.now() - timedelta(minutes=5))
    assert actions.waiting_imports() == [job.pk]
    actions.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (ImportState.ACCEPTED, 2)
    assert job.report["new"] == 24242  # the five locations were there
    assert held(superuser) == TABLES
    assert job.key_wrapped is None
    assert not UploadPiece.objects.exists()


def test_an_import_that_keeps_failing_is_ended_and_says_so(committed, superuser, tmp_path):
    job = waiting_job(tmp_path)
    ImportJob.objects.update(attempts=MOST_ATTEMPTS, begun_at=timezone.now())
    actions.run_import(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.BROKEN_OFF
    assert job.key_wrapped is None
    assert not UploadPiece.objects.exists()
    assert held(superuser)["tracks_track"] == 0


def test_an_import_that_runs_elsewhere_or_has_ended_is_left_alone(committed, superuser, tmp_path):
    job = waiting_job(tmp_path)
    superuser.execute("SELECT pg_advisory_lock(hashtext('import'), %s)", [job.pk])
    actions.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (ImportState.WAITING, 0)
    superuser.execute("SELECT pg_advisory_unlock(hashtext('import'), %s)", [job.pk])
    actions.run_import(job.pk)
    actions.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (ImportState.ACCEPTED, 1)


def test_an_upload_of_many_pieces_comes_in(committed, superuser, tmp_path):
    job = waiting_job(tmp_path, zipfile.ZIP_STORED)
    assert job.size > 3 * PIECE
    actions.run_import(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.ACCEPTED
    assert held(superuser) == TABLES
