"""The list of tracks, and who gets those of a location."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from apps.audit.access import exports_on
from apps.audit.actions import export_list, record_read
from apps.audit.codes import Act, Listing
from apps.audit.models import ListExport
from apps.foundation.columns import column
from apps.foundation.downloads import FORMS, download
from apps.foundation.filtering import chips
from apps.foundation.paging import page
from apps.organisation.access import ActingRequest, Actor, Permission, allowed, needs
from apps.organisation.models import Location

from .actions import involve_partner, release_partner
from .exporting import track_table
from .filters import TrackFilter
from .forms import EndForm, PartnershipForm
from .models import Track
from .showing import known_to


@require_safe
@needs(Permission.TRACK_VIEW)
def track_list(request: ActingRequest) -> HttpResponse:
    """The tracks that one may see, newest first."""
    actor = request.actor
    visible = Track.objects.with_perspective(actor.today).for_list().visible_to(actor)
    filters = TrackFilter(request.GET, queryset=visible, request=request)
    found = page(request, filters.qs, ("-admitted_on", "-pk"))
    known_to(actor, found.rows)
    context = {
        "page": found,
        "filters": filters,
        "chips": chips(filters),
        **exports_on(request, Listing.TRACKS, route="track_export"),
        "columns": [
            column(_("Deelnemer")),
            column(_("Toegelaten"), "date"),
            column(_("Perspectief")),
            column(_("Dagen"), "number"),
            column(_("Locatie")),
            column(_("Stand")),
        ],
    }
    shown = [row.participant_id for row in found.rows]
    record_read(actor, "track", ids=[row.pk for row in found.rows], dossiers=shown, act=Act.LIST)
    name = "_track_list" if request.htmx else "track_list"
    return render(request, f"tracks/{name}.html", context)


@require_GET
@needs(Permission.TRACK_EXPORT)
def track_export(request: ActingRequest, form: str) -> HttpResponseBase:
    """The list as a file, streamed; a workbook that is too long goes to the page of its making."""
    if form not in FORMS:
        raise Http404
    found = export_list(
        Listing.TRACKS, track_table, query=request.GET, form=form, by=request.actor
    )
    if isinstance(found, ListExport):
        return redirect("export_detail", number=found.pk)
    name, pieces = found
    return download(pieces, name=name, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.LOCATION_VIEW)
def location_detail(request: ActingRequest, code: str) -> HttpResponse:
    """Which organisations get the tracks of a location, from when; here, since it gives them."""
    actor = request.actor
    location = get_object_or_404(Location.objects.visible_to(actor), code=code)
    may_manage = allowed(actor, Permission.LOCATION_MANAGE, at=location.pk)
    form = PartnershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            involve_partner(location, by=actor, **form.cleaned_data)
            return redirect("location_detail", code=code)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "location": location,
        "partnerships": _partnerships(location, actor, may_end=may_manage),
        "capacities": location.capacities.order_by("-valid_from"),
        "form": form if may_manage else None,
        "partner_columns": [
            column(_("Organisatie")),
            column(_("Doel")),
            column(_("Onderdelen")),
            column(_("Wanneer"), "date"),
            column(_("Stand")),
        ],
        "place_columns": [column(_("Wanneer"), "date"), column(_("Plaatsen"), "number")],
    }
    status = 422 if form.errors else 200
    return render(request, "tracks/location_detail.html", context, status=status)


def _partnerships(location: Location, actor: Actor, *, may_end: bool) -> list[dict[str, object]]:
    """Those of a location, each with whether it is over, and whether one may end it."""
    found = location.partnerships.select_related("organisation").order_by("from_on", "pk")
    rows = []
    for partnership in found:
        is_over = partnership.until_on is not None and partnership.until_on <= actor.today
        rows.append(
            {
                "partnership": partnership,
                "is_over": is_over,
                "is_to_come": partnership.from_on > actor.today,
                "may_end": may_end and not is_over,
            }
        )
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.LOCATION_MANAGE)
def end_partnership(request: ActingRequest, code: str, number: int) -> HttpResponse:
    """What ends and what that means, and the day: one step, since nothing is lost by it."""
    location = get_object_or_404(Location.objects.visible_to(request.actor), code=code)
    partnership = get_object_or_404(location.partnerships, pk=number)
    form = EndForm(request.POST or None, initial={"until_on": partnership.until_on})
    if request.method == "POST" and form.is_valid():
        try:
            release_partner(partnership, by=request.actor, **form.cleaned_data)
            return redirect("location_detail", code=code)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "location": location,
        "number": number,
        "form": form,
        "items": [
            {"key": _("Organisatie"), "value": partnership.organisation},
            {"key": _("Doel"), "value": partnership.purpose},
            {"key": _("Onderdelen"), "value": ", ".join(partnership.zone_labels)},
            {"key": _("Vanaf"), "value": f"{partnership.from_on:%d-%m-%Y}"},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "tracks/end_partnership.html", context, status=status)
