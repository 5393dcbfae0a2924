"""Imports: ask for one, watch it, read its report."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.audit.actions import record_read
from apps.organisation.access import ActingRequest, Permission, needs

from .actions import request_import
from .codes import ImportState, Step
from .forms import UploadForm
from .models import ImportJob

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
    jobs = ImportJob.objects.visible_to(request.actor).newest_first()[:LISTED]
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
    context = {
        "job": job,
        "state": job.state,
        "is_going_on": job.state in _GOING_ON,
        "step": Step(job.step).label if job.step else "",
        "errors": report.get("errors", [])[:SHOWN_A_KIND],
        "warnings": report.get("warnings", [])[:SHOWN_A_KIND],
        "error_count": len(report.get("errors", [])),
        "warning_count": len(report.get("warnings", [])),
        "report": report,
        "message": "message_en" if request.LANGUAGE_CODE == "en" else "message",
    }
    record_read(request.actor, "import_job", ids=[job.pk])
    name = "_import_detail" if request.htmx else "import_detail"
    return render(request, f"exchange/{name}.html", context)
