"""What happens around every request: the language, signing in, and who acts."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from apps.audit.actions import record_refusal
from apps.foundation.acting import acting_as, in_context
from apps.foundation.clock import today
from apps.organisation.access import Actor
from apps.organisation.models import User
from lvv.api import is_api
from lvv.api.middleware import spoken
from lvv.second_factor import answer_of

Respond = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Speak the language that the person chose; before signing in, that of the cookie.

    To a program the one that it asks for.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = (
            request.user.language
            if request.user.is_authenticated
            else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "nl")
        )
        if is_api(request.path):
            chosen = spoken(request) or chosen
        with translation.override(chosen if chosen in ("nl", "en") else "nl"):
            response = self.respond(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "nl")
            return response


class AddressMiddleware:
    """Refuse an address with a character that no text has, before anything is asked with it.

    PostgreSQL takes no NUL: the page would fail where it should say that the address is wrong.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise BadRequest
        return self.respond(request)


class SignInMiddleware(LoginRequiredMiddleware):
    """Send who has not signed in to the page for that, and afterwards back to where they were."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable
    ) -> HttpResponse:
        if not request.htmx:  # type: ignore[attr-defined]
            return super().handle_no_permission(request, view_func)
        # A fragment would be replaced by a whole page: the browser itself has to go there, and
        # back to the page that holds the fragment.
        page = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
        is_ours = url_has_allowed_host_and_scheme(page, allowed_hosts=None)
        target = redirect_to_login(page if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL))
        return HttpResponseClientRedirect(target.url)


class ActingMiddleware:
    """Run each view as its actor: one transaction, in which only the actor's rows exist."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # For a page without a view, of an address that is not there, the navigation asks for it.
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase:
        actor = request.actor = _actor(request)  # type: ignore[attr-defined]
        with in_context(_context(request)):
            return self._respond_as(actor, request, view, args, kwargs)

    def _respond_as(
        self, actor: Actor, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase:
        try:
            with acting_as(actor):
                response = answer_of(view, request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response = response.render()
                return response
        except (PermissionDenied, Http404):
            # After the rollback, in a transaction of its own: a refusal is remembered.
            if actor.user_id is not None:
                match = request.resolver_match
                with acting_as(actor):
                    record_refusal(actor, match.view_name if match else "")
            raise


def _context(request: HttpRequest) -> str:
    """The name of the view, and the number that the lines of this request in the log share."""
    match = request.resolver_match
    number = structlog.contextvars.get_contextvars().get("request_id", "")
    return f"{match.view_name if match else ''} {number}".strip()


def _actor(request: HttpRequest) -> Actor:
    source = request.META.get("REMOTE_ADDR", "")
    if not request.user.is_authenticated:
        return Actor.nobody(today())
    token = getattr(request, "token", None)
    scopes = token.scopes if token else None
    return User.objects.actor(request.user, today=today(), source=source, scopes=scopes)
