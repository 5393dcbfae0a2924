"""Telling a worker what there is to do."""

from logging import getLogger

from celery import current_app
from kombu.exceptions import OperationalError

log = getLogger(__name__)


def send(task: str, number: int) -> None:
    """Send row `number` to a task; without a broker nothing is lost, since beat finds what waits."""
    try:
        current_app.send_task(task, [number])
    except OperationalError:
        log.warning("The broker is away: row %d waits for %s until it is found.", number, task)
