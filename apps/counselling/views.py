"""The dossier: here, since this is the lowest app that knows all that a dossier shows."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.audit.actions import record_read
from apps.foundation import countries, partial_dates
from apps.foundation.columns import column
from apps.organisation.access import ActingRequest, Actor, Permission, needs
from apps.organisation.codes import Part
from apps.participants.models import Participant
from apps.tracks.models import Track

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
        "facts": _facts(participant, actor),
        "dossier": dossier,
        "track_columns": [
            column(_("Traject")),
            column(_("Toegelaten"), "date"),
            column(_("Uitgestroomd"), "date"),
            column(_("Reden"), ""),
        ],
        "track_rows": [_track_row(track) for track in dossier.tracks],
        "latest": latest,
        "is_open": latest is not None and latest.is_open_on(actor.today),
        "days": latest.days_on(actor.today) if latest else None,
        "perspective": of_latest[0] if of_latest else None,
        "events": dossier.events(),
    }
    record_read(actor, "participant", ids=[participant.pk])
    return render(request, "counselling/participant_detail.html", context)


def _facts(participant: Participant, actor: Actor) -> list[dict[str, object]]:
    """Who it is: all of it, or the name's few for whoever may see no more."""
    if not actor.sees(Part.PERSON, at=participant.location_id):
        return [
            {"key": _("Geboortejaar"), "value": participant.birth_year},
            {"key": _("Geslacht"), "value": participant.get_gender_display()},
        ]
    died = participant.deceased_on
    facts: list[dict[str, object]] = [
        {"key": _("Kenmerk"), "value": participant.key},
        {"key": _("Geboortedatum"), "value": partial_dates.written(participant.date_of_birth)},
        {"key": _("Geslacht"), "value": participant.get_gender_display()},
        {"key": _("Land van herkomst"), "value": countries.name(participant.country_of_origin)},
        {"key": _("Eerste aanvraag"), "value": participant.get_first_application_display()},
    ]
    if died:
        facts.append({"key": _("Overleden op"), "value": f"{died:%d-%m-%Y}"})
    return facts


def _track_row(track: Track) -> dict[str, object]:
    ended = f"{track.outflow_on:%d-%m-%Y}" if track.outflow_on else ""
    return {
        "cells": [
            {"text": track.key},
            {"text": f"{track.admitted_on:%d-%m-%Y}", "label": _("Toegelaten"), "kind": "date"},
            {"text": ended, "label": _("Uitgestroomd"), "kind": "date"},
            {"text": track.get_outflow_reason_display(), "label": _("Reden")},
        ]
    }
