"""Signing in by an identity provider: for accounts that there are, and by providers let in."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest
from django.shortcuts import render

from apps.foundation.clock import today
from apps.organisation.models import Membership, User

from .actions import forget_claims, record_failed_identity
from .models import AllowedProvider


class IdentityAdapter(DefaultSocialAccountAdapter):
    """No sign-up and no connecting by hand: an invited person is found by a verified address.

    From then on it is the provider's own number that counts: an address that the provider gives to
    somebody else opens nothing.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        provider = sociallogin.account.provider
        is_known = sociallogin.is_existing
        user = sociallogin.user if is_known else _invited(sociallogin)
        is_signing_in = sociallogin.state.get("process", "login") == "login"
        if not is_signing_in or user is None or not _is_let_in(user, provider):
            raise self._refusal(request)
        if not is_known:
            sociallogin.connect(request, user)
        forget_claims(user)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **rest: Any) -> None:
        raise self._refusal(request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The access log holds it."""

    @staticmethod
    def _refusal(request: HttpRequest) -> ImmediateHttpResponse:
        record_failed_identity(source=request.META.get("REMOTE_ADDR", ""))
        return ImmediateHttpResponse(render(request, "accounts/not_let_in.html", status=403))


def _invited(sociallogin: SocialLogin) -> User | None:
    """Whom a verified address belongs to, where no other identity of that provider does yet."""
    settings = sociallogin.provider.app.settings
    for address in sociallogin.email_addresses:
        if address.verified or settings.get("email_is_verified"):
            user = User.objects.filter(email__iexact=address.email).first()
            taken = SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider)
            return None if user is None or taken.exists() else user
    return None


def _is_let_in(user: User, provider: str) -> bool:
    """Whether the account is open, and works for an organisation that signs in by this provider."""
    held = Membership.objects.on(today()).filter(user=user).values("organisation")
    allowed = AllowedProvider.objects.filter(provider=provider, organisation__in=held)
    return bool(user.is_active) and allowed.exists()
