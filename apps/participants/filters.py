"""What the list of participants can be narrowed to: the same for page, tile and export."""

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

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
