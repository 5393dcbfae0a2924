"""Where to begin, the language, and the locations."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.foundation.columns import column

from . import actions
from .access import ActingRequest, Permission, allowed, needs
from .forms import LocationForm
from .models import Location

# Where each finds the work, the first that one may.
_FIRST = (
    (Permission.PARTICIPANT_VIEW, "participant_list"),
    (Permission.MONITOR_VIEW, "monitor"),
    (Permission.LOCATION_VIEW, "location_list"),
    (Permission.ACCESS_LOG_VIEW, "access_log"),
    (Permission.RIGHTS_OVERSEE, "rights_told"),
)


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """To the page where one's work is."""
    for permission, name in _FIRST:
        if allowed(request.actor, permission):
            return redirect(name)
    return render(request, "organisation/nothing_yet.html")


@login_not_required
@require_POST
def set_language(request: ActingRequest) -> HttpResponse:
    """Keep the language that was chosen, and go back."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    if request.user.is_authenticated:
        actions.choose_language(request.user, language=language)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=31_536_000,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.LOCATION_VIEW)
def location_list(request: ActingRequest) -> HttpResponse:
    """The locations that one works at, or all of them; an administrator adds one."""
    actor = request.actor
    may_add = allowed(actor, Permission.LOCATION_MANAGE)
    form = LocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_location(by=actor, **form.cleaned_data)
            return redirect("location_list")
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "locations": Location.objects.visible_to(actor).for_list(actor.today),
        "form": form if may_add else None,
        "columns": [
            column(_("Locatie")),
            column(_("CBS-gemeentecodes")),
            column(_("Plaatsen"), "number"),
        ],
    }
    return render(
        request, "organisation/location_list.html", context, status=422 if form.errors else 200
    )
