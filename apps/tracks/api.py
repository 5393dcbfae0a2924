"""Tracks for programs: the list and one of it, as the page shows them."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from apps.audit.actions import record_read
from apps.audit.codes import Act
from apps.foundation.api import filtered, listed, page_of
from apps.foundation.documenting import documented, number, page_of_these
from apps.foundation.serializing import Code, Output
from apps.organisation.access import ApiRequest, Permission, needs

from . import codes
from .filters import TrackFilter
from .models import Perspective, Track
from .showing import known_to

TAG = [_("Trajecten")]


class KnownAsOutput(Output):
    id = serializers.IntegerField()
    family_name = serializers.CharField()
    given_names = serializers.CharField()


class TrackOutput(Output):
    id = serializers.IntegerField()
    key = serializers.CharField(help_text=_("Het kenmerk van het traject bij de locatie."))
    location = serializers.CharField(source="location.code")
    participant = KnownAsOutput(
        source="known_as",
        allow_null=True,
        help_text=_("Over wie het gaat; niets als u die persoon niet mag kennen."),
    )
    admitted_on = serializers.DateField()
    outflow_on = serializers.DateField(allow_null=True)
    outflow_reason = Code(codes.OutflowReason.choices)
    is_open = serializers.BooleanField(help_text=_("Of het traject vandaag loopt."))
    days = serializers.IntegerField(
        help_text=_("Dagen van toelating tot uitstroom, of tot vandaag.")
    )
    perspective = serializers.SerializerMethodField()
    perspective_since = serializers.DateField(allow_null=True)

    def get_perspective(self, track: Any) -> codes.Perspective:
        return codes.Perspective(track.perspective_now or "undetermined")


class PerspectiveOutput(Output):
    perspective = Code(codes.Perspective.choices, allow_null=False)
    determined_on = serializers.DateField()
    communicated_on = serializers.DateField(allow_null=True)


class TrackDetailOutput(TrackOutput):
    perspectives = PerspectiveOutput(many=True, help_text=_("Het laatste eerst."))


@documented(
    "listTracks",
    _("De trajecten die u mag zien, het nieuwste eerst"),
    gives=page_of_these(TrackOutput),
    filters=TrackFilter,
    paged=True,
    tags=TAG,
)
@needs(Permission.TRACK_VIEW)
def track_list(request: ApiRequest) -> Response:
    actor = request.actor
    visible = Track.objects.with_perspective(actor.today).for_list().visible_to(actor)
    found = page_of(request, filtered(request, TrackFilter, visible), ("-admitted_on", "-pk"))
    known_to(actor, found["results"])
    record_read(
        actor,
        "track",
        ids=[row.pk for row in found["results"]],
        dossiers=[row.participant_id for row in found["results"]],
        act=Act.LIST,
    )
    return listed(found, TrackOutput)


@documented(
    "readTrack",
    _("Een traject"),
    gives=TrackDetailOutput,
    parameters=[number()],
    tags=TAG,
)
@needs(Permission.TRACK_VIEW)
def track_detail(request: ApiRequest, number: int) -> Response:
    actor = request.actor
    visible = Track.objects.with_perspective(actor.today).for_list().visible_to(actor)
    track = get_object_or_404(visible, pk=number)
    known_to(actor, [track])
    decided = Perspective.objects.visible_to(actor).filter(track=track)
    track.perspectives = decided.order_by("-determined_on", "-position", "-pk")
    record_read(actor, "track", ids=[track.pk], dossiers=[track.participant_id])
    return Response(TrackDetailOutput(track).data)
