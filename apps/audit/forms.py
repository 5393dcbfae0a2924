"""Asking for a token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation.forms import Form
from apps.organisation.codes import Scope


class TokenForm(Form):
    """What a token is called, what it is for, and until when."""

    name = forms.CharField(
        label=_("Naam"),
        max_length=100,
        help_text=_("Waaraan u het herkent, bijvoorbeeld: dashboard van de afdeling."),
    )
    scopes = forms.TypedMultipleChoiceField(
        choices=Scope.choices,
        coerce=Scope,
        label=_("Waarvoor"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Een token geeft nooit meer dan u zelf mag."),
    )
    expires_on = forms.DateField(
        label=_("Geldig tot en met"),
        help_text=_("Hooguit een jaar na vandaag, bijvoorbeeld 01-07-2022."),
        widget=forms.DateInput(attrs={"size": 10}),
    )
