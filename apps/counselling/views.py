"""The dossier: here, since this is the lowest app that knows all that a dossier shows."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.audit.actions import record_read
from apps.foundation import countries, partial_dates
from apps.organisation.access import ActingRequest, Permission, needs
from apps.organisation.codes import Part
from apps.participants.models import Participant

from .timeline import dossier_of


@require_safe
@needs(Permission.PARTICIPANT_VIEW)
def participant_detail(request: ActingRequest, number: int) -> HttpResponse:
    """Who it is, what holds today, and what happened: of each what one may see."""
    actor = request.actor
    visible = Participant.objects.visible_to(actor).for_list()
    participant = get_object_or_404(visible, pk=number)
    at = participant.location_id
    dossier = dossier_of(participant, actor)
    latest = dossier.tracks[0] if dossier.tracks else None
    of_latest = [p for p in dossier.perspectives if latest and p.track_id == latest.pk]
    context = {
        "participant": participant,
        "sees_person": actor.sees(Part.PERSON, at=at),
        "sees_track": actor.sees(Part.TRACK, at=at),
        "sees_shelter": actor.sees(Part.SHELTER, at=at),
        "born": partial_dates.written(participant.date_of_birth),
        "country": countries.name(participant.country_of_origin),
        "dossier": dossier,
        "latest": latest,
        "is_open": latest is not None and latest.is_open_on(actor.today),
        "days": latest.days_on(actor.today) if latest else None,
        "perspective": of_latest[0] if of_latest else None,
        "months": dossier.months(sees_legal=actor.sees(Part.LEGAL, at=at)),
    }
    record_read(actor, "participant", ids=[participant.pk])
    return render(request, "counselling/participant_detail.html", context)
