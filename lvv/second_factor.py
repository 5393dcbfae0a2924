"""The gate of the second factor: without one, a session reaches the page that sets one up."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.second_factor import has_factor, has_passed
from lvv.api import is_api

SET_UP = "mfa_activate_totp"
SIGN_IN = "/account/login"
# What a session with a password alone may do: set up a factor, leave, choose a language, and
# what everybody reads who has not signed in.
OPEN = {
    SET_UP,
    "mfa_add_webauthn",
    "account_login",
    "account_logout",
    "openid_connect_login",
    "openid_connect_callback",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "invitation",
    "set_language",
    "session_left",
    "api_openapi",
    "api_docs",
}


class SecondFactorMiddleware:
    """Let nobody further by a password alone, to whatever address: closed unless it is listed."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        # A token was made in a session that had passed.
        if not request.user.is_authenticated or getattr(request, "token", None):
            return None
        if has_passed(request):
            return None
        if has_factor(request.user):
            # Set up elsewhere since this session began: it has to be shown here too.
            logout(request)
            return self._send(request, redirect_to_login(request.get_full_path()).url)
        match = request.resolver_match
        if match is not None and match.view_name in OPEN:
            return None
        return self._send(request, resolve_url(SET_UP))

    @staticmethod
    def _send(request: HttpRequest, url: str) -> HttpResponse:
        if is_api(request.path):
            return HttpResponse(status=403)
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(url)
        return redirect(url)


def answer_of(view: Callable, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """What a view answers, also where it leaves off in the library's way.

    The library's middleware hears of that only from views that Django itself calls; ours are
    called in the transaction of who acts.
    """
    try:
        response: HttpResponseBase = view(request, *args, **kwargs)
        return response
    except ImmediateHttpResponse as wanted:
        return wanted.response
    except ReauthenticationRequired:
        methods = get_adapter().get_reauthentication_methods(request.user)
        return suspend_request(request, methods[0]["url"] if methods else SIGN_IN)
