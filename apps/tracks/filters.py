"""What the list of tracks can be narrowed to: the same for page, tile and export."""

import django_filters
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from apps.organisation.access import ActingRequest
from apps.organisation.models import Location

from . import codes
from .models import Track


class TrackState(TextChoices):
    """Whether a track is going on."""

    OPEN = "open", _("Lopend")
    ENDED = "ended", _("Geëindigd")


class TrackFilter(django_filters.FilterSet):
    """By location, state, perspective and reason, and one's own caseload."""

    location = django_filters.ModelChoiceFilter(
        queryset=Location.objects.order_by("name"),
        to_field_name="code",
        label=_("Locatie"),
        empty_label=_("Alle locaties"),
    )
    state = django_filters.ChoiceFilter(
        choices=TrackState.choices,
        method="by_state",
        label=_("Stand"),
        empty_label=_("Lopend en geëindigd"),
    )
    perspective = django_filters.ChoiceFilter(
        choices=codes.Perspective.choices,
        method="by_perspective",
        label=_("Perspectief"),
        empty_label=_("Elk perspectief"),
    )
    outflow_reason = django_filters.ChoiceFilter(
        choices=codes.OutflowReason.choices,
        label=_("Reden van uitstroom"),
        empty_label=_("Elke reden"),
    )
    caseload = django_filters.ChoiceFilter(
        choices=[("mine", _("Mijn caseload"))],
        method="by_caseload",
        label=_("Caseload"),
        empty_label=_("Alle trajecten"),
    )
    request: ActingRequest

    class Meta:
        model = Track
        fields = ["location", "outflow_reason"]

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        today = self.request.actor.today
        open_tracks = value == TrackState.OPEN
        return queryset.open_on(today) if open_tracks else queryset.ended_by(today)  # type: ignore[attr-defined]

    def by_perspective(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == codes.Perspective.UNDETERMINED:
            return queryset.exclude(
                perspective_now__in=[p for p in codes.Perspective if p.value != value]
            )
        return queryset.filter(perspective_now=value)

    def by_caseload(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        actor = self.request.actor
        return queryset.in_caseload_of(actor.user_id, actor.today)  # type: ignore[attr-defined]
