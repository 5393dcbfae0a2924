"""What runs beside the web: making the list of tracks into a file."""

from celery import shared_task

from apps.audit.actions import make_export

from .exporting import track_table


@shared_task(name="tracks.make_export")
def make_list_export(number: int) -> None:
    """Make one export that was asked for; safe to send twice."""
    make_export(number, track_table)
