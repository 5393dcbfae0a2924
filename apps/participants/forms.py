"""Looking for a participant."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation.forms import Form


class SearchForm(Form):
    """A name or part of one, a V-number, or the key of a dossier."""

    words = forms.CharField(label=_("Naam, V-nummer of kenmerk"), max_length=100)


class DossierForm(Form):
    """A dossier by its key or by the V-number, for whoever may not know the name."""

    words = forms.CharField(label=_("Kenmerk of V-nummer"), max_length=100)
