"""Imports: ask for one, watch it, read its report."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.audit.actions import record_read
from apps.foundation.columns import column
from apps.organisation.access import ActingRequest, Actor, Permission, needs
from apps.organisation.models import User

from .actions import request_import
from .codes import ImportState, Step
from .forms import UploadForm
from .models import ImportJob

_TONES = {
    ImportState.WAITING: "info",
    ImportState.RUNNING: "info",
    ImportState.ACCEPTED: "ok",
    ImportState.REFUSED: "danger",
    ImportState.BROKEN_OFF: "danger",
}
_GOING_ON = {ImportState.WAITING, ImportState.RUNNING}
LISTED = 20
SHOWN_A_KIND = 200


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REGISTER_IMPORT)
def import_list(request: ActingRequest) -> HttpResponse:
    """Upload a package, and find one's earlier imports."""
    actor = request.actor
    jobs = list(ImportJob.objects.visible_to(actor).newest_first()[:LISTED])
    newest = jobs[0].pk if jobs else 0
    form = UploadForm(request.POST or None, request.FILES or None, initial={"newest": newest})
    if request.method == "POST" and form.is_valid():
        job = _asked_before(form, actor) or request_import(form.cleaned_data["package"], by=actor)
        return redirect("import_detail", number=job.pk)
    for job in jobs:
        job.tone = _TONES[job.state]
    context = {
        "form": form,
        "jobs": jobs,
        "columns": [
            column(_("Pakket")),
            column(_("Grootte"), "number"),
            column(_("Stand")),
        ],
    }
    record_read(actor, "import_job", ids=[job.pk for job in jobs])
    status = 422 if form.is_bound else 200
    return render(request, "exchange/import_list.html", context, status=status)


def _asked_before(form: UploadForm, by: Actor) -> ImportJob | None:
    """The job of a button that is pressed twice: asked for from this very page, and as large."""
    newest = form.cleaned_data["newest"]
    if newest is None:
        return None
    # Waits for the other press to commit, so that its job is seen.
    User.objects.select_for_update(no_key=True).get(pk=by.user_id or 0)
    size = form.cleaned_data["package"].length
    return ImportJob.objects.visible_to(by).filter(pk__gt=newest, size=size).first()


@require_safe
@needs(Permission.REGISTER_IMPORT)
def import_detail(request: ActingRequest, number: int) -> HttpResponse:
    """How far it is, or its report; the page asks again by itself while it goes on."""
    job = get_object_or_404(ImportJob.objects.visible_to(request.actor), pk=number)
    report = job.report or {}
    job.tone = _TONES[job.state]
    errors, warnings = report.get("errors", []), report.get("warnings", [])
    times = report.get("counts", {})
    context = {
        "job": job,
        "state": job.state,
        "is_going_on": job.state in _GOING_ON,
        "step": Step(job.step).label if job.step else "",
        "errors": _rows(errors, get_language()),
        "warnings": _rows(warnings, get_language()),
        "error_total": sum(times[rule] for rule in {e["rule"] for e in errors}),
        "warning_total": sum(times[rule] for rule in {w["rule"] for w in warnings}),
        "is_cut": max(len(errors), len(warnings)) > SHOWN_A_KIND,
        "shown": SHOWN_A_KIND,
        "report": report,
        "columns": [
            column(_("Plaats"), "keep"),
            column(_("Veld"), "keep"),
            column(_("Waarde")),
            column(_("Wat is er, en wat kunt u doen")),
        ],
    }
    record_read(request.actor, "import_job", ids=[job.pk])
    name = "_import_detail" if request.htmx else "import_detail"
    return render(request, f"exchange/{name}.html", context)


def _rows(found: list[dict[str, Any]], language: str | None) -> list[dict[str, Any]]:
    """Findings as rows of a table; the place first, as file and line."""
    said = "message_en" if language == "en" else "message"
    return [
        {
            "cells": [
                {"text": _place(one), "kind": "keep"},
                {"text": one["field"], "label": _("Veld"), "kind": "keep"},
                {"text": one["value"], "label": _("Waarde")},
                {"text": one[said], "label": _("Uitleg")},
            ]
        }
        for one in found[:SHOWN_A_KIND]
    ]


def _place(one: dict[str, Any]) -> str:
    """Where a finding is."""
    if not one["file"]:
        return _("Het pakket")
    return _("%(file)s, regel %(line)s") % {"file": one["file"], "line": one["line"]}
