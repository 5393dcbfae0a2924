"""Contacts: what counselling a track had, when, and for how long."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.constraints import in_list
from apps.foundation.models import Recorded
from apps.organisation.models import Location
from apps.tracks.models import OfTrackQuerySet, Track

from . import codes


class Contact(Recorded):
    """One contact of a form of counselling: the fact of it, without its content."""

    track = models.ForeignKey(
        Track, models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    location = models.ForeignKey(
        Location, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    held_on = models.DateField(_("Datum"))
    form = models.CharField(_("Vorm"), max_length=20, choices=codes.Form)
    minutes = models.PositiveSmallIntegerField(_("Minuten"), null=True, blank=True)
    aim = models.CharField(_("Doel"), max_length=30, choices=codes.Aim, blank=True)

    objects = OfTrackQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("form_is_known", "form", codes.Form.values),
            in_list("aim_is_known_or_empty", "aim", codes.Aim.values, empty=True),
            models.CheckConstraint(
                name="aim_only_with_future_orientation",
                condition=Q(aim="") | Q(form="future_orientation"),
            ),
            models.CheckConstraint(
                name="minutes_fit_in_a_day",
                condition=Q(minutes=None) | Q(minutes__lte=1440),
            ),
        ]
        indexes = [models.Index(name="contact_of_track", fields=["track", "held_on"])]
