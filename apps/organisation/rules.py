"""What is right for a location and its places."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.foundation.refusals import Refusals

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")


def check_location_code(code: str) -> None:
    """A code is lower case; 'all' stands for every location (register.md, rule 9)."""
    refusals = Refusals()
    if not _CODE.fullmatch(code):
        refusals.add(
            "code",
            "location_code_form",
            _("Schrijf de code met 2 tot 40 kleine letters, cijfers of streepjes."),
        )
    if code == "all":
        refusals.add(
            "code",
            "all_is_no_location",
            _("'all' staat voor alle locaties samen. Kies een andere code."),
        )
    refusals.raise_if_any()


def check_partnership(*, from_on: date, until_on: date | None) -> None:
    """It ends after it begins."""
    refusals = Refusals()
    if until_on is not None and until_on <= from_on:
        refusals.add(
            "until_on",
            "ends_before_it_begins",
            _("Kies een einddatum na de begindatum."),
        )
    refusals.raise_if_any()


def check_end_of_partnership(
    *,
    from_on: date,
    ended_on: date | None,
    until_on: date,
    next_from_on: date | None,
    today: date,
) -> None:
    """It ends after it begins, before the next one of the same two begins, and only once."""
    check_partnership(from_on=from_on, until_on=until_on)
    refusals = Refusals()
    if ended_on is not None and ended_on <= today:
        refusals.add(
            "until_on",
            "has_ended",
            _("Deze samenwerking is al beëindigd. Voeg de organisatie zo nodig opnieuw toe."),
        )
    if next_from_on is not None and until_on > next_from_on:
        refusals.add(
            "until_on",
            "overlaps_the_next",
            _("De organisatie begint later opnieuw. Kies een einddatum die niet daarna ligt."),
        )
    refusals.raise_if_any()
