"""The monitor: the figures of a day as they were kept, per location and compared."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from apps.audit.actions import record_read
from apps.audit.codes import Act
from apps.foundation.columns import column
from apps.foundation.paging import page
from apps.organisation.access import ActingRequest, Actor, Permission, needs
from apps.organisation.models import Location

from .actions import request_edition
from .codes import EditionState
from .exporting import export_edition
from .exports import FORMATS
from .forms import DayForm
from .models import Edition, ReferenceMonths
from .page_figures import figures
from .reading import changed_cells, codes_seen, newest, newest_request
from .showing import changes

_TONES = {EditionState.WAITING: "neutral", EditionState.COUNTING: "info"}


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@needs(Permission.MONITOR_VIEW)
def monitor(request: ActingRequest) -> HttpResponse:
    """The figures of the day that is asked for; without one, of the latest reference date.

    A day that was never counted is asked for, and the page looks again until it is there. A POST
    has the day counted once more.
    """
    actor = request.actor
    names = _names(actor)
    calendar = ReferenceMonths.objects.calendar()
    latest = calendar.latest(actor.today)
    given = request.POST if request.method == "POST" else request.GET
    form = DayForm(
        given if "on" in given else {"on": latest},
        locations=list(names.items())[1:],
        today=actor.today,
    )
    is_valid = form.is_valid()
    day: date = form.cleaned_data["on"] if is_valid else latest
    if request.method == "POST" and is_valid:
        request_edition(on=day, location=None, by=actor, again=True)
        return redirect(f"{reverse('monitor')}?on={day:%d-%m-%Y}")
    picked = form.cleaned_data.get("location", "")
    codes = [code for code in names if not picked or code in ("all", picked)]
    context = {
        "form": form,
        "on": day,
        "is_reference_date": calendar.is_reference_date(day),
    }
    context |= _figures(day, {code: names[code] for code in codes}, actor)
    template = "monitor/_figures.html" if request.htmx else "monitor/monitor.html"
    return render(request, template, context, status=200 if is_valid else 422)


def _names(actor: Actor) -> dict[str, str]:
    """What the actor may see, by code: all together first."""
    seen = codes_seen(actor)
    found = Location.objects.order_by("name").values_list("code", "name")
    return {
        code: name
        for code, name in [("all", _("Landelijk")), *found]
        if seen is None or code in seen
    }


def _figures(day: date, names: dict[str, str], actor: Actor) -> dict[str, Any]:
    """The edition of a day as charts and tables, and how far it is if it is being made."""
    edition, asked = newest(on=day)
    if edition is None and asked is None and Location.objects.exists():
        request_edition(on=day, location=None, by=actor)
        asked = newest_request(on=day, location=None)
    state = asked.state if asked else None
    record_read(actor, "edition", ids=[edition.pk] if edition else [])
    return {
        "edition": edition,
        "state": state,
        "tone": _TONES.get(state, "") if state else "",
        "is_going_on": state in _TONES,
        "formats": FORMATS,
        "figures": figures(edition, names, by=actor) if edition else "",
    }


@require_safe
@needs(Permission.MONITOR_VIEW)
def edition_list(request: ActingRequest) -> HttpResponse:
    """The editions that one may see, of the newest day first."""
    actor = request.actor
    visible = Edition.objects.visible_to(actor).for_list()
    found = page(request, visible, ("-reference_date", "-pk"))
    context = {
        "page": found,
        "columns": [
            column(_("Peildatum"), "date"),
            column(_("Waarover")),
            column(_("Stand van het register"), "date"),
            column(_("Definities")),
            column(_("Editie"), "number"),
        ],
    }
    record_read(actor, "edition", ids=[edition.pk for edition in found.rows], act=Act.LIST)
    return render(request, "monitor/edition_list.html", context)


@require_safe
@needs(Permission.MONITOR_VIEW)
def edition_detail(request: ActingRequest, number: int) -> HttpResponse:
    """The figures of one edition, also when there is a newer one of its day."""
    actor = request.actor
    edition = get_object_or_404(Edition.objects.visible_to(actor).for_list(), pk=number)
    calendar = ReferenceMonths.objects.calendar()
    context = {
        "edition": edition,
        "before": Edition.objects.before(edition).first(),
        "is_reference_date": calendar.is_reference_date(edition.reference_date),
        "formats": FORMATS,
        "figures": figures(edition, _names(actor), by=actor),
    }
    record_read(actor, "edition", ids=[edition.pk])
    return render(request, "monitor/edition_detail.html", context)


@require_safe
@needs(Permission.MONITOR_VIEW)
def edition_changes(request: ActingRequest, number: int) -> HttpResponse:
    """What changed since the edition of the same day before it, figure by figure."""
    actor = request.actor
    edition = get_object_or_404(Edition.objects.visible_to(actor), pk=number)
    before = Edition.objects.before(edition).first()
    if before is None:
        raise Http404
    context = {
        "edition": edition,
        "before": before,
        "rows": changes(changed_cells(before, edition, by=actor), _names(actor)),
        "columns": [
            column(_("Cijfer")),
            column(_("Locatie")),
            column(_("Was"), "number"),
            column(_("Is"), "number"),
        ],
    }
    record_read(actor, "edition", ids=[before.pk, edition.pk])
    return render(request, "monitor/edition_changes.html", context)


@require_safe
@needs(Permission.MONITOR_VIEW)
def edition_export(request: ActingRequest, number: int, form: str) -> HttpResponse:
    """One edition as a file."""
    edition = get_object_or_404(Edition.objects.visible_to(request.actor).for_list(), pk=number)
    if form not in FORMATS:
        raise Http404
    exported = export_edition(edition, form=form, by=request.actor)
    disposition = content_disposition_header(True, exported.name) or "attachment"
    return HttpResponse(
        exported.content,
        content_type=exported.content_type,
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
    )
