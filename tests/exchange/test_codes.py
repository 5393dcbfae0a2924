"""The code lists of the program are those of the standard, in its order."""

import pytest
from django.db.models import TextChoices
from django.utils.translation import override

from apps.counselling.codes import Aim, Form
from apps.participants.codes import FirstApplication, Gender
from apps.screening.codes import Procedure, ProcedureDecision, ScreeningOutcome
from apps.tracks.codes import (
    DecidedBy,
    Decision,
    DepartureSupport,
    Funding,
    OutflowReason,
    Perspective,
    ReferredBy,
    RejectionReason,
)
from tests.registers.packages import FIELDS, codes

LISTS: dict[tuple[str, str], type[TextChoices]] = {
    ("participants", "gender"): Gender,
    ("participants", "first_application"): FirstApplication,
    ("referrals", "referred_by"): ReferredBy,
    ("referrals", "decision"): Decision,
    ("referrals", "decided_by"): DecidedBy,
    ("referrals", "rejection_reason"): RejectionReason,
    ("tracks", "outflow_reason"): OutflowReason,
    ("tracks", "departure_support"): DepartureSupport,
    ("placements", "funded_by"): Funding,
    ("perspectives", "perspective"): Perspective,
    ("screenings", "outcome"): ScreeningOutcome,
    ("procedures", "procedure"): Procedure,
    ("procedures", "decision"): ProcedureDecision,
    ("counselling", "form"): Form,
    ("counselling", "aim"): Aim,
}


def test_every_code_list_of_the_standard_is_here():
    lists = {
        (table, column)
        for table, fields in FIELDS.items()
        for column, field in fields.items()
        if "enum" in field.get("constraints", {})
    }
    assert set(LISTS) == lists


@pytest.mark.parametrize(("table", "column"), LISTS, ids=[".".join(place) for place in LISTS])
def test_a_code_list_has_the_codes_of_the_standard_in_its_order(table, column):
    assert LISTS[table, column].values == codes(table, column)


@pytest.mark.parametrize(("table", "column"), LISTS, ids=[".".join(place) for place in LISTS])
def test_no_two_codes_of_a_list_are_called_the_same(table, column):
    for language in ("nl", "en"):
        with override(language):
            labels = [str(label) for label in LISTS[table, column].labels]
        assert all(labels)
        assert len(set(labels)) == len(labels)
