"""Stays in the LVV, their perspectives, and whose caseload they are in; each for any day."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from apps.foundation.constraints import both_or_neither, in_list, in_order
from apps.foundation.models import Recorded
from apps.organisation.models import Dated, DatedQuerySet, Location, User
from apps.participants.models import Participant, Person

from .. import codes, rules
from .of_dossier import OfDossierQuerySet, OfTrackQuerySet
from .referral import Referral


class TrackQuerySet(OfDossierQuerySet):
    """Questions about tracks, each for a day."""

    link, column = "track_id", "pk"

    def admitted_by(self, day: date) -> "TrackQuerySet":
        return self.filter(admitted_on__lte=day)

    def open_on(self, day: date) -> "TrackQuerySet":
        """Admitted, and with no outflow on or before the day."""
        return self.admitted_by(day).filter(Q(outflow_on=None) | Q(outflow_on__gt=day))

    def ended_by(self, day: date) -> "TrackQuerySet":
        return self.admitted_by(day).filter(outflow_on__lte=day)

    def with_perspective(self, day: date) -> "TrackQuerySet":
        """Annotate the perspective that holds on the day, and since when."""
        newest = Perspective.objects.newest_by(day)
        return self.annotate(
            perspective_now=models.Subquery(newest.values("perspective")[:1]),
            perspective_since=models.Subquery(newest.values("determined_on")[:1]),
        )

    def with_perspective_told(self, on: date) -> "TrackQuerySet":
        """Annotate both as one text, the day first: for a long list half the looking up."""
        day = Cast("determined_on", models.TextField())
        day_first = Concat(day, "perspective", output_field=models.TextField())
        told = Perspective.objects.newest_by(on).values(told=day_first)
        return self.annotate(perspective_told=models.Subquery(told[:1]))

    def in_caseload_of(self, user_id: int, day: date) -> "TrackQuerySet":
        mine = Caseload.objects.on(day).filter(user=user_id, track=models.OuterRef("pk"))
        return self.filter(models.Exists(mine))

    def for_list(self) -> "TrackQuerySet":
        return self.select_related("location")

    def in_newest_order(self) -> "TrackQuerySet":
        return self.order_by("-admitted_on", "-pk")


class Track(Recorded):
    """One stay in the LVV, from admission to outflow."""

    key = models.CharField(_("Kenmerk"), max_length=200)
    participant = models.ForeignKey(
        Participant, models.CASCADE, db_constraint=False, related_name="+"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    location = models.ForeignKey(Location, models.PROTECT, db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        Referral,
        models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
    )
    admitted_on = models.DateField(_("Toegelaten op"))
    outflow_on = models.DateField(_("Uitgestroomd op"), null=True, blank=True)
    outflow_reason = models.CharField(
        _("Reden van uitstroom"), max_length=30, choices=codes.OutflowReason, blank=True
    )
    departure_support = models.CharField(
        _("Ondersteuning bij vertrek"),
        max_length=20,
        choices=codes.DepartureSupport,
        blank=True,
    )
    destination_country = models.CharField(_("Land van bestemming"), max_length=3, blank=True)

    objects = TrackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_track_a_key", fields=["location", "key"]),
            models.UniqueConstraint(name="track_at_location", fields=["id", "location"]),
            models.UniqueConstraint(
                name="track_of_participant", fields=["id", "location", "participant"]
            ),
            in_list(
                "outflow_reason_is_known_or_empty",
                "outflow_reason",
                codes.OutflowReason.values,
                empty=True,
            ),
            in_list(
                "departure_support_is_known_or_empty",
                "departure_support",
                codes.DepartureSupport.values,
                empty=True,
            ),
            both_or_neither(
                "outflow_date_and_reason_come_together",
                "outflow_on",
                ~Q(outflow_reason=""),
            ),
            in_order("outflow_not_before_admission", "admitted_on", "outflow_on"),
            models.CheckConstraint(
                name="departure_support_only_with_departure",
                condition=Q(departure_support="")
                | Q(outflow_reason__in=["departure", "onward_migration"]),
            ),
            models.CheckConstraint(
                name="destination_country_is_three_capitals",
                condition=Q(destination_country__regex=r"^([A-Z]{3})?$"),
            ),
        ]
        indexes = [
            models.Index(
                name="track_newest_at_location",
                fields=["location", "-admitted_on", "-id"],
            ),
            models.Index(name="track_newest", fields=["-admitted_on", "-id"]),
            # Few have ended by a reason: without it all tracks are read to count a thousand.
            models.Index(
                name="track_newest_of_reason",
                fields=["outflow_reason", "-admitted_on", "-id"],
                include=["location"],
                condition=~Q(outflow_reason=""),
            ),
        ]

    def is_open_on(self, day: date) -> bool:
        return rules.is_open(self.admitted_on, self.outflow_on, on=day)

    def days_on(self, day: date) -> int:
        return rules.days(self.admitted_on, self.outflow_on, on=day)


class PerspectiveQuerySet(OfTrackQuerySet):
    """Questions about perspectives."""

    def newest_by(self, day: date) -> "PerspectiveQuerySet":
        """Of a track outside, the one that holds on the day first."""
        of_track = self.filter(track=models.OuterRef("pk"), determined_on__lte=day)
        return of_track.order_by("-determined_on", "-position", "-pk")


class Perspective(Recorded):
    """One decision on the counselling perspective of a track: aimed at, not the result."""

    track = models.ForeignKey(
        Track, models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    location = models.ForeignKey(
        Location, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    determined_on = models.DateField(_("Bepaald op"))
    perspective = models.CharField(
        _("Begeleidingsperspectief"), max_length=20, choices=codes.Perspective
    )
    communicated_on = models.DateField(_("Besproken op"), null=True, blank=True)

    objects = PerspectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("perspective_is_known", "perspective", codes.Perspective.values),
            in_order("communicated_not_before_determined", "determined_on", "communicated_on"),
        ]
        indexes = [
            models.Index(
                name="perspective_newest",
                fields=["track", "-determined_on", "-position"],
            )
        ]


class Caseload(Dated):
    """A track is in the caseload of a person, from one day until another."""

    track = models.ForeignKey(Track, models.CASCADE, db_constraint=False, related_name="+")
    location = models.ForeignKey(
        Location, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_caseload_entry_a_day", fields=["track", "user", "from_on"]
            ),
        ]
