"""The calendar of the monitor: which days are reference dates, from when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from .calendar import Calendar


class ReferenceMonthsQuerySet(models.QuerySet):
    """Questions about the calendar."""

    def calendar(self) -> Calendar:
        """The whole calendar, with its changes over time."""
        return Calendar(tuple(self.order_by("valid_from").values_list("valid_from", "months")))


class ReferenceMonths(models.Model):
    """From a day on, the last days of these months are reference dates."""

    valid_from = models.DateField(unique=True)
    months = ArrayField(models.PositiveSmallIntegerField())

    objects = ReferenceMonthsQuerySet.as_manager()
