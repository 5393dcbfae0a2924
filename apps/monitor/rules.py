"""What is right for an edition by itself."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.foundation.refusals import Refusals


def check_day(*, on: date, today: date) -> None:
    """Of a day to come nothing can be counted."""
    refusals = Refusals()
    if on > today:
        refusals.add("on", "day_to_come", _("Deze dag komt nog. Kies een dag tot en met vandaag."))
    refusals.raise_if_any()
