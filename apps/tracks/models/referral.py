"""Requests for admission."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.constraints import both_or_neither, in_list, in_order
from apps.foundation.models import Recorded
from apps.organisation.models import Location
from apps.participants.models import Participant

from .. import codes
from .of_dossier import OfDossierQuerySet


class Referral(Recorded):
    """One request for admission, and its decision."""

    key = models.CharField(_("Kenmerk"), max_length=200)
    participant = models.ForeignKey(
        Participant, models.CASCADE, db_constraint=False, related_name="+"
    )
    location = models.ForeignKey(Location, models.PROTECT, db_constraint=False, db_index=False)
    referred_on = models.DateField(_("Aangemeld op"))
    referred_by = models.CharField(
        _("Aangemeld door"), max_length=20, choices=codes.ReferredBy, blank=True
    )
    decision = models.CharField(_("Besluit"), max_length=20, choices=codes.Decision)
    decided_on = models.DateField(_("Besluit op"), null=True, blank=True)
    decided_by = models.CharField(
        _("Besluit door"), max_length=20, choices=codes.DecidedBy, blank=True
    )
    rejection_reason = models.CharField(
        _("Reden van afwijzing"),
        max_length=30,
        choices=codes.RejectionReason,
        blank=True,
    )
    exception = models.BooleanField(_("Bij uitzondering"), null=True)

    objects = OfDossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_referral_a_key", fields=["location", "key"]),
            models.UniqueConstraint(name="referral_of_participant", fields=["id", "participant"]),
            in_list(
                "referred_by_is_known_or_empty",
                "referred_by",
                codes.ReferredBy.values,
                empty=True,
            ),
            in_list("decision_is_known", "decision", codes.Decision.values),
            in_list(
                "decided_by_is_known_or_empty",
                "decided_by",
                codes.DecidedBy.values,
                empty=True,
            ),
            in_list(
                "rejection_reason_is_known_or_empty",
                "rejection_reason",
                codes.RejectionReason.values,
                empty=True,
            ),
            both_or_neither(
                "decision_and_its_date_come_together",
                "decided_on",
                ~Q(decision="pending"),
            ),
            in_order("decided_not_before_referred", "referred_on", "decided_on"),
            models.CheckConstraint(
                name="rejected_and_its_reason_come_together",
                condition=(Q(decision="rejected") & ~Q(rejection_reason=""))
                | (~Q(decision="rejected") & Q(rejection_reason="")),
            ),
        ]
