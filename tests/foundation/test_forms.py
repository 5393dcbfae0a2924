"""Every form of ours says in our words what is wrong, and leaves the browser out of it."""

import re
from importlib import import_module

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from apps.foundation.forms import Form, Spoken
from tests.test_architecture import APPS


class Asking(Form):
    """One field of each kind."""

    words = forms.CharField(max_length=3)
    own = forms.CharField(error_messages={"required": "Onze eigen zin."})
    address = forms.EmailField()
    day = forms.DateField()
    number = forms.IntegerField(min_value=1)
    one = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    package = forms.FileField()


def said(data: dict, language: str = "nl") -> dict[str, str]:
    with translation.override(language):
        return {name: str(errors[0]) for name, errors in Asking(data).errors.items()}


def test_what_is_left_empty_is_asked_for():
    assert said({}) == {
        "words": "Dit is nog leeg. Vul het in.",
        "own": "Onze eigen zin.",
        "address": "Vul een e-mailadres in, zoals naam@gemeente.nl.",
        "day": "Vul een datum in als dd-mm-jjjj, zoals 01-07-2022.",
        "number": "Vul een getal in.",
        "one": "Er is niets gekozen. Maak een keuze.",
        "several": "Er is niets gekozen. Kies er ten minste een.",
        "package": "Kies een bestand.",
    }


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("words", "vier", "Dit is te lang. Gebruik hooguit 3 tekens."),
        ("address", "naam", "Dit is geen e-mailadres. Schrijf het als naam@gemeente.nl."),
        ("day", "31-02-2022", "Vul een bestaande datum in als dd-mm-jjjj, zoals 01-07-2022."),
        ("number", "twee", "Dit is geen heel getal. Gebruik alleen cijfers."),
        ("number", "0", "Dit getal is te laag. Vul 1 of meer in."),
        ("one", "b", "Deze keuze is er niet. Kies er een uit de lijst."),
        ("several", ["b"], "Een van deze keuzes is er niet. Kies alleen uit de lijst."),
    ],
)
def test_what_is_wrong_is_told_with_how_to_mend_it(field, value, sentence):
    assert said({field: value})[field] == sentence


def test_every_sentence_is_said_in_english_too():
    english = said({}, "en")
    del english["own"]
    assert english["day"] == "Enter a date as dd-mm-yyyy, such as 01-07-2022."
    assert not set(english.values()) & set(said({}).values())


def test_no_field_asks_the_browser_to_judge():
    assert "required" not in Asking().as_p().replace("aria-required", "")


def test_the_summary_of_what_is_wrong_leads_to_each_field():
    page = render_to_string("components/form.html", {"form": Asking({}), "button": "Klaar"})
    links = re.findall(r'<li><a href="#([^"]+)">', page)
    assert len(links) == len(Asking.base_fields)
    assert not set(links) - set(re.findall(r'\bid="([^"]+)"', page))


@pytest.mark.parametrize("app", [app.name for app in APPS if (app / "forms.py").exists()])
def test_every_form_of_an_app_is_one_of_these(app):
    found = vars(import_module(f"apps.{app}.forms")).values()
    wrong = [
        kind.__name__
        for kind in found
        if isinstance(kind, type)
        and issubclass(kind, forms.BaseForm)
        and not issubclass(kind, Spoken)
    ]
    assert not wrong, f"Derive from apps.foundation.forms.Form: {wrong}"
