"""Who asks, as the middleware found out: by a token, or by the session of a browser."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from .middleware import CHALLENGE


class TokenOrSession(SessionAuthentication):
    """By token; or by session, which a browser sends by itself, so that CSRF is looked at."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        token = getattr(request._request, "token", None)
        return (token.user, token) if token else super().authenticate(request)

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE
