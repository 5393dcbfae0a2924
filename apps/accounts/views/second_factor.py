"""The second step of signing in, and one's own factors: the library's views, in our words."""

from contextlib import suppress
from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from apps.accounts.actions import record_factor, record_failed_factor
from apps.accounts.second_factor import MFAAdapter, Qr, demo_code, mark_passed


class Authenticate(base.AuthenticateView):
    """The second step: a code or a passkey. A failure is remembered."""

    def form_invalid(self, form: Form) -> HttpResponse:
        record_failed_factor(self.stage.login.user, source=_source(self.request))
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **rest: Any) -> dict[str, Any]:
        user = self.stage.login.user
        context = super().get_context_data(**rest)
        context["has_passkey"] = Authenticator.objects.filter(
            user=user, type=Authenticator.Type.WEBAUTHN
        ).exists()
        if settings.LVV_DEMO:
            with suppress(PermissionDenied):
                context["demo_code"] = demo_code(user)
        return context


class _Added:
    """After a factor was set up this session has shown it, and the access log knows."""

    kind = ""
    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        mark_passed(self.request, self.kind)
        record_factor(by=self.request.actor)  # type: ignore[attr-defined]
        return response


class ActivateApp(_Added, totp.ActivateTOTPView):
    """An app that gives codes."""

    kind = Authenticator.Type.TOTP.value

    def get_context_data(self, **rest: Any) -> dict[str, Any]:
        context = super().get_context_data(**rest)
        secret = context["form"].secret
        context["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context | {"qr": Qr.of(context["totp_url"])}


class AddPasskey(_Added, webauthn.AddWebAuthnView):
    """A passkey, or a key that is plugged in."""

    kind = Authenticator.Type.WEBAUTHN.value

    def get_context_data(self, **rest: Any) -> dict[str, Any]:
        # The library leaves out the form that was sent, and with it what is wrong in it.
        return super().get_context_data(**rest) | rest


class _Removed:
    """The access log knows that a factor was taken away."""

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        record_factor(by=self.request.actor)  # type: ignore[attr-defined]
        return response


class DeactivateApp(_Removed, totp.DeactivateTOTPView):
    """No longer the app, where there is another factor."""


class RemovePasskey(_Removed, webauthn.RemoveWebAuthnView):
    """No longer this passkey, where there is another factor."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        passkey = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        if not MFAAdapter().can_delete_authenticator(passkey):
            raise PermissionDenied(MFAAdapter.error_messages["cannot_delete_authenticator"])
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **rest: Any) -> dict[str, Any]:
        can_go = MFAAdapter().can_delete_authenticator(self.object)
        return super().get_context_data(**rest) | {"can_go": can_go}


class NewCodes(_Removed, recovery_codes.GenerateRecoveryCodesView):
    """Codes for an emergency, in place of those that there were."""


def _source(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


authenticate = login_not_required(Authenticate.as_view())
activate_app = ActivateApp.as_view()
deactivate_app = DeactivateApp.as_view()
add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
new_codes = NewCodes.as_view()
