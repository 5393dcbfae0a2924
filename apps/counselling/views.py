"""The dossier: here, since this is the lowest app that knows all that a dossier shows."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.audit.actions import record_read
from apps.foundation import countries, partial_dates
from apps.foundation.columns import column
from apps.foundation.paging import page
from apps.organisation.access import ActingRequest, Actor, Permission, allowed, needs
from apps.organisation.codes import Part
from apps.participants.models import Participant
from apps.tracks.models import Track

from .history import changes_of, explain, parts_of
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
        "tabs": _tabs(participant, actor, "participant_detail"),
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


@require_safe
@needs(Permission.HISTORY_VIEW)
def participant_history(request: ActingRequest, number: int) -> HttpResponse:
    """What was recorded and changed in a dossier, by whom and when: of what one may see."""
    actor = request.actor
    visible = Participant.objects.visible_to(actor).for_list()
    participant = get_object_or_404(visible, pk=number)
    found = page(request, changes_of(participant, actor), ("-pk",))
    explain(found.rows, parts_of(participant, actor))
    context = {
        "participant": participant,
        "tabs": _tabs(participant, actor, "participant_history"),
        "page": found,
        "columns": [
            column(_("Wanneer"), "date"),
            column(_("Onderdeel")),
            column(_("Wat er veranderde")),
            column(_("Door wie")),
        ],
    }
    record_read(actor, "history", ids=[participant.pk], dossiers=[participant.pk])
    return render(request, "counselling/participant_history.html", context)


def _tabs(participant: Participant, actor: Actor, current: str) -> list[dict[str, object]]:
    """The parts of a dossier, each as a page of its own."""
    places = [
        ("participant_detail", _("Overzicht"), Permission.PARTICIPANT_VIEW),
        ("participant_history", _("Geschiedenis"), Permission.HISTORY_VIEW),
    ]
    return [
        {"label": label, "url": reverse(name, args=[participant.pk]), "current": name == current}
        for name, label, permission in places
        if allowed(actor, permission)
    ]


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
