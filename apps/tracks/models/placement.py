"""Stays in a place of shelter."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.constraints import in_list, in_order
from apps.foundation.models import Recorded
from apps.organisation.codes import Zone
from apps.organisation.models import Location
from apps.participants.models import Participant, Person

from .. import codes
from .of_dossier import OfDossierQuerySet


class PlacementQuerySet(OfDossierQuerySet):
    """Questions about placements."""

    zone = Zone.SHELTER

    def occupied_on(self, day: date) -> "PlacementQuerySet":
        return self.filter(Q(moved_out_on=None) | Q(moved_out_on__gt=day), moved_in_on__lte=day)


class Placement(Recorded):
    """One stay in a place of shelter; it can begin before admission."""

    participant = models.ForeignKey(
        Participant, models.CASCADE, db_constraint=False, related_name="+"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    location = models.ForeignKey(Location, models.PROTECT, db_constraint=False)
    moved_in_on = models.DateField(_("In opvang sinds"))
    moved_out_on = models.DateField(_("In opvang tot"), null=True, blank=True)
    funded_by = models.CharField(_("Bekostigd door"), max_length=20, choices=codes.Funding)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("funding_is_known", "funded_by", codes.Funding.values),
            in_order("moved_out_not_before_moved_in", "moved_in_on", "moved_out_on"),
        ]
