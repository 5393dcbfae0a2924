"""What is right for an edition by itself."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.foundation.refusals import Refusals

# Before the first LVV, and far enough from the first day that a computer knows.
EARLIEST = date(1990, 1, 1)


def check_day(*, on: date, today: date) -> None:
    """Of a day to come nothing can be counted, nor of one long before there was an LVV."""
    refusals = Refusals()
    if on < EARLIEST:
        sentence = _("Zo lang geleden was er geen LVV. Kies een dag vanaf 01-01-1990.")
        refusals.add("on", "day_too_early", sentence)
    if on > today:
        refusals.add("on", "day_to_come", _("Deze dag komt nog. Kies een dag tot en met vandaag."))
    refusals.raise_if_any()


def check_form(form: str, *, known: Collection[str]) -> None:
    """An edition is handed over in the forms that there are."""
    refusals = Refusals()
    if form not in known:
        sentence = _("Deze vorm is er niet. Kies uit: %(known)s.") % {"known": ", ".join(known)}
        refusals.add("form", "unknown_form", sentence)
    refusals.raise_if_any()
