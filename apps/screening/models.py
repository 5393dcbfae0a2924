"""The legal screening of a track, and the procedures at the IND that follow from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.foundation.constraints import both_or_neither, in_list, in_order
from apps.foundation.models import Recorded
from apps.organisation.codes import Zone
from apps.organisation.models import Location
from apps.tracks.models import OfTrackQuerySet, Track

from . import codes


class LegalQuerySet(OfTrackQuerySet):
    """Rows of a track that are legal matters."""

    zone = Zone.LEGAL


class Screening(Recorded):
    """One legal screening of a track."""

    track = models.ForeignKey(Track, models.CASCADE, db_constraint=False, related_name="+")
    location = models.ForeignKey(
        Location, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    requested_on = models.DateField(_("Aangevraagd op"))
    completed_on = models.DateField(_("Afgerond op"), null=True, blank=True)
    outcome = models.CharField(
        _("Uitkomst"), max_length=30, choices=codes.ScreeningOutcome, blank=True
    )

    objects = LegalQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list(
                "screening_outcome_is_known_or_empty",
                "outcome",
                codes.ScreeningOutcome.values,
                empty=True,
            ),
            both_or_neither(
                "outcome_and_completion_come_together",
                "completed_on",
                ~models.Q(outcome=""),
            ),
            in_order("completed_not_before_requested", "requested_on", "completed_on"),
        ]


class Procedure(Recorded):
    """One application to the IND, and its decision, also when that comes after outflow."""

    track = models.ForeignKey(Track, models.CASCADE, db_constraint=False, related_name="+")
    location = models.ForeignKey(
        Location, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    procedure = models.CharField(_("Procedure"), max_length=30, choices=codes.Procedure)
    submitted_on = models.DateField(_("Ingediend op"))
    decided_on = models.DateField(_("Besluit op"), null=True, blank=True)
    decision = models.CharField(
        _("Besluit"), max_length=20, choices=codes.ProcedureDecision, blank=True
    )

    objects = LegalQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("procedure_is_known", "procedure", codes.Procedure.values),
            in_list(
                "procedure_decision_is_known_or_empty",
                "decision",
                codes.ProcedureDecision.values,
                empty=True,
            ),
            both_or_neither(
                "procedure_decision_and_date_come_together",
                "decided_on",
                ~models.Q(decision=""),
            ),
            in_order("procedure_decided_not_before_submitted", "submitted_on", "decided_on"),
        ]
