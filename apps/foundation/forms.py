"""What every form has: no bubbles of the browser, and for each fault a sentence that mends it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_NOTHING_CHOSEN = _("Er is niets gekozen. Maak een keuze.")
_NONE_CHOSEN = _("Er is niets gekozen. Kies er ten minste een.")
_NOT_IN_LIST = _("Deze keuze is er niet. Kies er een uit de lijst.")
_ONE_NOT_IN_LIST = _("Een van deze keuzes is er niet. Kies alleen uit de lijst.")
_FILE_AGAIN = _("Het bestand kwam niet goed over. Kies het opnieuw.")
_SEVERAL = {
    "required": _NONE_CHOSEN,
    "invalid_choice": _ONE_NOT_IN_LIST,
    "invalid_list": _ONE_NOT_IN_LIST,
    "invalid_pk_value": _ONE_NOT_IN_LIST,
}
# By kind of field; what a particular kind says goes before what its general kind says.
SENTENCES: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {
        "required": _("Dit is nog leeg. Vul het in."),
        "max_length": _("Dit is te lang. Gebruik hooguit %(limit_value)d tekens."),
        "min_length": _("Dit is te kort. Gebruik ten minste %(limit_value)d tekens."),
        "min_value": _("Dit getal is te laag. Vul %(limit_value)s of meer in."),
        "max_value": _("Dit getal is te hoog. Vul %(limit_value)s of minder in."),
    },
    forms.EmailField: {
        "required": _("Vul een e-mailadres in, zoals naam@gemeente.nl."),
        "invalid": _("Dit is geen e-mailadres. Schrijf het als naam@gemeente.nl."),
    },
    forms.IntegerField: {
        "required": _("Vul een getal in."),
        "invalid": _("Dit is geen heel getal. Gebruik alleen cijfers."),
    },
    forms.DecimalField: {"invalid": _("Dit is geen getal. Gebruik cijfers en een komma.")},
    forms.DateField: {
        "required": _("Vul een datum in als dd-mm-jjjj, zoals 01-07-2022."),
        "invalid": _("Vul een bestaande datum in als dd-mm-jjjj, zoals 01-07-2022."),
    },
    forms.ChoiceField: {"required": _NOTHING_CHOSEN, "invalid_choice": _NOT_IN_LIST},
    forms.MultipleChoiceField: _SEVERAL,
    forms.ModelMultipleChoiceField: _SEVERAL,
    forms.FileField: {
        "required": _("Kies een bestand."),
        "invalid": _FILE_AGAIN,
        "missing": _FILE_AGAIN,
        "empty": _("Dit bestand is leeg. Kies een ander bestand."),
    },
}


class Spoken:
    """Mix into a form, before its class: its faults are told by the page, in our words."""

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self.fields.values())


class Form(Spoken, forms.Form):
    """A form of ours."""


def speak(fields: Iterable[forms.Field]) -> None:
    """Let these say what is wrong in our words."""
    for field in fields:
        _speak(field)


def _speak(field: forms.Field) -> None:
    """Give the field our sentence wherever it would say what Django says."""
    kinds = [kind for kind in reversed(type(field).__mro__) if issubclass(kind, forms.Field)]
    of_django: dict[str, Any] = {}
    ours: dict[str, Any] = {}
    for kind in kinds:
        of_django |= kind.__dict__.get("default_error_messages", {})
        ours |= SENTENCES.get(kind, {})
    for code, sentence in ours.items():
        if field.error_messages.get(code) is of_django.get(code):
            field.error_messages[code] = sentence
