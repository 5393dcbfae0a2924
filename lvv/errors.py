"""The pages for what goes wrong outside a view."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

# When to come back: by then a statement that was in the way has been broken off.
SECONDS_TO_WAIT = 30


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """The database is away, or took too long: that passes. All else is an error of ours."""
    passes = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if passes else 500
    response = HttpResponse(loader.get_template(f"{status}.html").render(), status=status)
    if passes:
        response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    return response
