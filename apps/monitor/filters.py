"""What the lists of the monitor can be narrowed to."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.foundation.filtering import IsoDateFilter
from apps.organisation.models import Location

from .indicators import INDICATORS
from .models import Edition, EditionCell

ALL = "all"


class EditionFilter(django_filters.FilterSet):
    """By reference date, and by what an edition is about."""

    reference_date = IsoDateFilter(label=_("Peildatum"))
    scope = django_filters.ModelChoiceFilter(
        field_name="location",
        queryset=Location.objects.order_by("name"),
        to_field_name="code",
        null_label=_("Landelijk"),
        null_value=ALL,
        label=_("De code van een locatie, of all voor alle locaties samen"),
    )

    class Meta:
        model = Edition
        fields = ["reference_date"]


class CellFilter(django_filters.FilterSet):
    """By location, all together among them, and by indicator."""

    location = django_filters.ModelChoiceFilter(
        method="by_location",
        queryset=Location.objects.order_by("name"),
        to_field_name="code",
        null_label=_("Landelijk"),
        null_value=ALL,
        label=_("De code van een locatie, of all voor de landelijke cijfers"),
    )
    indicator = django_filters.ChoiceFilter(
        choices=[(indicator.code, indicator.title) for indicator in INDICATORS],
        label=_("De code van een indicator"),
    )

    class Meta:
        model = EditionCell
        fields = ["indicator"]

    def by_location(self, queryset: QuerySet, name: str, value: Location | str) -> QuerySet:
        code = value.code if isinstance(value, Location) else ALL
        return queryset.filter(location=code)
