"""The dossier for programs: here, since this is the lowest app that knows all of it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from apps.audit.actions import record_read
from apps.foundation.documenting import documented, number
from apps.foundation.serializing import Code, Output
from apps.organisation.access import ApiRequest, Permission, needs
from apps.organisation.codes import Part
from apps.participants import codes as of_participants
from apps.participants.api import TAG, ParticipantOutput
from apps.participants.models import Participant
from apps.screening import codes as of_law
from apps.tracks import codes as of_tracks

from . import codes
from .timeline import dossier_of


class DossierTrackOutput(Output):
    id = serializers.IntegerField()
    key = serializers.CharField()
    admitted_on = serializers.DateField()
    outflow_on = serializers.DateField(allow_null=True)
    outflow_reason = Code(of_tracks.OutflowReason.choices)


class DossierReferralOutput(Output):
    referred_on = serializers.DateField()
    referred_by = Code(of_tracks.ReferredBy.choices)
    decision = Code(of_tracks.Decision.choices, allow_null=False)
    decided_on = serializers.DateField(allow_null=True)
    rejection_reason = Code(of_tracks.RejectionReason.choices)


class DossierPlacementOutput(Output):
    moved_in_on = serializers.DateField()
    moved_out_on = serializers.DateField(allow_null=True)
    funded_by = Code(of_tracks.Funding.choices, allow_null=False)


class OfTrackOutput(Output):
    track = serializers.IntegerField(source="track_id", help_text=_("Van welk traject."))


class DossierPerspectiveOutput(OfTrackOutput):
    perspective = Code(of_tracks.Perspective.choices, allow_null=False)
    determined_on = serializers.DateField()
    communicated_on = serializers.DateField(allow_null=True)


class LegalOutput(OfTrackOutput):
    """Takes `sees_requests` in its context: without it, when something was asked for is empty."""

    asked = ""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        found = super().to_representation(instance)
        if not self.context["sees_requests"]:
            found[self.asked] = None
        return found


class DossierScreeningOutput(LegalOutput):
    asked = "requestedOn"
    requested_on = serializers.DateField(allow_null=True)
    completed_on = serializers.DateField(allow_null=True)
    outcome = Code(of_law.ScreeningOutcome.choices)


class DossierProcedureOutput(LegalOutput):
    asked = "submittedOn"
    procedure = Code(of_law.Procedure.choices, allow_null=False)
    submitted_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    decision = Code(of_law.ProcedureDecision.choices)


class DossierContactOutput(OfTrackOutput):
    held_on = serializers.DateField()
    form = Code(codes.Form.choices, allow_null=False)
    minutes = serializers.IntegerField(allow_null=True)
    aim = Code(codes.Aim.choices)


class RowsOutput(Output):
    tracks = DossierTrackOutput(many=True)
    referrals = DossierReferralOutput(many=True)
    placements = DossierPlacementOutput(many=True)
    perspectives = DossierPerspectiveOutput(many=True)
    screenings = DossierScreeningOutput(many=True)
    procedures = DossierProcedureOutput(many=True)
    contacts = DossierContactOutput(many=True)


class DossierOutput(ParticipantOutput):
    first_application = Code(of_participants.FirstApplication.choices)
    deceased_on = serializers.DateField(allow_null=True)
    has_v_number = serializers.BooleanField(
        allow_null=True, help_text=_("Of er een V-nummer is. Het nummer zelf wordt niet gegeven.")
    )
    parts = serializers.ListField(
        child=serializers.ChoiceField(Part.choices),
        help_text=_("De gegevensgroepen die u mag zien; wat daar niet bij hoort, is leeg."),
    )
    dossier = RowsOutput(help_text=_("Wat er is gebeurd, het laatste eerst."))

    of_person = (
        *ParticipantOutput.of_person,
        "firstApplication",
        "deceasedOn",
        "hasVNumber",
    )


@documented(
    "readParticipant",
    _("Een deelnemer, met het dossier"),
    gives=DossierOutput,
    parameters=[number()],
    tags=TAG,
)
@needs(Permission.PARTICIPANT_VIEW)
def participant_detail(request: ApiRequest, number: int) -> Response:
    actor = request.actor
    visible = Participant.objects.visible_to(actor).for_list()
    participant = get_object_or_404(visible, pk=number)
    participant.dossier = dossier = dossier_of(participant, actor)
    participant.parts = [p for p in Part if actor.sees(p, at=participant.location_id)]
    record_read(actor, "participant", ids=[participant.pk])
    context = {"actor": actor, "sees_requests": dossier.sees_requests}
    return Response(DossierOutput(participant, context=context).data)
