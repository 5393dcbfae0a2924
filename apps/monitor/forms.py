"""Asking for the monitor of a day."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """The reference date."""

    on = forms.DateField(
        label=_("Peildatum"),
        help_text=_("Bijvoorbeeld 30-04-2022."),
        error_messages={"invalid": _("Schrijf de datum als dag-maand-jaar, zoals 30-04-2022.")},
    )
