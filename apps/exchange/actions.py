"""What can be done with register packages: ask for an import, run it, end it; export."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from apps.audit.actions import record
from apps.audit.codes import Act
from apps.foundation.acting import acting_as
from apps.foundation.clock import today
from apps.foundation.sealed_files import open_sealed
from apps.foundation.sealing import unwrap, wrap
from apps.foundation.uploads import SealedUpload
from apps.foundation.workers import send
from apps.organisation.access import Actor, Permission, require
from apps.organisation.models import User

from . import exporting
from .importing import Tell, import_package
from .models import MOST_ATTEMPTS, ImportJob, UploadPiece
from .package import open_package
from .progress import Progress
from .report import Report


def import_now(path: Path, *, tell: Tell) -> tuple[bool, Report]:
    """Import a folder or a zip as the command does: at once, new locations too."""
    by = Actor.system("import_register", today=today(), locations=[])
    job = ImportJob.objects.create(actor=by.name, begun_at=timezone.now(), attempts=1)
    accepted, report = _import(path, by=by, job=job, tell=tell)
    if not accepted:
        _end(job.pk, accepted=False, report=report)
    return accepted, report


def _import(
    source: Path | BinaryIO, *, by: Actor, job: ImportJob, tell: Tell
) -> tuple[bool, Report]:
    report = Report()
    with acting_as(by):
        with open_package(source, report) as package:
            accepted = package is not None and import_package(
                package, report, by=by, import_number=job.pk, tell=tell
            )
        if accepted:
            record(by, Act.IMPORT, "register", ids=[job.pk])
            # In the transaction of the rows: what is in is never told otherwise.
            _end(job.pk, accepted=True, report=report)
    return accepted, report


def _end(job: int, *, accepted: bool, report: Report | None) -> None:
    """Write down how it ended, once, and destroy the upload and its key."""
    with transaction.atomic():
        UploadPiece.objects.filter(job=job).delete()
        ImportJob.objects.filter(pk=job, ended_at=None).update(
            ended_at=timezone.now(),
            accepted=accepted,
            report=report.as_json() if report else None,
            key_wrapped=None,
        )


@transaction.atomic
def request_import(upload: SealedUpload, *, by: Actor) -> ImportJob:
    """Keep an uploaded package, sealed, and ask a worker to import it."""
    require(by, Permission.REGISTER_IMPORT)
    job = ImportJob.objects.create(
        user_id=by.user_id,
        actor=by.name,
        size=upload.length,
        key_wrapped=wrap(upload.key),
    )
    for number, sealed in enumerate(upload.pieces()):
        UploadPiece.objects.create(job=job, number=number, sealed=sealed)
    record(by, Act.IMPORT, "import_job", ids=[job.pk])
    transaction.on_commit(lambda: send("exchange.run_import", job.pk))
    return job


def waiting_imports() -> list[int]:
    """The imports that nobody runs: not begun, or begun by a worker that has gone silent."""
    return list(
        ImportJob.objects.silent_at(timezone.now())
        .exclude(user=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def run_import(number: int) -> None:
    """Run a waiting import; does nothing if it has ended or another worker has it."""
    with Progress(number) as progress:
        if not progress.is_mine:
            return
        job = ImportJob.objects.get(pk=number)
        if job.ended_at is not None:
            return
        if job.attempts >= MOST_ATTEMPTS:
            _end(number, accepted=False, report=None)
            return
        progress.begin()
        user = User.objects.get(pk=job.user_id or 0)
        by = User.objects.actor(user, today=today(), source="worker")
        key = unwrap(bytes(job.key_wrapped or b""))
        upload = open_sealed(key, job.size, progress.piece)
        accepted, report = _import(upload, by=by, job=job, tell=progress.tell)
        if not accepted:
            _end(number, accepted=False, report=report)


def export_now(path: Path, locations: Iterable[int]) -> None:
    """Export as the command does; a half-written package is removed."""
    locations = list(locations)
    by = Actor.system("export_register", today=today(), locations=locations)
    # By itself and first: no file is there of which the log does not tell.
    with acting_as(by):
        record(by, Act.EXPORT, "register", locations=locations)
    with acting_as(by):
        exporting.write(path, locations)
