"""The filters of a list: those that are set, and a filter by day for programs."""

import re
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet


def chips(filters: FilterSet) -> list[dict[str, str]]:
    """For each filter that is set: its label, what was chosen, and where it is taken off."""
    found = []
    for name, field in filters.form.fields.items():
        chosen = filters.data.get(name, "")
        if not chosen:
            continue
        labels = {str(value): label for value, label in getattr(field, "choices", ())}
        rest = filters.data.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        found.append(
            {
                "label": force_str(field.label),
                "value": force_str(labels.get(chosen, chosen)),
                "url": f"?{rest.urlencode()}",
            }
        )
    return found


class IsoDateField(forms.DateField):
    """A day in one way of writing."""

    def to_python(self, value: Any) -> date | None:
        if value and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class IsoDateFilter(django_filters.DateFilter):
    """By a day, as programs write it."""

    field_class = IsoDateField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        sentence = _("Schrijf een bestaande dag als jjjj-mm-dd, zoals 2022-04-30.")
        kwargs |= {"input_formats": ["%Y-%m-%d"], "error_messages": {"invalid": sentence}}
        super().__init__(*args, **kwargs)
