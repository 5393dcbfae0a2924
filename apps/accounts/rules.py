"""What is right when one gets in: pure, and without a clock."""

from datetime import date, datetime, timedelta

from django.core.exceptions import NON_FIELD_ERRORS as ALL
from django.utils.translation import gettext_lazy as _

from apps.foundation.refusals import Refusals
from apps.organisation.codes import OrganisationKind

INVITATION_LASTS = timedelta(days=7)
_OF_A_CITY = {OrganisationKind.MUNICIPALITY, OrganisationKind.NGO, OrganisationKind.SHELTER}
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def program_name(user_agent: str) -> str:
    """The browser and the system, by the names that people know; nothing else of what it says."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    if not browser and "Safari/" in user_agent:
        browser = "Safari"
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(name for name in (browser, system) if name)


def time_left(
    *, used_at: datetime, began_at: datetime, now: datetime, idle: timedelta, longest: timedelta
) -> tuple[timedelta, bool]:
    """How long a session lasts if nothing is done, and whether doing something makes it longer."""
    by_use, by_age = used_at + idle - now, began_at + longest - now
    return min(by_use, by_age), by_use < by_age


def check_address(*, is_in_use: bool) -> None:
    """An address has one account."""
    refusals = Refusals()
    if is_in_use:
        refusals.add("email", "address_in_use", _("Dit adres heeft al een account."))
    refusals.raise_if_any()


def check_invitation(*, has_password: bool, is_active: bool) -> None:
    """Who got in before needs no invitation, and who is shut out gets none."""
    refusals = Refusals()
    if has_password:
        refusals.add(
            ALL,
            "has_a_password",
            _("Dit account heeft al een wachtwoord. Dat kan men zelf wijzigen."),
        )
    if not is_active:
        refusals.add(ALL, "is_closed", _("Dit account is gesloten. Open het eerst."))
    refusals.raise_if_any()


def check_reset(*, is_asked: bool) -> None:
    """It is asked once."""
    refusals = Refusals()
    if is_asked:
        refusals.add(
            ALL, "is_asked", _("Dit is al gevraagd. Een tweede persoon moet nog besluiten.")
        )
    refusals.raise_if_any()


def check_decision(*, is_decided: bool, is_by_who_asked: bool) -> None:
    """It is decided once, and by another than who asked."""
    refusals = Refusals()
    if is_decided:
        refusals.add(ALL, "is_decided", _("Hierover is al besloten."))
    if is_by_who_asked:
        refusals.add(
            ALL, "asked_it", _("U hebt dit zelf gevraagd. Een ander moet het goedkeuren.")
        )
    refusals.raise_if_any()


def check_organisation(*, is_in_use: bool) -> None:
    """A name tells organisations apart."""
    refusals = Refusals()
    if is_in_use:
        refusals.add("name", "name_in_use", _("Deze naam is al in gebruik. Kies een andere."))
    refusals.raise_if_any()


def check_role(
    *, kind: OrganisationKind, has_location: bool, from_on: date, until_on: date | None
) -> None:
    """Who works for a city works at a location; it ends after it begins."""
    refusals = Refusals()
    if not has_location and kind in _OF_A_CITY:
        refusals.add(
            "location",
            "location_needed",
            _("Kies een locatie: deze organisatie werkt in een stad."),
        )
    if until_on is not None and until_on <= from_on:
        refusals.add(
            "until_on", "ends_before_it_begins", _("Kies een einddatum na de begindatum.")
        )
    refusals.raise_if_any()


def check_end_of_role(
    *, from_on: date, ended_on: date | None, until_on: date, today: date
) -> None:
    """It ends once, today or later, after its first day."""
    refusals = Refusals()
    if ended_on is not None and ended_on <= today:
        refusals.add("until_on", "has_ended", _("Deze rol is al beëindigd."))
    if until_on < today:
        refusals.add("until_on", "ends_in_the_past", _("Kies vandaag of een latere dag."))
    if until_on <= from_on:
        refusals.add(
            "until_on",
            "ends_before_it_begins",
            _("Deze rol begint dan pas. Kies een latere dag, of sluit het account."),
        )
    refusals.raise_if_any()
