"""One's own sessions: how long this one has left, which there are, and ending them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import actions, rules
from apps.accounts.models import SignIn
from apps.accounts.second_factor import has_passed
from apps.foundation.columns import column
from apps.organisation.access import ActingRequest

WARNING = timedelta(minutes=5)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_left(request: ActingRequest) -> HttpResponse:
    """Whether the session ends soon, as a part of the page; a POST is use, and makes it longer."""
    if request.method == "POST":
        if not request.htmx:
            return redirect("home")
        context = {"is_inside": has_passed(request), "check_in": settings.SESSION_COOKIE_AGE - 300}
        return render(request, "components/session.html", context)
    # Nobody did anything: looking is no use.
    request.is_unattended = True  # type: ignore[attr-defined]
    return render(request, "components/session.html", _left(request))


def _left(request: ActingRequest) -> dict[str, Any]:
    now = timezone.now()
    if not has_passed(request):
        return {"has_ended": True}
    began = request.session.get("began_at", now.timestamp())
    used = request.session.get("used_in_minute", now.timestamp() // 60) * 60
    left, can_grow = rules.time_left(
        used_at=datetime.fromtimestamp(used, UTC),
        began_at=datetime.fromtimestamp(began, UTC),
        now=now,
        idle=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        longest=timedelta(seconds=settings.LVV_SESSION_LONGEST),
    )
    is_soon = left <= WARNING
    return {
        "is_inside": True,
        "ends_at": now + left if is_soon else None,
        "can_grow": can_grow,
        # Once more when it has ended, or when the warning is due.
        "check_in": max(int((left if is_soon else left - WARNING).total_seconds()) + 1, 5),
    }


@require_http_methods(["GET", "HEAD"])
def session_list(request: ActingRequest) -> HttpResponse:
    """Where one is signed in."""
    own: list[Any] = list(
        SignIn.objects.visible_to(request.actor).open_at(timezone.now()).newest_first()
    )
    for sign_in in own:
        sign_in.is_this = sign_in.session_key == request.session.session_key
    columns = [column(_("Programma")), column(_("Vanaf")), column(_("Begonnen"), "date")]
    context = {"sessions": own, "columns": [*columns, column(_("Stand"))]}
    return render(request, "accounts/session_list.html", context)


@require_POST
def end_session(request: ActingRequest, number: int) -> HttpResponse:
    """End one of one's own; this one too, which is to sign out."""
    own = SignIn.objects.visible_to(request.actor)
    sign_in = get_object_or_404(own, pk=number)
    actions.end_session(sign_in, by=request.actor)
    messages.success(request, _("De sessie is beëindigd."))
    return redirect("session_list")
