"""What runs beside the web: making editions, when asked and when due."""

from celery import shared_task

from apps.foundation.clock import today
from apps.organisation.access import Actor
from apps.organisation.models import Location

from . import actions


@shared_task(name="monitor.run_edition")
def run_edition(number: int) -> None:
    """Make one edition that was asked for; safe to send twice."""
    actions.run_edition(number)


@shared_task(name="monitor.find_waiting_editions")
def find_waiting_editions() -> None:
    """Send again what waits, or what a worker left."""
    for number in actions.waiting_editions():
        run_edition.delay(number)


@shared_task(name="monitor.make_due_editions")
def make_due_editions() -> None:
    """Ask for the editions of reference dates whose days of waiting are over."""
    locations = Location.objects.values_list("pk", flat=True)
    actions.make_due_editions(by=Actor.system("beat", today=today(), locations=locations))


@shared_task(name="monitor.refresh_facts")
def refresh_facts() -> None:
    """Keep the facts close to the register, so that counting finds little left to do."""
    actions.refresh_facts()
