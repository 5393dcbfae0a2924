"""Signing in and out, by the library; nobody makes an account or changes an address here."""

from allauth.account import views
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from apps.organisation.forms import PasswordForm, SignInForm


class PasswordChange(views.PasswordChangeView):
    """One's own password; afterwards to one's work, with a word that it is done."""

    form_class = PasswordForm

    def get_default_success_url(self) -> str:
        return reverse("home")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, _("Uw wachtwoord is gewijzigd."))
        return response


login = login_not_required(views.LoginView.as_view(form_class=SignInForm))

urlpatterns = [
    path("login", login, name="account_login"),
    path("logout", views.logout, name="account_logout"),
    path("password", PasswordChange.as_view(), name="account_change_password"),
    path("inactive", login_not_required(views.account_inactive), name="account_inactive"),
]
