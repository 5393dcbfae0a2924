"""What is right for a screening and for a procedure (docs/standard/register.md, rules 4 and 7)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.foundation.refusals import Refusals
from apps.participants.rules import check_not_future


def check_screening(
    *, requested_on: date | None, completed_on: date | None, outcome: str, today: date
) -> None:
    """An outcome and its day come together, after the request."""
    refusals = Refusals()
    check_not_future(refusals, today, requested_on=requested_on, completed_on=completed_on)
    if outcome and completed_on is None:
        refusals.add(
            "completed_on",
            "outcome_needs_completion",
            _("Vul in wanneer de screening klaar was."),
        )
    if completed_on is not None and not outcome:
        refusals.add(
            "outcome",
            "completion_needs_outcome",
            _("Vul de uitkomst van de screening in."),
        )
    if requested_on and completed_on and completed_on < requested_on:
        refusals.add(
            "completed_on",
            "completed_before_requested",
            _("De screening was klaar voor de aanvraag. Verbeter een van beide datums."),
        )
    refusals.raise_if_any()


def check_procedure(
    *, submitted_on: date | None, decided_on: date | None, decision: str, today: date
) -> None:
    """A decision and its day come together, after the application."""
    refusals = Refusals()
    check_not_future(refusals, today, submitted_on=submitted_on, decided_on=decided_on)
    if decision and decided_on is None:
        refusals.add(
            "decided_on",
            "procedure_decision_needs_date",
            _("Vul de datum van het besluit in."),
        )
    if decided_on is not None and not decision:
        refusals.add("decision", "date_needs_procedure_decision", _("Vul het besluit in."))
    if submitted_on and decided_on and decided_on < submitted_on:
        refusals.add(
            "decided_on",
            "decided_before_submitted",
            _("Het besluit ligt voor de indiening. Verbeter een van beide datums."),
        )
    refusals.raise_if_any()
