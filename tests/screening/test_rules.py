"""What is right for a screening and for a procedure."""

from datetime import date, timedelta

import pytest

from apps.screening.rules import check_procedure, check_screening
from tests.refusals import refusals

TODAY = date(2022, 7, 1)
TOMORROW = TODAY + timedelta(1)
FIRST, SECOND = date(2022, 1, 1), date(2022, 1, 2)
IDS = [
    "asked for",
    "ended",
    "ended on the same day",
    "a result without its day",
    "a day without its result",
    "ended before it was asked for",
    "asked for tomorrow",
    "ended tomorrow",
    "a first day that could not be read",
]


@pytest.mark.parametrize(
    ("requested_on", "completed_on", "outcome", "expected"),
    [
        (FIRST, None, "", set()),
        (FIRST, SECOND, "no_grounds", set()),
        (FIRST, FIRST, "no_grounds", set()),
        (FIRST, None, "no_grounds", {("completed_on", "outcome_needs_completion")}),
        (FIRST, SECOND, "", {("outcome", "completion_needs_outcome")}),
        (SECOND, FIRST, "no_grounds", {("completed_on", "completed_before_requested")}),
        (TOMORROW, None, "", {("requested_on", "in_the_future")}),
        (FIRST, TOMORROW, "no_grounds", {("completed_on", "in_the_future")}),
        (None, SECOND, "no_grounds", set()),
    ],
    ids=IDS,
)
def test_a_screening_by_itself(requested_on, completed_on, outcome, expected):
    given = {"requested_on": requested_on, "completed_on": completed_on, "outcome": outcome}
    assert refusals(check_screening, **given, today=TODAY) == expected


@pytest.mark.parametrize(
    ("submitted_on", "decided_on", "decision", "expected"),
    [
        (FIRST, None, "", set()),
        (FIRST, SECOND, "granted", set()),
        (FIRST, FIRST, "granted", set()),
        (FIRST, None, "granted", {("decided_on", "procedure_decision_needs_date")}),
        (FIRST, SECOND, "", {("decision", "date_needs_procedure_decision")}),
        (SECOND, FIRST, "granted", {("decided_on", "decided_before_submitted")}),
        (TOMORROW, None, "", {("submitted_on", "in_the_future")}),
        (FIRST, TOMORROW, "granted", {("decided_on", "in_the_future")}),
        (None, SECOND, "granted", set()),
    ],
    ids=IDS,
)
def test_a_procedure_by_itself(submitted_on, decided_on, decision, expected):
    given = {"submitted_on": submitted_on, "decided_on": decided_on, "decision": decision}
    assert refusals(check_procedure, **given, today=TODAY) == expected
