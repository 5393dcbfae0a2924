"""The list of participants, and the search in it."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from apps.audit.access import exports_on
from apps.audit.actions import export_list, record_read
from apps.audit.codes import Act, Listing
from apps.audit.models import ListExport
from apps.foundation import countries, partial_dates
from apps.foundation.columns import column
from apps.foundation.downloads import FORMS, download
from apps.foundation.paging import page
from apps.organisation.access import ActingRequest, Permission, needs
from apps.organisation.codes import Part

from .exporting import participant_table
from .filters import ParticipantFilter, opened_search, seal_search
from .forms import SearchForm
from .models import MOST_FOUND, Participant


@require_safe
@needs(Permission.PARTICIPANT_VIEW)
def participant_list(request: ActingRequest) -> HttpResponse:
    """The participants whom one may see, by name."""
    actor = request.actor
    visible = Participant.objects.visible_to(actor).for_list()
    filters = ParticipantFilter(request.GET, queryset=visible)
    found = page(request, filters.qs, ("search_name", "pk"))
    words = opened_search(request.GET)
    for row in found.rows:
        # Who may see a name alone sees the year of birth, and no country.
        row.shows_person = actor.sees(Part.PERSON, at=row.location_id)
        row.born = partial_dates.written(row.date_of_birth)
        row.country = countries.name(row.country_of_origin)
    context = {
        "page": found,
        "search": SearchForm(initial={"words": words}),
        "words": words,
        "most_found": MOST_FOUND if filters.is_cut else 0,
        **exports_on(request, Listing.PARTICIPANTS, route="participant_export"),
        "columns": [
            column(_("Naam")),
            column(_("Geboren"), "date"),
            column(_("Geslacht")),
            column(_("Herkomst")),
            column(_("Kenmerk")),
            column(_("Locatie")),
        ],
    }
    ids = [row.pk for row in found.rows]
    record_read(actor, "participant", ids=ids, act=Act.SEARCH if words else Act.LIST)
    name = "_participant_list" if request.htmx else "participant_list"
    return render(request, f"participants/{name}.html", context)


@require_GET
@needs(Permission.PARTICIPANT_EXPORT)
def participant_export(request: ActingRequest, form: str) -> HttpResponseBase:
    """The list as a file, streamed; a workbook that is too long goes to the page of its making."""
    if form not in FORMS:
        raise Http404
    found = export_list(
        Listing.PARTICIPANTS, participant_table, query=request.GET, form=form, by=request.actor
    )
    if isinstance(found, ListExport):
        return redirect("export_detail", number=found.pk)
    name, pieces = found
    return download(pieces, name=name, form=form)


@require_POST
@needs(Permission.PARTICIPANT_VIEW)
def participant_search(request: ActingRequest) -> HttpResponse:
    """Take the words of a search, and go to a list whose address does not show them."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return redirect("participant_list")
    return redirect(
        f"{reverse('participant_list')}?search={seal_search(form.cleaned_data['words'])}"
    )
