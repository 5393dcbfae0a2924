"""Getting in for the first time, and again after a password was forgotten: by a link."""

from http import HTTPStatus

from allauth.account import views
from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts import actions
from apps.accounts.forms import ForgottenForm, NewPasswordForm
from apps.accounts.models import Invitation
from apps.organisation.access import ActingRequest


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: ActingRequest, secret: str) -> HttpResponse:
    """The first password of who was invited; afterwards one signs in with it."""
    usable = Invitation.objects.usable_at(timezone.now())
    found = usable.of_secret(secret).first()
    if found is None:
        return render(request, "accounts/invitation_over.html", status=404)
    form = NewPasswordForm(request.POST or None, user=found.user)
    if request.method == "POST" and form.is_valid():
        actions.accept_invitation(found, password=form.cleaned_data["password1"], by=request.actor)
        return render(request, "account/password_reset_from_key_done.html")
    context = {"form": form, "email": found.user.email}
    status = 422 if form.errors else 200
    return render(request, "accounts/invitation.html", context, status=status)


class Forgotten(views.PasswordResetView):
    """Asking for a link; the answer is the same for every address."""

    form_class = ForgottenForm

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if response.status_code == HTTPStatus.FOUND and not form.users:
            # A mail too, and so as much work: the time it takes tells nothing either.
            get_adapter().send_mail(
                "account/email/unknown_account", form.cleaned_data["email"], {}
            )
        return response


class NewPassword(views.PasswordResetFromKeyView):
    """The password anew, by the link; the second step is asked for as ever."""

    form_class = NewPasswordForm

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actions.record_new_password(self.reset_user, by=self.request.actor)
        return response


forgotten = login_not_required(Forgotten.as_view())
forgotten_sent = login_not_required(views.password_reset_done)
new_password = login_not_required(NewPassword.as_view())
new_password_done = login_not_required(views.password_reset_from_key_done)
