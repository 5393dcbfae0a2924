"""Asking for the monitor of a day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation.forms import Form

from .rules import check_day


class DayForm(Form):
    """The reference date."""

    on = forms.DateField(
        label=_("Peildatum"),
        help_text=_("Bijvoorbeeld 30-04-2022."),
        widget=forms.DateInput(attrs={"size": 10}),
    )
    location = forms.ChoiceField(label=_("Locatie"), required=False)

    def __init__(
        self, *args: Any, locations: list[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["location"].choices = [("", _("Alle naast elkaar")), *locations]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """The day has come."""
        if "on" in self.cleaned_data:
            check_day(on=self.cleaned_data["on"], today=self._today)
