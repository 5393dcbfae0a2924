"""The forms of signing in, of the second step, and of one's own account."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation.forms import Form, Spoken
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Organisation, User

_EMPTY = _("Vul de code in. U vindt hem in uw app.")


class SignInForm(Spoken, account.LoginForm):
    """An e-mail address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = _("Vul uw wachtwoord in.")


class PasswordForm(Spoken, account.ChangePasswordForm):
    """The password that one has, and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in (
            ("oldpassword", _("Vul uw huidige wachtwoord in.")),
            ("password1", _("Vul een nieuw wachtwoord in.")),
            ("password2", _("Vul het nieuwe wachtwoord nog een keer in.")),
        ):
            self.fields[name].error_messages["required"] = sentence


class ReauthenticateForm(Spoken, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = _("Vul uw wachtwoord in.")


class _Code(Spoken):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.error_messages["required"] = _("Code"), _EMPTY
        code.widget.attrs |= {"inputmode": "numeric", "size": 10}


class CodeForm(_Code, mfa.AuthenticateForm):
    """The second step of signing in: a code of the app, or one for an emergency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Zes cijfers uit uw app, of een van uw noodcodes.")


class CodeAgainForm(_Code, mfa.ReauthenticateForm):
    """The same, before something that matters."""


class ActivateAppForm(_Code, totp.ActivateTOTPForm):
    """The first code of an app, which shows that it has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("De zes cijfers die uw app nu toont.")


class DeactivateAppForm(Spoken, totp.DeactivateTOTPForm):
    """Nothing to fill in; refused for the last factor."""


class NewCodesForm(Spoken, recovery_codes.GenerateRecoveryCodesForm):
    """Nothing to fill in."""


class _Named(Spoken):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("Naam")
        name.widget.attrs["maxlength"] = 60
        name.help_text = _("Waaraan u hem herkent, bijvoorbeeld: laptop van het werk.")


class AddPasskeyForm(_Named, webauthn.AddWebAuthnForm):
    """A name, and what the browser answers."""


class EditPasskeyForm(_Named, webauthn.EditWebAuthnForm):
    """Another name."""


class ForgottenForm(Spoken, account.ResetPasswordForm):
    """An address; a link goes to those that sign in with a password, and a mail to every one."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        found: list[User] = self.users  # type: ignore[has-type]
        self.users = [user for user in found if user.has_usable_password()]
        return email


class NewPasswordForm(Spoken, account.ResetPasswordKeyForm):
    """Twice the new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, sentence in (
            ("password1", _("Nieuw wachtwoord"), _("Vul een nieuw wachtwoord in.")),
            (
                "password2",
                _("Nieuw wachtwoord (nog een keer)"),
                _("Vul het nieuwe wachtwoord nog een keer in."),
            ),
        ):
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = sentence


class InviteForm(Form):
    """Whom to invite."""

    name = forms.CharField(label=_("Naam"), max_length=200)
    email = forms.EmailField(
        label=_("E-mailadres"), help_text=_("Het adres van het werk: de link gaat daarheen.")
    )


class OrganisationForm(Form):
    """A new organisation."""

    name = forms.CharField(label=_("Naam"), max_length=200)
    kind = forms.TypedChoiceField(
        choices=OrganisationKind.choices, coerce=OrganisationKind, label=_("Soort")
    )


class RoleForm(Form):
    """A role for someone, in an organisation, at a location, from a day on."""

    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.order_by("name", "pk"),
        label=_("Organisatie"),
        empty_label=_("Kies een organisatie"),
    )
    location = forms.ModelChoiceField(
        queryset=Location.objects.order_by("name", "pk"),
        label=_("Locatie"),
        required=False,
        empty_label=_("Alle locaties"),
    )
    role = forms.TypedChoiceField(choices=Role.choices, coerce=Role, label=_("Rol"))
    from_on = forms.DateField(label=_("Vanaf"), widget=forms.DateInput(attrs={"size": 10}))
    until_on = forms.DateField(
        label=_("Tot"), required=False, widget=forms.DateInput(attrs={"size": 10})
    )


class EndRoleForm(Form):
    """The first day on which a role gives nothing any more."""

    until_on = forms.DateField(
        label=_("Tot"),
        help_text=_("Vanaf deze dag geeft de rol niets meer."),
        widget=forms.DateInput(attrs={"size": 10}),
    )


class ProvidersForm(Form):
    """By which identity providers the people of an organisation sign in."""

    providers = forms.MultipleChoiceField(
        label=_("Identiteitsproviders"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["providers"].choices = choices  # type: ignore[attr-defined]


class ConfirmForm(Form):
    """Nothing to fill in: a button that says what it does."""
