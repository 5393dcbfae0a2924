"""E-mails: a link and what it is for. Never a name, a location or anything of a dossier."""

from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

INVITATION, FORGOTTEN, UNKNOWN, FACTOR_RESET, TOLD = range(5)
# What it is called, what it says before the link, and after it.
WORDS: dict[int, tuple[str, str, str]] = {
    INVITATION: (
        _("Uw account voor de LVV"),
        _("U bent uitgenodigd voor de LVV. Kies met deze link uw wachtwoord:"),
        _("De link werkt één keer, en zeven dagen. Verwacht u dit niet? Doe dan niets."),
    ),
    FORGOTTEN: (
        _("Een nieuw wachtwoord kiezen"),
        _("Iemand vroeg een nieuw wachtwoord aan voor dit adres. Kies het met deze link:"),
        _("De link werkt één keer, en een uur. Vroeg u dit niet? Doe dan niets."),
    ),
    UNKNOWN: (
        _("Een nieuw wachtwoord kiezen"),
        _(
            "Iemand vroeg een nieuw wachtwoord aan voor dit adres. Er is geen account waarvoor dat kan."
        ),
        _("Vraag zo nodig uw functioneel beheerder. Vroeg u dit niet? Doe dan niets."),
    ),
    FACTOR_RESET: (
        _("Uw tweede stap is weggehaald"),
        _("Twee beheerders hebben de tweede stap van uw account weggehaald. Stel een nieuwe in:"),
        _("Hebt u hier niet om gevraagd? Bel dan meteen uw functioneel beheerder."),
    ),
    TOLD: (
        _("Een recht met zicht op dossiers is toegekend"),
        _("Iemand kreeg een rol met zicht op dossiers. Bekijk wie dat is:"),
        _("U krijgt dit bericht als functionaris gegevensbescherming."),
    ),
}


def send(kind: int, to: str, *, link: str = "", language: str = "nl") -> None:
    """Send it now."""
    with translation.override(language):
        subject, before, after = (gettext(words) for words in WORDS[kind])
    body = "\n\n".join(part for part in (before, link, after) if part)
    EmailMessage(f"[LVV] {subject}", body, to=[to]).send()


def send_after(kind: int, to: str, *, link: str, language: str) -> None:
    """Send it when what it tells of is stored; if the server for mail is away, the log says so."""
    later = partial(send, kind, to, link=link, language=language)
    transaction.on_commit(later, robust=True)
