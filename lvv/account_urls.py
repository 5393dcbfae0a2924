"""Signing in and out, by the library; nobody makes an account or changes an address here."""

from typing import Any

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as identity
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path, re_path, reverse
from django.utils.translation import gettext as _

from apps.accounts.actions import keep_session_alone
from apps.accounts.forms import PasswordForm, SignInForm
from apps.accounts.showing import providers
from apps.accounts.views import invitations, second_factor


class PasswordChange(views.PasswordChangeView):
    """One's own password; afterwards to one's work, with a word that it is done."""

    form_class = PasswordForm

    def get_default_success_url(self) -> str:
        return reverse("home")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        before = self.request.session.session_key
        response = super().form_valid(form)
        now = self.request.session.session_key
        keep_session_alone(self.request.user, before=before, now=now)
        messages.success(self.request, _("Uw wachtwoord is gewijzigd."))
        return response


class SignIn(views.LoginView):
    """With a password, or by an identity provider."""

    form_class = SignInForm

    def get_context_data(self, **rest: Any) -> dict[str, Any]:
        return super().get_context_data(**rest) | {"providers": providers()}


login = login_not_required(SignIn.as_view())

urlpatterns = [
    path("login", login, name="account_login"),
    path("login/code", second_factor.authenticate, name="mfa_authenticate"),
    path("logout", views.logout, name="account_logout"),
    path("password", PasswordChange.as_view(), name="account_change_password"),
    path("forgotten", invitations.forgotten, name="account_reset_password"),
    path("forgotten/sent", invitations.forgotten_sent, name="account_reset_password_done"),
    path(
        "forgotten/done",
        invitations.new_password_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        invitations.new_password,
        name="account_reset_password_from_key",
    ),
    path("inactive", login_not_required(views.account_inactive), name="account_inactive"),
    path("oidc/<slug:provider_id>/login", identity.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/callback", identity.callback, name="openid_connect_callback"),
    path("again", views.reauthenticate, name="account_reauthenticate"),
    path("again/code", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("factors", mfa.index, name="mfa_index"),
    path("factors/app", second_factor.activate_app, name="mfa_activate_totp"),
    path("factors/app/remove", second_factor.deactivate_app, name="mfa_deactivate_totp"),
    path("factors/codes", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new", second_factor.new_codes, name="mfa_generate_recovery_codes"),
    path("factors/passkeys", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("factors/passkeys/add", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("factors/passkeys/<int:pk>", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "factors/passkeys/<int:pk>/remove",
        second_factor.remove_passkey,
        name="mfa_remove_webauthn",
    ),
]
