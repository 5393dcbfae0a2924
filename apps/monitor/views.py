"""The monitor: the cells of a day, per location and compared."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.audit.actions import record_read
from apps.organisation.access import ActingRequest, Permission, needs
from apps.organisation.models import Location

from .actions import compute
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
    form = DayForm(request.GET if "on" in request.GET else {"on": on})
    is_valid = form.is_valid()
    chosen: date = form.cleaned_data["on"] if is_valid else on
    computed = compute(on=chosen, by=actor)
    names = dict(Location.objects.values_list("code", "name")) | {"all": _("Landelijk")}
    codes = list(dict.fromkeys(cell.location for cell in computed.cells))
    picked = request.GET.get("location", "")
    if picked in codes:
        codes = list(dict.fromkeys(["all", picked]))
    context = {
        "form": form,
        "on": chosen,
        "period": computed.period,
        "is_reference_date": calendar.is_reference_date(chosen),
        "columns": [names[code] for code in codes],
        "choices": [
            (code, names[code]) for code in dict.fromkeys(c.location for c in computed.cells)
        ],
        "picked": picked,
        "themes": list(tables(computed, codes)),
        "definition": DEFINITION_VERSION,
    }
    record_read(actor, "monitor", ids=[])
    return render(request, "monitor/monitor.html", context, status=200 if is_valid else 422)
