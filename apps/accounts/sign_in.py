"""Signing in and out: accounts are given, nobody makes one; each try is remembered."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from apps.audit.actions import record
from apps.audit.codes import Act, Result
from apps.foundation.acting import acting_as
from apps.foundation.clock import today
from apps.organisation.access import Actor
from apps.organisation.models import User

from . import mail
from .actions import note_sign_in
from .second_factor import has_passed


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up; a sign-in, one that failed, and a sign-out go into the access log."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page that one comes to says enough."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        kind = {
            "account/email/password_reset_key": mail.FORGOTTEN,
            "account/email/unknown_account": mail.UNKNOWN,
        }[template_prefix]
        link = context.get("password_reset_url", "")
        mail.send(kind, email, link=link, language=get_language() or "nl")

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        # Who sets up the first factor has just given the password, and can do nothing else.
        if app == "allauth.mfa" and not has_passed(self.request):
            return False
        return super().is_reauthentication_required(app=app, **rest)

    def post_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse:
        note_sign_in(
            user,
            session_key=request.session.session_key or "",
            user_agent=request.headers.get("User-Agent", ""),
            by=_actor(request, user),
        )
        return super().post_login(request, user, **rest)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            record(_actor(request, request.user), Act.SIGN_OUT, "session")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # Without the address that was tried: people type their password there.
        nobody = Actor("nobody", today(), source=request.META.get("REMOTE_ADDR", ""))
        with acting_as(nobody):
            record(nobody, Act.SIGN_IN_FAILED, "session", result=Result.REFUSED)
        super().authentication_failed(request, **credentials)


def _actor(request: HttpRequest, user: User) -> Actor:
    source = request.META.get("REMOTE_ADDR", "")
    return User.objects.actor(user, today=today(), source=source)
