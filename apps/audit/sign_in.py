"""Signing in: accounts are given, nobody makes one; each try is remembered."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from apps.foundation.acting import acting_as
from apps.foundation.clock import today
from apps.organisation.access import Actor
from apps.organisation.models import User

from .actions import record
from .codes import Act, Result


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up; a sign-in, and one that failed, go into the access log."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page that one comes to says enough."""

    def post_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse:
        source = request.META.get("REMOTE_ADDR", "")
        record(User.objects.actor(user, today=today(), source=source), Act.SIGN_IN, "session")
        return super().post_login(request, user, **rest)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # Without the address that was tried: people type their password there.
        nobody = Actor("nobody", today(), source=request.META.get("REMOTE_ADDR", ""))
        with acting_as(nobody):
            record(nobody, Act.SIGN_IN_FAILED, "session", result=Result.REFUSED)
        super().authentication_failed(request, **credentials)
