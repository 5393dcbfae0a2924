"""The monitor: the cells of a day, per location and compared."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.audit.actions import record_read
from apps.organisation.access import ActingRequest, Permission, needs
from apps.organisation.models import Location

from .actions import codes_seen, compute
from .forms import DayForm
from .indicators import DEFINITION_VERSION
from .models import ReferenceMonths
from .showing import tables


@require_safe
@needs(Permission.MONITOR_VIEW)
def monitor(request: ActingRequest) -> HttpResponse:
    """The figures of the day that is asked for; without one, of the latest reference date."""
    actor = request.actor
    calendar = ReferenceMonths.objects.calendar()
    on = calendar.latest(actor.today)
    seen = codes_seen(actor)
    names = {
        "all": _("Landelijk"),
        **dict(Location.objects.order_by("name").values_list("code", "name")),
    }
    choices = [(code, name) for code, name in names.items() if seen is None or code in seen]
    form = DayForm(request.GET if "on" in request.GET else {"on": on}, locations=choices[1:])
    is_valid = form.is_valid()
    chosen: date = form.cleaned_data["on"] if is_valid else on
    computed = compute(on=chosen, by=actor)
    picked = form.cleaned_data.get("location", "")
    codes = [code for code, _name in choices if not picked or code in ("all", picked)]
    context = {
        "form": form,
        "on": chosen,
        "period": computed.period,
        "is_reference_date": calendar.is_reference_date(chosen),
        "columns": [names[code] for code in codes],
        "themes": list(tables(computed, codes)),
        "definition": DEFINITION_VERSION,
    }
    record_read(actor, "monitor", ids=[])
    return render(request, "monitor/monitor.html", context, status=200 if is_valid else 422)
