"""How long a session lasts without use: it is written once a minute, and not at every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

MINUTE = 60


class IdleMiddleware:
    """Begin the idle time of a session anew, at most a minute late.

    To write the session at every request is a write to the database for every page that is read.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        # A program that shows a token has no session, and gets none.
        if request.user.is_authenticated and getattr(request, "token", None) is None:
            minute = int(timezone.now().timestamp()) // MINUTE
            if request.session.get("used_in_minute") != minute:
                request.session["used_in_minute"] = minute
        return response
