"""The Celery application: what runs beside the web."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvv.settings")
app = Celery("lvv")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# On one machine whoever waits for a page goes before an import or an edition.
COURTESY = 10


@worker_init.connect
def give_way(**_: object) -> None:
    """Let the processor serve others first; the processes of the worker inherit it."""
    os.nice(COURTESY)
