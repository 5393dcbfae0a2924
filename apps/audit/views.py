"""One's own tokens and exports: here, since what is done with them goes into the access log."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.foundation.columns import column
from apps.foundation.downloads import download
from apps.organisation.access import ActingRequest, Actor
from apps.organisation.models import ApiToken

from .actions import fetch_export, issue_token, record_read, withdraw_token
from .codes import ExportState
from .forms import TokenForm
from .models import ListExport

USUAL = timedelta(days=90)
LISTED = 20
_TONES = {
    ExportState.WAITING: "info",
    ExportState.RUNNING: "info",
    ExportState.READY: "ok",
    ExportState.FETCHED: "neutral",
    ExportState.EXPIRED: "neutral",
    ExportState.BROKEN_OFF: "danger",
}
_GOING_ON = {ExportState.WAITING, ExportState.RUNNING}


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: ActingRequest) -> HttpResponse:
    """The tokens that one has, and a new one: its secret is shown in this answer alone."""
    actor = request.actor
    form = TokenForm(request.POST or None, initial={"expires_on": actor.today + USUAL})
    secret, token = "", None
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = issue_token(by=actor, **form.cleaned_data)
            form = TokenForm(initial={"expires_on": actor.today + USUAL})
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "form": form,
        "secret": secret,
        "made": token,
        "tokens": _rows(actor),
        "columns": [
            column(_("Naam")),
            column(_("Waarvoor")),
            column(_("Geldig tot en met"), "date"),
            column(_("Laatst gebruikt"), "date"),
            column(_("Stand")),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "audit/token_list.html", context, status=status)


def _rows(actor: Actor) -> list[Any]:
    tokens: list[Any] = list(
        ApiToken.objects.visible_to(actor).select_related("user").newest_first()
    )
    for token in tokens:
        token.is_usable = token.is_usable_on(actor.today)
    return tokens


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_token(request: ActingRequest, number: int) -> HttpResponse:
    """What stops, and the button that stops it."""
    tokens = ApiToken.objects.visible_to(request.actor).not_revoked()
    token = get_object_or_404(tokens, pk=number)
    if request.method == "POST":
        withdraw_token(token, by=request.actor)
        messages.success(request, _("Het token is ingetrokken."))
        return redirect("token_list")
    items = [
        {"key": _("Naam"), "value": token.name},
        {"key": _("Waarvoor"), "value": "; ".join(token.scope_labels)},
        {"key": _("Geldig tot en met"), "value": f"{token.expires_on:%d-%m-%Y}"},
    ]
    return render(request, "audit/revoke_token.html", {"number": number, "items": items})


@require_safe
def export_list(request: ActingRequest) -> HttpResponse:
    """The lists that one had made into files, the newest first."""
    exports: list[Any] = list(ListExport.objects.visible_to(request.actor).newest_first()[:LISTED])
    for export in exports:
        export.tone = _TONES[export.state]
    context = {
        "exports": exports,
        "columns": [
            column(_("Export")),
            column(_("Rijen"), "number"),
            column(_("Grootte"), "number"),
            column(_("Stand")),
        ],
    }
    record_read(request.actor, "list_export", ids=[export.pk for export in exports])
    return render(request, "audit/export_list.html", context)


@require_safe
def export_detail(request: ActingRequest, number: int) -> HttpResponse:
    """How far it is, or the button that fetches it; the page asks again while it goes on."""
    export = get_object_or_404(ListExport.objects.visible_to(request.actor), pk=number)
    record_read(request.actor, "list_export", ids=[export.pk])
    name = "_export_detail" if request.htmx else "export_detail"
    return render(request, f"audit/{name}.html", _of_export(export))


@require_POST
def export_file(request: ActingRequest, number: int) -> HttpResponseBase:
    """The file, once; after that the page says that it is gone."""
    export = get_object_or_404(ListExport.objects.visible_to(request.actor), pk=number)
    try:
        pieces = fetch_export(export, by=request.actor)
    except ValidationError:
        # The page says why it is gone; of one that is only waiting to be destroyed, that it expired.
        context = _of_export(export)
        if context["state"] == ExportState.READY:
            context |= {"state": ExportState.EXPIRED, "tone": _TONES[ExportState.EXPIRED]}
        return render(request, "audit/export_detail.html", context, status=410)
    return download(pieces, name=export.file_name, form="xlsx")


def _of_export(export: ListExport) -> dict[str, Any]:
    return {
        "export": export,
        "state": export.state,
        "tone": _TONES[export.state],
        "is_going_on": export.state in _GOING_ON,
    }
