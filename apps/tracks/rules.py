"""What is right for a referral, a track, a placement, a perspective, each by itself.

Source: docs/standard/register.md, rules 3, 4, 5 and 7. Fields and rules are named in a refusal.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.foundation.refusals import Refusals
from apps.participants.rules import check_country, check_not_future

from .codes import LEAVING_THE_COUNTRY, Decision


def is_open(admitted_on: date, outflow_on: date | None, *, on: date) -> bool:
    """Whether a track is going on: admitted, and with no outflow on or before the day."""
    return admitted_on <= on and (outflow_on is None or outflow_on > on)


def days(admitted_on: date, outflow_on: date | None, *, on: date) -> int:
    """Whole days from admission to outflow, or to the day while open."""
    end = on if outflow_on is None or is_open(admitted_on, outflow_on, on=on) else outflow_on
    return (end - admitted_on).days


def check_referral(
    *,
    referred_on: date | None,
    decision: str,
    decided_on: date | None,
    rejection_reason: str,
    today: date,
) -> None:
    """A decision and its date come together, in order; who is rejected hears why."""
    refusals = Refusals()
    check_not_future(refusals, today, referred_on=referred_on, decided_on=decided_on)
    if decision == Decision.PENDING and decided_on is not None:
        refusals.add(
            "decided_on",
            "pending_has_no_date",
            _("Er is nog geen besluit. Laat de datum leeg of vul het besluit in."),
        )
    if decision not in ("", Decision.PENDING) and decided_on is None:
        refusals.add("decided_on", "decision_needs_date", _("Vul de datum van het besluit in."))
    if decision == Decision.REJECTED and not rejection_reason:
        refusals.add(
            "rejection_reason",
            "rejection_needs_reason",
            _("Vul de reden van afwijzing in."),
        )
    if decision not in ("", Decision.REJECTED) and rejection_reason:
        refusals.add(
            "rejection_reason",
            "reason_without_rejection",
            _("Een reden van afwijzing hoort alleen bij een afwijzing. Laat deze leeg."),
        )
    if referred_on and decided_on and decided_on < referred_on:
        refusals.add(
            "decided_on",
            "decided_before_referred",
            _("Het besluit ligt voor de aanmelding. Verbeter een van beide datums."),
        )
    refusals.raise_if_any()


def check_track(
    *,
    admitted_on: date | None,
    outflow_on: date | None,
    outflow_reason: str,
    departure_support: str,
    destination_country: str,
    today: date,
) -> None:
    """Outflow and its reason come together, after admission; support only with a departure."""
    refusals = Refusals()
    check_not_future(refusals, today, admitted_on=admitted_on, outflow_on=outflow_on)
    check_country(refusals, "destination_country", destination_country)
    if outflow_on is not None and not outflow_reason:
        refusals.add(
            "outflow_reason",
            "outflow_needs_reason",
            _("Vul de reden van uitstroom in."),
        )
    if outflow_reason and outflow_on is None:
        refusals.add("outflow_on", "reason_needs_outflow", _("Vul de datum van uitstroom in."))
    if admitted_on and outflow_on and outflow_on < admitted_on:
        refusals.add(
            "outflow_on",
            "outflow_before_admission",
            _("De uitstroom ligt voor de toelating. Verbeter een van beide datums."),
        )
    if departure_support and outflow_reason not in LEAVING_THE_COUNTRY:
        refusals.add(
            "departure_support",
            "support_without_departure",
            _("Ondersteuning hoort alleen bij vertrek of doormigratie. Laat dit leeg."),
        )
    refusals.raise_if_any()


def check_placement(*, moved_in_on: date | None, moved_out_on: date | None, today: date) -> None:
    """In before out."""
    refusals = Refusals()
    check_not_future(refusals, today, moved_in_on=moved_in_on, moved_out_on=moved_out_on)
    if moved_in_on and moved_out_on and moved_out_on < moved_in_on:
        refusals.add(
            "moved_out_on",
            "moved_out_before_in",
            _("Het vertrek uit de opvang ligt voor de komst. Verbeter een van beide datums."),
        )
    refusals.raise_if_any()


def check_perspective(
    *, determined_on: date | None, communicated_on: date | None, today: date
) -> None:
    """Determined before it is told."""
    refusals = Refusals()
    check_not_future(refusals, today, determined_on=determined_on, communicated_on=communicated_on)
    if determined_on and communicated_on and communicated_on < determined_on:
        refusals.add(
            "communicated_on",
            "communicated_before_determined",
            _("Het gesprek ligt voor het bepalen. Verbeter een van beide datums."),
        )
    refusals.raise_if_any()
