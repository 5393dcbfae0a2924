"""The Celery application: what runs beside the web."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import worker_init

from apps.foundation.acting import in_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvv.settings")


class TaskInContext(Task):
    """A task whose name and number are kept with all that is done in it."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with in_context(f"{self.name} {self.request.id or ''}".strip()):
            return super().__call__(*args, **kwargs)


app = Celery("lvv", task_cls=TaskInContext)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# On one machine whoever waits for a page goes before an import or an edition.
COURTESY = 10


@worker_init.connect
def give_way(**_: object) -> None:
    """Let the processor serve others first; the processes of the worker inherit it."""
    os.nice(COURTESY)
