"""What runs beside the web: the search for exports that nobody makes, and the end of old files."""

from celery import shared_task

from apps.foundation.workers import send

from . import actions


@shared_task(name="audit.find_waiting_exports")
def find_waiting_exports() -> None:
    """Send again what waits, or what a worker left."""
    for number, listing in actions.waiting_exports():
        send(f"{listing}.make_export", number)


@shared_task(name="audit.destroy_old_exports")
def destroy_old_exports() -> None:
    """Destroy the files that nobody fetched within a day."""
    actions.destroy_old_exports()
