"""Around every request to the API: the token that it came with, its version, and its problems."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)

from apps.audit.actions import usable_token
from apps.foundation import problems
from apps.foundation.clock import today

from . import VERSION, is_api

Respond = Callable[[HttpRequest], HttpResponseBase]
# What a problem keeps of the headers of the answer that it replaces.
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
CHALLENGE = 'Bearer realm="LVV"'


class ApiMiddleware:
    """Say the version on every answer, and make a problem of every error that is none yet.

    Outermost of what can refuse, so that also what goes wrong before a view, or in one, is told to
    a program in its own form: an unknown address, a form too old, a crash.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api(request.path):
            return self.respond(request)
        response = self.respond(request) if _is_readable(request) else HttpResponse(status=415)
        if response.status_code >= 400 and not _is_problem(response):
            response = _as_problem(request, response)
        response.headers["API-Version"] = VERSION
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        return response


def _is_readable(request: HttpRequest) -> bool:
    """Whether what is sent is in UTF-8, which is all that is read here."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    return charset.lower() in ("utf-8", "utf8", "us-ascii")


def _is_problem(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith(problems.MEDIA_TYPE)


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    with translation.override(spoken(request) or "nl"):
        found = problems.problem(response.status_code, path=request.path)
        answer = HttpResponse(
            problems.as_text(found),
            status=response.status_code,
            content_type=problems.MEDIA_TYPE,
        )
        answer.headers["Content-Language"] = translation.get_language() or "nl"
    answer.headers["Cache-Control"] = "no-store"
    for name in KEPT:
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    answer.cookies = response.cookies
    return answer


def spoken(request: HttpRequest) -> str | None:
    """The language that a program asks for, of those that there are."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return None


class TokenMiddleware:
    """Take the token of a request to the API: from then on its person asks, within its scopes.

    A token that opens nothing is refused at once, whatever session came along. Elsewhere tokens
    mean nothing.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.token = None  # type: ignore[attr-defined]
        kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if is_api(request.path) and kind.lower() == "bearer":
            source = request.META.get("REMOTE_ADDR", "")
            token = usable_token(secret.strip(), today=today(), source=source)
            if token is None:
                challenge = f'{CHALLENGE}, error="invalid_token"'
                return HttpResponse(status=401, headers={"WWW-Authenticate": challenge})
            request.token, request.user = token, token.user  # type: ignore[attr-defined]
        return self.respond(request)
