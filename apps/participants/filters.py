"""What the lists of participants and of who saw one can be narrowed to, wherever they are shown."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.foundation.forms import speak
from apps.foundation.sealing import Unsealable, seal_for_address, unseal_from_address
from apps.organisation.models import Location

from .models import Found, Participant

SEARCH = "search for participants"


def seal_search(words: str) -> str:
    """Words that are looked for, as they may stand in an address: nobody reads a name there."""
    return seal_for_address(words, SEARCH)


def opened_search(query: QueryDict) -> str:
    """The words behind the address; empty where there are none or they do not open."""
    try:
        return unseal_from_address(query.get("search", ""), SEARCH)
    except Unsealable:
        return ""


class ParticipantFilter(django_filters.FilterSet):
    """By location, and by a search that stands sealed in the address."""

    location = django_filters.ModelChoiceFilter(
        queryset=Location.objects.order_by("name"),
        to_field_name="code",
        label=_("Locatie"),
        empty_label=_("Alle locaties"),
    )
    search = django_filters.CharFilter(
        method="by_search", label=_("Een verzegelde zoekopdracht, zoals het zoeken die geeft.")
    )

    # Whether the search found more than the list shows; known once the list was asked for.
    is_cut = False

    class Meta:
        model = Participant
        fields = ["location"]

    def by_search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The words that were sealed; an address of someone else's key finds nothing."""
        words = opened_search(self.data)
        if not words:
            return queryset.none()
        found: Found = queryset.matching(words)  # type: ignore[attr-defined]
        self.is_cut = found.is_cut
        return found.dossiers


# What can have been done with a dossier.
_OF_DOSSIERS = (Act.READ, Act.LIST, Act.SEARCH, Act.CHANGE, Act.EXPORT)


class AccessFilter(django_filters.FilterSet):
    """By period and by what was done."""

    from_on = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date__gte",
        label=_("Vanaf"),
        widget=forms.DateInput(attrs={"size": 10}),
    )
    until_on = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date__lte",
        label=_("Tot en met"),
        widget=forms.DateInput(attrs={"size": 10}),
    )
    act = django_filters.ChoiceFilter(
        choices=[(act.value, act.label) for act in _OF_DOSSIERS],
        label=_("Wat"),
        empty_label=_("Alles"),
    )

    class Meta:
        model = AccessEntry
        fields = ["from_on", "until_on", "act"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self.form.fields.values())
