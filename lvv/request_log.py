"""One line in the log for each request: by which route, by whom, and how it ended."""

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """The library's, which is told less."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """The route and not the address: that one holds what somebody typed."""
        match = request.resolver_match
        return f"{request.method} {f'/{match.route}' if match else 'nowhere'}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Of who acts: to ask for the user would need a database, which may be what failed."""
        actor = getattr(request, "actor", None)
        structlog.contextvars.bind_contextvars(user_id=actor.user_id if actor else None)
