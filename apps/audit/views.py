"""One's own tokens: here, since making and revoking one goes into the access log."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.foundation.columns import column
from apps.organisation.access import ActingRequest, Actor
from apps.organisation.models import ApiToken

from .actions import issue_token, withdraw_token
from .forms import TokenForm

USUAL = timedelta(days=90)


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
