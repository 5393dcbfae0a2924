"""Uploading a register package."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.foundation.forms import Form
from apps.foundation.uploads import SealedUpload

from .package import check_zip


class UploadForm(Form):
    """A zip with the ten tables; and one's newest import when the page was made."""

    package = forms.FileField(
        label=_("Registerpakket (zip)"),
        help_text=_("Een zip met de tien CSV-bestanden en datapackage.json, tot 200 MB."),
    )
    newest = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_package(self) -> SealedUpload:
        package = self.cleaned_data["package"]
        if not isinstance(package, SealedUpload):
            raise ValidationError(_("Het bestand kwam niet goed over. Probeer het opnieuw."))
        with package.opened() as file:
            check_zip(file)
        return package
