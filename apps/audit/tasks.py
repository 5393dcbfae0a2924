"""What runs beside the web: sealing the access log, and anchoring it once a day."""

from celery import shared_task
from django.conf import settings

from apps.foundation.clock import today

from . import actions


@shared_task(name="audit.seal_access_log")
def seal_access_log() -> None:
    """Keep the part of the log that is not sealed short."""
    actions.seal_access_log()


@shared_task(name="audit.anchor_access_log")
def anchor_access_log() -> None:
    """Write down once a day how far the chain is; asked each hour, so that no day is missed."""
    actions.anchor_access_log(settings.LVV_ANCHORS, today=today())
