"""A new location."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation.forms import Form


class LocationForm(Form):
    """A new location."""

    name = forms.CharField(label=_("Naam"), max_length=200)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Kleine letters, zoals utrecht.")
    )
    municipality_codes = forms.RegexField(
        r"^GM[0-9]{4}(;GM[0-9]{4})*$",
        label=_("CBS-gemeentecodes"),
        help_text=_("Zoals GM0344. Meer codes met een puntkomma ertussen."),
        error_messages={"invalid": _("Schrijf gemeentecodes als GM0344.")},
    )
