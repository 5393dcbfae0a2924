"""What runs beside the web: making the list of participants into a file."""

from celery import shared_task

from apps.audit.actions import make_export

from .exporting import participant_table


@shared_task(name="participants.make_export")
def make_list_export(number: int) -> None:
    """Make one export that was asked for; safe to send twice."""
    make_export(number, participant_table)
