"""What is right for a dossier by itself (docs/standard/register.md, rules 1 to 4)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.foundation.countries import CODES
from apps.foundation.partial_dates import counted
from apps.foundation.refusals import Refusals

FUTURE = _("Deze datum ligt in de toekomst. Vul de dag in waarop het gebeurde.")


def check_not_future(refusals: Refusals, today: date, **days: date | None) -> None:
    """No date lies after the day of recording (rule 4)."""
    for field, day in days.items():
        if day is not None and day > today:
            refusals.add(field, "in_the_future", FUTURE)


def check_participant(
    *, date_of_birth: str, country_of_origin: str, deceased_on: date | None, today: date
) -> None:
    """The date of birth exists, the country is known, and no date lies in the future."""
    refusals = Refusals()
    check_birth(refusals, date_of_birth, today)
    check_country(refusals, "country_of_origin", country_of_origin)
    check_not_future(refusals, today, deceased_on=deceased_on)
    refusals.raise_if_any()


def check_birth(refusals: Refusals, value: str, today: date) -> None:
    """A year, a year and month, or a date that exists and is not to come (rule 2)."""
    if not value:
        return
    try:
        counted(value)
    except ValueError:
        refusals.add(
            "date_of_birth",
            "date_of_birth_form",
            _("Schrijf een jaar (1985), een maand (1985-05) of een datum (1985-05-31)."),
        )
        return
    # A year alone counts as 1 July, but the year itself has begun.
    if value > today.isoformat()[: len(value)]:
        refusals.add("date_of_birth", "in_the_future", FUTURE)


def check_country(refusals: Refusals, field: str, code: str) -> None:
    """ISO 3166-1 alpha-3, with XXA for stateless and XKX for Kosovo (rule 3)."""
    if code and code not in CODES:
        refusals.add(
            field,
            "unknown_country",
            _(
                "Deze landcode bestaat niet. Gebruik drie hoofdletters, zoals SYR; XXA is staatloos."
            ),
        )
