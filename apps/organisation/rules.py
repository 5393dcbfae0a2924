"""What is right for a location, its places, a partnership, and a token."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from apps.foundation.refusals import Refusals

LONGEST_OF_A_TOKEN = timedelta(days=365)
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


def check_token(*, expires_on: date, is_name_in_use: bool, today: date) -> None:
    """It ends, after today and within a year, and has a name by which it is told from others."""
    refusals = Refusals()
    if expires_on <= today:
        refusals.add("expires_on", "expires_too_soon", _("Kies een einddatum na vandaag."))
    if expires_on > today + LONGEST_OF_A_TOKEN:
        refusals.add(
            "expires_on", "expires_too_late", _("Een token geldt hooguit een jaar. Kies eerder.")
        )
    if is_name_in_use:
        refusals.add(
            "name",
            "name_in_use",
            _("U hebt al een token met deze naam. Kies een andere naam, of trek dat eerst in."),
        )
    refusals.raise_if_any()
