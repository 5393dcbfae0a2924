"""The only place that reads the clock; a demonstration can stand on a fixed day."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day it is in the Netherlands, or the day that LVV_TODAY names."""
    return settings.LVV_TODAY or timezone.localdate()
