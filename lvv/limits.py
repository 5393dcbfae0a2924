"""How much may be sent to the web, and how long the database may take over what it asks."""

import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError
from django.shortcuts import render
from django.urls import Resolver404, resolve

# Where files come in; what stands around a file in a message is small.
UPLOADS = {"import_list", "api_import_jobs"}
AROUND = 64 * 1024
PIECE = 256 * 1024
SECONDS_TO_DRAIN = 0.5
# Who waits for a lock or holds a transaction open for longer has lost the page anyway.
LOCK_SECONDS, IDLE_SECONDS = 5, 60


class DrainMiddleware:
    """Read what a refusal left unread, for a moment, and keep nothing of it.

    Who is still sending would not hear the answer: the connection would break under them.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        until = time.monotonic() + SECONDS_TO_DRAIN
        with suppress(UnreadablePostError, ValueError):  # who has gone away; what has been closed
            while time.monotonic() < until and request.read(PIECE):
                pass
        return response


class BodyMiddleware:
    """Refuse a body that is too large by what it says of itself, before anything reads it.

    A file comes in from who has signed in, where files come in; all else is short.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _length(request) <= _most(request):
            return self.respond(request)
        return render(request, "413.html", status=413)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


def _most(request: HttpRequest) -> int:
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        name = ""
    if name in UPLOADS and request.user.is_authenticated:
        return int(settings.LVV_UPLOAD_MAX_BYTES) + AROUND
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def bound_statements() -> None:
    """Let the database break off what a page waits for too long: in this process alone.

    An import, an edition and a migration, which run elsewhere, may take their time.
    """
    bounds = {
        "statement_timeout": settings.LVV_STATEMENT_SECONDS,
        "lock_timeout": min(LOCK_SECONDS, settings.LVV_STATEMENT_SECONDS),
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    options = connections.settings["default"]["OPTIONS"]
    told = [f"-c {name}={seconds}s" for name, seconds in bounds.items()]
    options["options"] = " ".join([*filter(None, [options.get("options")]), *told])
