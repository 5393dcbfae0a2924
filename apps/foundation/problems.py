"""What went wrong, as a program reads it: application/problem+json of RFC 9457."""

import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"
# The status, what it is called, and what one can do.
SAID: dict[int, tuple[Promise, Promise]] = {
    400: (
        _("Verzoek niet begrepen"),
        _("Er is niets gewijzigd. Verbeter het verzoek en stuur het opnieuw."),
    ),
    401: (
        _("Niet aangemeld"),
        _("Stuur een geldig token mee, of meld u aan. Misschien is uw token verlopen."),
    ),
    403: (
        _("Geen toegang"),
        _("Dit mag u niet met uw rol, of uw token is hier niet voor. Er is niets gewijzigd."),
    ),
    404: (_("Niet gevonden"), _("Dit adres bestaat niet, of u mag niet zien wat er staat.")),
    405: (
        _("Methode niet mogelijk"),
        _("Dit adres kent deze methode niet. De kop Allow noemt wat wel kan."),
    ),
    406: (
        _("Vorm niet mogelijk"),
        _("Het antwoord is er alleen als application/json. Vraag daarom in de kop Accept."),
    ),
    413: (_("Te groot"), _("Er is niets bewaard. Stuur een kleiner bestand of bericht.")),
    415: (
        _("Vorm van het bericht niet mogelijk"),
        _("Stuur JSON in UTF-8, of voor een bestand multipart/form-data."),
    ),
    429: (
        _("Te vaak achter elkaar"),
        _("Wacht even. De kop Retry-After noemt hoeveel seconden."),
    ),
    500: (
        _("Storing"),
        _("Het ligt niet aan u, en er is niets bewaard. Probeer het later opnieuw."),
    ),
    503: (
        _("Nu even niet"),
        _(
            "Dit duurde te lang, en er is niets bewaard. De kop Retry-After noemt hoeveel seconden."
        ),
    ),
}


def problem(
    status: int, *, path: str, detail: object = "", errors: Iterable[dict[str, str]] = ()
) -> dict[str, Any]:
    """The members of a problem, in the language that is spoken; `errors` only where there are."""
    title, general = SAID.get(status, (HTTPStatus(status).phrase, ""))
    found: dict[str, Any] = {
        "type": "about:blank",
        "title": str(title),
        "status": status,
        "detail": str(detail or general),
        "instance": path,
    }
    if listed := list(errors):
        found["errors"] = listed
    return found


def as_text(found: dict[str, Any]) -> str:
    """A problem as it is sent."""
    return json.dumps(found, ensure_ascii=False)


def camel(name: str) -> str:
    """The name of a field as programs know it: outflow_on is outflowOn."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def errors_of(refused: ValidationError) -> Iterator[dict[str, str]]:
    """What a rule or a form refused, by field; the name of the rule is the code."""
    by_field = refused.error_dict if hasattr(refused, "error_dict") else {"": [refused]}
    for field, found in by_field.items():
        name = "" if field == NON_FIELD_ERRORS else camel(field)
        for error in found:
            for one in error.error_list:
                said = str(one.message % one.params if one.params else one.message)
                yield {"field": name, "code": one.code or "invalid", "detail": said}
