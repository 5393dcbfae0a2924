"""The calendar of the monitor, its editions (results that stay), and what is asked for."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.organisation.access import Actor, Permission, allowed
from apps.organisation.models import Location, User

from .calendar import Calendar
from .codes import EditionState

# A request that was sent and not begun by then is sent again; nothing is lost by sending twice.
PATIENCE = timedelta(seconds=10)
MOST_ATTEMPTS = 3


class ReferenceMonthsQuerySet(models.QuerySet):
    """Questions about the calendar."""

    def calendar(self) -> Calendar:
        """The whole calendar, with its changes over time."""
        return Calendar(tuple(self.order_by("valid_from").values_list("valid_from", "months")))

    def days_after(self, day: date) -> int:
        """How many days after a reference date its edition is made, as holds on the day."""
        held = self.filter(valid_from__lte=day).order_by("-valid_from")
        return held.values_list("days_after", flat=True).first() or 0


class ReferenceMonths(models.Model):
    """From a day on, the last days of these months are reference dates.

    Some days after each an edition is made by itself, when the registers have caught up.
    """

    valid_from = models.DateField(unique=True)
    months = ArrayField(models.PositiveSmallIntegerField())
    days_after = models.PositiveSmallIntegerField(default=14)

    objects = ReferenceMonthsQuerySet.as_manager()


class ScopedQuerySet(models.QuerySet):
    """Rows about one location, or about all where there is none."""

    def of_scope(self, location: Location | None) -> Self:
        return self.filter(location=location)

    def of_day(self, day: date) -> Self:
        return self.filter(reference_date=day)

    def visible_to(self, actor: Actor) -> Self:
        """Those about all, of which the cells are shown by right, and those of one's locations."""
        if actor.is_system or allowed(actor, Permission.MONITOR_COMPARE):
            return self
        where = actor.locations_with(Permission.MONITOR_VIEW)
        if where is None:
            return self
        return self.filter(models.Q(location=None) | models.Q(location__in=where))


class EditionQuerySet(ScopedQuerySet):
    """Questions about editions."""

    def before(self, edition: "Edition") -> Self:
        """The editions of the same day and scope that this one came after, the last one first."""
        earlier = self.of_scope(edition.location).of_day(edition.reference_date)
        return earlier.filter(pk__lt=edition.pk).order_by("-pk")

    def leading_up_to(self, edition: "Edition") -> Self:
        """The last editions of the days before, of the same scope, as they stood at this one."""
        known = self.of_scope(edition.location).filter(pk__lt=edition.pk)
        earlier = known.filter(reference_date__lt=edition.reference_date)
        newest = earlier.order_by("reference_date", "-pk").distinct("reference_date")
        return self.filter(pk__in=newest.values("pk")).order_by("reference_date")

    def for_list(self) -> Self:
        return self.select_related("location", "user")


class Edition(models.Model):
    """A result that stays: every cell of a reference date, for all locations or one.

    `cut_off` is the moment of the register that was counted: what was recorded later is not in it.
    """

    location = models.ForeignKey(
        Location, models.PROTECT, null=True, related_name="+", verbose_name=_("Locatie")
    )
    reference_date = models.DateField(_("Peildatum"))
    period_first = models.DateField()
    definition = models.CharField(_("Definitie"), max_length=20)
    cut_off = models.DateTimeField(_("Stand van het register"))
    # SHA-256 of the cells as CSV of the standard: equal figures have equal hashes.
    hash = models.CharField(max_length=64)
    made_by = models.CharField(max_length=100)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # What the locations were called by code, so that an edition reads the same ever after.
    location_names = models.JSONField(default=dict)

    objects = EditionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="edition_newest", fields=["-reference_date", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="an_edition_is_of_a_period_that_has_begun",
                condition=models.Q(period_first__lte=models.F("reference_date")),
            )
        ]


class EditionCellQuerySet(models.QuerySet):
    """Questions about kept figures."""

    def seen_of(self, edition: Edition, codes: Collection[str] | None) -> Self:
        """Those of an edition about the locations with these codes; None is about every one."""
        cells = self.filter(edition=edition)
        return cells if codes is None else cells.filter(location__in=codes)


class EditionCell(models.Model):
    """One figure of an edition, in the order and the words of the standard."""

    pk = models.CompositePrimaryKey("edition", "position")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="cells", db_index=False)
    position = models.PositiveIntegerField()
    location = models.CharField(max_length=40)
    indicator = models.CharField(max_length=60)
    category = models.CharField(max_length=60, blank=True)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    value = models.CharField(max_length=40, blank=True)

    objects = EditionCellQuerySet.as_manager()


class EditionRequestQuerySet(ScopedQuerySet):
    """Questions about what was asked for."""

    def unended(self) -> Self:
        return self.filter(ended_at=None)

    def waiting_at(self, moment: datetime) -> Self:
        return self.unended().filter(asked_at__lt=moment - PATIENCE)


class EditionRequest(models.Model):
    """An edition that was asked for: one at a time of a day and a scope, whoever asks."""

    location = models.ForeignKey(Location, models.PROTECT, null=True, related_name="+")
    reference_date = models.DateField()
    asked_by = models.CharField(max_length=100)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # What came of it: a new edition, or the one that already says the same.
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")

    objects = EditionRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_unended_request_a_day_and_scope",
                fields=["location", "reference_date"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="an_edition_comes_of_a_request_that_ended",
                condition=models.Q(edition=None) | models.Q(ended_at__isnull=False),
            ),
        ]

    @property
    def state(self) -> EditionState:
        """What the times say."""
        if self.ended_at is not None:
            return EditionState.MADE if self.edition_id else EditionState.BROKEN_OFF
        return EditionState.WAITING if self.begun_at is None else EditionState.COUNTING


class TrackFact(models.Model):
    """What the monitor knows of a track, in one narrow row that is valid for any day.

    Made and kept by `track_facts`, read by `facts` in SQL; the monitor's role alone may see it.
    """

    track_id = models.BigIntegerField(primary_key=True)
    location_id = models.BigIntegerField()
    person_id = models.BigIntegerField(db_index=True)
    admitted_on = models.DateField()
    outflow_on = models.DateField(null=True)
    next_admitted_on = models.DateField(null=True)
    deceased_on = models.DateField(null=True)
    first_determined_on = models.DateField(null=True)
    perspective_on = models.DateField(null=True)
    screened_on = models.DateField(null=True)
    legal_support_on = models.DateField(null=True)
    social_counselling_on = models.DateField(null=True)
    activation_on = models.DateField(null=True)
    future_orientation_on = models.DateField(null=True)
    health_care_on = models.DateField(null=True)
    age = models.SmallIntegerField(null=True)
    is_first = models.BooleanField()
    is_first_here = models.BooleanField()
    reason = models.CharField(max_length=30)
    support = models.CharField(max_length=20)
    perspective = models.CharField(max_length=20)
    gender = models.CharField(max_length=20)
    country = models.CharField(max_length=7)
    first_application = models.CharField(max_length=30)
