"""Who saw a dossier: for the privacy officer, who does not see the dossier itself."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.audit.actions import record, record_read
from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.foundation.columns import column
from apps.foundation.filtering import chips
from apps.foundation.paging import page
from apps.organisation.access import ActingRequest, Actor, Permission, needs

from .accounting import by_day, explain
from .actions import dossiers_accounted_for
from .filters import AccessFilter
from .forms import DossierForm
from .models import Participant

# More than anyone reads; the letter says where it was cut off.
MOST_IN_LETTER = 5000


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCESS_LOG_VIEW)
def access_log(request: ActingRequest) -> HttpResponse:
    """Find a dossier by key or V-number, which never stand in an address; one goes straight on."""
    form = DossierForm(request.POST or None)
    found: list[Participant] = []
    if request.method == "POST" and form.is_valid():
        found = dossiers_accounted_for(by=request.actor, words=form.cleaned_data["words"])
        numbers = [dossier.pk for dossier in found]
        record(request.actor, Act.SEARCH, "access_log", ids=numbers, dossiers=numbers)
        if len(found) == 1:
            return redirect("access_of_dossier", number=found[0].pk)
        if not found:
            form.add_error(
                "words", _("Er is bij uw locatie geen dossier met dit kenmerk of nummer.")
            )
    context = {"form": form, "found": found}
    status = 422 if form.errors else 200
    return render(request, "participants/access_log.html", context, status=status)


@require_safe
@needs(Permission.ACCESS_LOG_VIEW)
def access_of_dossier(request: ActingRequest, number: int) -> HttpResponse:
    """Who did what with a dossier, newest first."""
    dossier = _dossier(number, request.actor)
    entries = AccessEntry.objects.about_dossier(number, at=dossier.location_id)
    filters = AccessFilter(request.GET, queryset=entries)
    found = page(request, filters.qs, ("-pk",))
    explain(found.rows)
    context = {
        "dossier": dossier,
        "page": found,
        "filters": filters,
        "chips": chips(filters),
        "columns": [
            column(_("Wanneer"), "date"),
            column(_("Wie")),
            column(_("Organisatie en rol")),
            column(_("Wat")),
            column(_("Waarvandaan")),
        ],
    }
    record_read(request.actor, "access_log", ids=[number], dossiers=[number])
    name = "_access_of_dossier" if request.htmx else "access_of_dossier"
    return render(request, f"participants/{name}.html", context)


@require_safe
@needs(Permission.ACCESS_LOG_VIEW)
def access_letter(request: ActingRequest, number: int) -> HttpResponse:
    """The same to hand to the participant: by day, organisation and role, without names."""
    dossier = _dossier(number, request.actor)
    filters = AccessFilter(
        request.GET, queryset=AccessEntry.objects.about_dossier(number, at=dossier.location_id)
    )
    entries: list[Any] = list(filters.qs.order_by("-pk")[: MOST_IN_LETTER + 1])
    explain(entries)
    context = {
        "dossier": dossier,
        "lines": by_day(entries[:MOST_IN_LETTER]),
        "is_cut_off": len(entries) > MOST_IN_LETTER,
        "chips": chips(filters),
        "today": request.actor.today,
        "columns": [
            column(_("Dag"), "date"),
            column(_("Organisatie")),
            column(_("Functie")),
            column(_("Wat")),
            column(_("Hoe vaak"), "number"),
        ],
    }
    record(request.actor, Act.EXPORT, "access_log", ids=[number], dossiers=[number])
    return render(request, "participants/access_letter.html", context)


def _dossier(number: int, actor: Actor) -> Participant:
    found = dossiers_accounted_for(by=actor, number=number)
    if not found:
        raise Http404
    return found[0]
