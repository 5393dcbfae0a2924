"""The Celery application: what runs beside the web."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvv.settings")
app = Celery("lvv")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
