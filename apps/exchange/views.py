"""Imports: ask for one, watch it, read its report."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.audit.actions import record_read
from apps.foundation.columns import column
from apps.organisation.access import ActingRequest, Permission, needs

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
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = request_import(form.cleaned_data["package"], by=request.actor)
        return redirect("import_detail", number=job.pk)
    jobs = list(ImportJob.objects.visible_to(request.actor).newest_first()[:LISTED])
    record_read(request.actor, "import_job", ids=[job.pk for job in jobs])
    status = 422 if form.is_bound else 200
    return render(
        request, "exchange/import_list.html", {"form": form, "jobs": jobs}, status=status
    )


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
                {"text": f"{one['file']}, {one['line']}" if one["file"] else _("Het pakket")},
                {"text": one["field"]},
                {"text": one["value"]},
                {"text": one[said]},
            ]
        }
        for one in found[:SHOWN_A_KIND]
    ]
