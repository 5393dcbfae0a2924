"""The monitor: the figures of a day as they were kept, per location and compared."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from apps.audit.actions import record_read
from apps.organisation.access import ActingRequest, Actor, Permission, needs
from apps.organisation.models import Location

from .actions import (
    codes_seen,
    newest_edition,
    newest_request,
    read_edition,
    request_edition,
)
from .codes import EditionState
from .forms import DayForm
from .models import ReferenceMonths
from .showing import tables

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
        "columns": [names[code] for code in codes],
        "is_reference_date": calendar.is_reference_date(day),
    }
    context |= _figures(day, codes, actor)
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


def _figures(day: date, codes: list[str], actor: Actor) -> dict[str, Any]:
    """The edition of a day as tables, and how far it is if it is being made."""
    edition = newest_edition(on=day, location=None)
    asked = newest_request(on=day, location=None)
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
        "themes": list(tables(read_edition(edition, by=actor), codes)) if edition else [],
    }
