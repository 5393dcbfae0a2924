"""Who gets the tracks of a location."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.foundation.forms import Form
from apps.organisation.codes import Zone
from apps.organisation.models import Organisation


class PartnershipForm(Form):
    """From when an organisation gets the tracks of a location, and which parts of them."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"),
        label=_("Organisatie"),
        empty_label=_("Kies een organisatie"),
    )
    zones = forms.MultipleChoiceField(
        choices=Zone.choices, label=_("Onderdelen"), widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.CharField(label=_("Doel"), max_length=200)
    from_on = forms.DateField(
        label=_("Vanaf"),
        help_text=_("Bijvoorbeeld 01-07-2022."),
        widget=forms.DateInput(attrs={"size": 10}),
    )


class EndForm(Form):
    """From when an organisation no longer gets the tracks of a location."""

    until_on = forms.DateField(
        label=_("Tot"),
        help_text=_("De eerste dag zonder toegang, bijvoorbeeld 01-07-2022."),
        widget=forms.DateInput(attrs={"size": 10}),
    )
