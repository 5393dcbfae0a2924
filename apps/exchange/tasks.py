"""What runs beside the web: an import, and the search for imports that nobody runs."""

from celery import shared_task

from . import actions


@shared_task(name="exchange.run_import")
def run_import(number: int) -> None:
    """Run one import; safe to send twice."""
    actions.run_import(number)


@shared_task(name="exchange.find_waiting_imports")
def find_waiting_imports() -> None:
    """Send again what waits, or what a worker left."""
    for number in actions.waiting_imports():
        run_import.delay(number)
