"""What every export says of its edition: which it is, what is in it, and for whom it is."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ..indicators import Kind
from ..report import Report

KINDS: dict[Kind, Promise] = {
    Kind.COUNT: gettext_lazy("Aantal"),
    Kind.SHARE: gettext_lazy("Aandeel"),
    Kind.MEAN: gettext_lazy("Gemiddelde"),
}


@dataclass(frozen=True)
class Particular:
    """One fact about the edition."""

    label: str
    value: str


def language() -> str:
    """The language that is active: nl or en."""
    return (get_language() or "nl")[:2]


def notice() -> str:
    """For whom it is."""
    return _("Vertrouwelijk, niet openbaar")


def title() -> str:
    return _("Landelijke LVV-monitor")


def subtitle(report: Report) -> str:
    """Which edition it is."""
    return _("Peildatum %(day)s, editie %(number)s") % {
        "day": date_format(report.edition.reference_date),
        "number": report.edition.pk,
    }


def file_name(report: Report, suffix: str) -> str:
    """What the file is called: it says the day and the edition, and nothing that people wrote."""
    return (
        _("lvv-monitor-%(day)s-editie-%(number)s")
        % {
            "day": report.edition.reference_date.isoformat(),
            "number": report.edition.pk,
        }
        + f".{suffix}"
    )


def scope(report: Report) -> str:
    """What the edition is about: all locations or one."""
    location = report.edition.location
    return report.name(location.code) if location else _("Alle locaties")


def is_complete(report: Report) -> bool:
    """Whether its reader sees all locations that the edition is about."""
    edition = report.edition
    return bool(edition.location_id) or set(edition.location_names) <= set(report.codes)


def extent(report: Report) -> str:
    """Which figures of the edition its reader gets."""
    if is_complete(report):
        return _("Alle cijfers van de editie")
    return _("De cijfers van de editie die de lezer mag zien")


def particulars(report: Report) -> list[Particular]:
    """The facts of an edition, in the language that is active."""
    edition = report.edition
    period = report.computed.period
    first, last = date_format(period.first), date_format(period.last)
    cut_off = date_format(timezone.localtime(edition.cut_off), "DATETIME_FORMAT")
    return [
        Particular(_("Openbaarheid"), notice()),
        Particular(_("Editie"), str(edition.pk)),
        Particular(_("Peildatum"), date_format(edition.reference_date)),
        Particular(
            _("Periode"),
            _("%(first)s tot en met %(last)s") % {"first": first, "last": last},
        ),
        Particular(_("Waarover"), scope(report)),
        Particular(_("Inhoud"), extent(report)),
        Particular(_("Stand van het register"), cut_off),
        Particular(
            _("Definities"), _("versie %(definition)s") % {"definition": edition.definition}
        ),
        Particular(_("Controlegetal (SHA-256 van alle cijfers van de editie)"), edition.hash),
    ]
