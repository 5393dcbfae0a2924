"""How long a session lasts: without use, and at most.

It is written once a minute, and not at every request.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

MINUTE = 60


class IdleMiddleware:
    """Begin the idle time of a session anew, at most a minute late; end one that is too old.

    To write the session at every request is a write to the database for every page that is read.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = int(timezone.now().timestamp())
        if request.user.is_authenticated:
            began = request.session.get("began_at", now)
            if began + settings.LVV_SESSION_LONGEST <= now:
                logout(request)
        response = self.respond(request)
        # A program that shows a token has no session, and gets none. Nor does a page that looks
        # by itself how long it has left make it longer.
        is_unattended = getattr(request, "is_unattended", False)
        if (
            request.user.is_authenticated
            and getattr(request, "token", None) is None
            and not is_unattended
        ):
            request.session.setdefault("began_at", now)
            if request.session.get("used_in_minute") != now // MINUTE:
                request.session["used_in_minute"] = now // MINUTE
        return response
