"""Every field is declared, with its class and purpose, so that nothing can forget one."""

from pathlib import Path

import pytest
from django.apps import apps

from apps.exchange.report import _SAYS_WHO
from apps.foundation.personal import Kind, as_markdown, declared, names_of
from apps.participants.models import Participant
from apps.tracks.models import Referral, Track

DOCUMENT = Path(__file__).parents[2] / "docs" / "fields.md"
MODELS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_every_field_of_a_model_is_declared_and_no_other(model):
    found = declared().get(model, {})
    assert set(found) == set(names_of(model)), (
        f"Declare each field of {model.__name__} in fields.py of its app: its class, what it is "
        "for, who sees it and how long it is kept; then run manage.py field_register."
    )


def test_no_declaration_is_of_a_model_that_is_gone():
    assert set(declared()) == set(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_what_is_personal_says_what_for_who_sees_it_and_how_long(model):
    for name, one in declared()[model].items():
        assert one.purpose.endswith("."), name
        if one.kind != Kind.NONE:
            assert (bool(one.seen_by), bool(one.kept)) == (True, True), name


def test_what_says_who_somebody_is_stands_in_no_report():
    """The report of an import leaves out the values of these columns of a package."""
    identifying = {
        name
        for name, one in declared()[Participant].items()
        if one.kind == Kind.IDENTIFIER or name in {"family_name", "given_names", "date_of_birth"}
    }
    # The columns have the names of the standard.
    columns = {"key": "participant_id", "v_number_sealed": "v_number", "person": None}
    assert {columns.get(name, name) for name in identifying} - {None} <= _SAYS_WHO
    for model, column in ((Referral, "referral_id"), (Track, "track_id")):
        assert declared()[model]["key"].kind == Kind.IDENTIFIER
        assert column in _SAYS_WHO


def test_the_document_is_up_to_date():
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown(), "Run manage.py field_register."
