"""A location, and the forms of one's own account."""

from typing import Any

from allauth.account import forms as account
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation.forms import Form, Spoken


class LocationForm(Form):
    """A new location."""

    name = forms.CharField(label=_("Naam"), max_length=200)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Kleine letters, zoals utrecht.")
    )
    municipality_codes = forms.RegexField(
        r"^GM[0-9]{4}(;GM[0-9]{4})*$",
        label=_("CBS-gemeentecodes"),
        help_text=_("Zoals GM0344. Meer codes met een puntkomma ertussen."),
        error_messages={"invalid": _("Schrijf gemeentecodes als GM0344.")},
    )


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
