"""What a machine asks: does the web live, and is it ready."""

from collections.abc import Callable
from logging import getLogger

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from redis.exceptions import RedisError

log = getLogger(__name__)


class HealthMiddleware:
    """Answers `/healthz` (this process lives) and `/readyz` (its database and Redis answer too).

    Outermost: who asks is a container or a balancer, which knows no name of ours, has no session
    and speaks no HTTPS. It says nothing of what is kept here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._answers = {"/healthz": lambda: True, "/readyz": is_ready}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = self._answers.get(request.path)
        if asked is None:
            return self._get_response(request)
        well = asked()
        response = HttpResponse(
            "ok" if well else "not ready", status=200 if well else 503, content_type="text/plain"
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def is_ready() -> bool:
    """Whether the database and Redis answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        cache.get("ready")
    except (DatabaseError, RedisError) as error:
        log.warning("Not ready: %s.", error)
        return False
    return True
