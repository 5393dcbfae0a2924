"""The code lists of the standard: what each is called, its codes, and the fields that hold them."""

from django.db.models import TextChoices

from apps.counselling.codes import Aim, Form
from apps.participants.codes import FirstApplication, Gender
from apps.screening.codes import Procedure, ProcedureDecision, ScreeningOutcome
from apps.tracks.codes import (
    DecidedBy,
    Decision,
    DepartureSupport,
    Funding,
    OutflowReason,
    Perspective,
    ReferredBy,
    RejectionReason,
)

CODE_LISTS: dict[str, tuple[type[TextChoices], tuple[str, ...]]] = {
    "gender": (Gender, ("participants.gender",)),
    "first-application": (FirstApplication, ("participants.first_application",)),
    "referred-by": (ReferredBy, ("referrals.referred_by",)),
    "decision": (Decision, ("referrals.decision",)),
    "decided-by": (DecidedBy, ("referrals.decided_by",)),
    "rejection-reason": (RejectionReason, ("referrals.rejection_reason",)),
    "outflow-reason": (OutflowReason, ("tracks.outflow_reason",)),
    "departure-support": (DepartureSupport, ("tracks.departure_support",)),
    "funded-by": (Funding, ("placements.funded_by",)),
    "perspective": (Perspective, ("perspectives.perspective",)),
    "screening-outcome": (ScreeningOutcome, ("screenings.outcome",)),
    "procedure": (Procedure, ("procedures.procedure",)),
    "procedure-decision": (ProcedureDecision, ("procedures.decision",)),
    "form": (Form, ("counselling.form",)),
    "aim": (Aim, ("counselling.aim",)),
}
