"""Wiring only: settings, addresses, middleware, servers. Imports apps, is imported by none."""

from .celery import app as celery_app

__all__ = ["celery_app"]
