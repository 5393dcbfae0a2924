"""What is right for a contact (docs/standard/register.md, rules 4 and 8)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.foundation.refusals import Refusals
from apps.participants.rules import check_not_future

from .codes import Form


def check_contact(*, held_on: date | None, form: str, aim: str, today: date) -> None:
    """Only future orientation has an aim."""
    refusals = Refusals()
    check_not_future(refusals, today, held_on=held_on)
    if aim and form != Form.FUTURE_ORIENTATION:
        refusals.add(
            "aim",
            "aim_without_future_orientation",
            _("Een doel hoort alleen bij toekomstoriëntatie. Laat het leeg of kies die vorm."),
        )
    refusals.raise_if_any()
