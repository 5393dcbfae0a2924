"""What runs beside the web: sealing the access log, and lists that are made into files."""

from celery import shared_task
from django.conf import settings

from apps.foundation.clock import today
from apps.foundation.workers import send

from . import actions


@shared_task(name="audit.seal_access_log")
def seal_access_log() -> None:
    """Keep the part of the log that is not sealed short."""
    actions.seal_access_log()


@shared_task(name="audit.anchor_access_log")
def anchor_access_log() -> None:
    """Write down once a day how far the chain is; asked each hour, so that no day is missed."""
    actions.anchor_access_log(settings.LVV_ANCHORS, today=today())


@shared_task(name="audit.find_waiting_exports")
def find_waiting_exports() -> None:
    """Send again what waits, or what a worker left."""
    for number, listing in actions.waiting_exports():
        send(f"{listing}.make_export", number)


@shared_task(name="audit.destroy_old_exports")
def destroy_old_exports() -> None:
    """Destroy the files that nobody fetched within a day."""
    actions.destroy_old_exports()
