"""What is right for a referral, a track, a placement and a perspective, each by itself."""

from datetime import date, timedelta

import pytest

from apps.tracks.codes import Decision, OutflowReason
from apps.tracks.rules import check_perspective, check_placement, check_referral, check_track
from tests.refusals import refusals

TODAY = date(2022, 7, 1)
TOMORROW = TODAY + timedelta(1)
FIRST, SECOND = date(2022, 1, 1), date(2022, 1, 2)


@pytest.mark.parametrize(
    ("decision", "decided_on", "reason", "expected"),
    [
        ("pending", None, "", set()),
        ("pending", SECOND, "", {("decided_on", "pending_has_no_date")}),
        ("pending", None, "other", {("rejection_reason", "reason_without_rejection")}),
        ("admitted", SECOND, "", set()),
        ("admitted", FIRST, "", set()),
        ("admitted", None, "", {("decided_on", "decision_needs_date")}),
        ("admitted", SECOND, "other", {("rejection_reason", "reason_without_rejection")}),
        ("withdrawn", SECOND, "", set()),
        ("withdrawn", None, "", {("decided_on", "decision_needs_date")}),
        ("withdrawn", SECOND, "other", {("rejection_reason", "reason_without_rejection")}),
        ("rejected", SECOND, "safe_country", set()),
        ("rejected", SECOND, "", {("rejection_reason", "rejection_needs_reason")}),
        (
            "rejected",
            None,
            "",
            {
                ("decided_on", "decision_needs_date"),
                ("rejection_reason", "rejection_needs_reason"),
            },
        ),
        ("admitted", FIRST - timedelta(1), "", {("decided_on", "decided_before_referred")}),
        ("admitted", TOMORROW, "", {("decided_on", "in_the_future")}),
        ("", None, "", set()),
    ],
    ids=[
        "pending",
        "pending with a date",
        "pending with a reason",
        "admitted",
        "admitted on the day of referral",
        "admitted without a date",
        "admitted with a reason",
        "withdrawn",
        "withdrawn without a date",
        "withdrawn with a reason",
        "rejected",
        "rejected without a reason",
        "rejected with nothing",
        "decided before the referral",
        "decided tomorrow",
        "a decision that could not be read",
    ],
)
def test_a_referral_by_itself(decision, decided_on, reason, expected):
    given = {"decision": decision, "decided_on": decided_on, "rejection_reason": reason}
    assert refusals(check_referral, referred_on=FIRST, today=TODAY, **given) == expected


@pytest.mark.parametrize("decision", Decision.values)
def test_a_decision_needs_a_date_unless_it_is_pending(decision):
    found = refusals(
        check_referral,
        referred_on=FIRST,
        decision=decision,
        decided_on=None,
        rejection_reason="other" if decision == "rejected" else "",
        today=TODAY,
    )
    assert bool(found) == (decision != "pending")


def test_a_referral_of_tomorrow_is_refused():
    given = {"decision": "pending", "decided_on": None, "rejection_reason": ""}
    found = refusals(check_referral, referred_on=TOMORROW, today=TODAY, **given)
    assert found == {("referred_on", "in_the_future")}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, set()),
        ({"outflow_on": SECOND, "outflow_reason": "other"}, set()),
        ({"outflow_on": FIRST, "outflow_reason": "other"}, set()),
        ({"outflow_on": SECOND}, {("outflow_reason", "outflow_needs_reason")}),
        ({"outflow_reason": "other"}, {("outflow_on", "reason_needs_outflow")}),
        (
            {"outflow_on": FIRST - timedelta(1), "outflow_reason": "other"},
            {("outflow_on", "outflow_before_admission")},
        ),
        (
            {"outflow_on": TOMORROW, "outflow_reason": "other"},
            {("outflow_on", "in_the_future")},
        ),
        ({"admitted_on": TODAY}, set()),
        ({"admitted_on": TOMORROW}, {("admitted_on", "in_the_future")}),
        ({"departure_support": "iom"}, {("departure_support", "support_without_departure")}),
        ({"destination_country": "TUR"}, set()),
        ({"destination_country": "ZZZ"}, {("destination_country", "unknown_country")}),
        (
            {"outflow_on": TOMORROW, "departure_support": "iom", "destination_country": "T"},
            {
                ("outflow_on", "in_the_future"),
                ("outflow_reason", "outflow_needs_reason"),
                ("departure_support", "support_without_departure"),
                ("destination_country", "unknown_country"),
            },
        ),
    ],
    ids=[
        "open",
        "ended",
        "ended on its first day",
        "ended without a reason",
        "a reason without an end",
        "ended before it began",
        "ended tomorrow",
        "admitted today",
        "admitted tomorrow",
        "support while open",
        "a destination",
        "a destination that does not exist",
        "all of it at once",
    ],
)
def test_a_track_by_itself(given, expected):
    nothing = {
        "admitted_on": FIRST,
        "outflow_on": None,
        "outflow_reason": "",
        "departure_support": "",
        "destination_country": "",
    }
    assert refusals(check_track, **nothing | given, today=TODAY) == expected


@pytest.mark.parametrize("reason", OutflowReason.values)
def test_support_goes_with_two_reasons_alone(reason):
    found = refusals(
        check_track,
        admitted_on=FIRST,
        outflow_on=SECOND,
        outflow_reason=reason,
        departure_support="iom",
        destination_country="",
        today=TODAY,
    )
    assert (found == set()) == (reason in ("departure", "onward_migration"))
    assert found <= {("departure_support", "support_without_departure")}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (FIRST, None, None),
        (FIRST, SECOND, None),
        (FIRST, FIRST, None),
        (SECOND, FIRST, "order"),
        (TODAY, TODAY, None),
        (TOMORROW, None, "first"),
        (TODAY, TOMORROW, "second"),
        (None, SECOND, None),
    ],
    ids=[
        "one day",
        "two days in order",
        "one day twice",
        "two days the wrong way round",
        "today",
        "the first tomorrow",
        "the second tomorrow",
        "a first day that could not be read",
    ],
)
@pytest.mark.parametrize(
    ("check", "names", "order"),
    [
        (check_placement, ("moved_in_on", "moved_out_on"), "moved_out_before_in"),
        (
            check_perspective,
            ("determined_on", "communicated_on"),
            "communicated_before_determined",
        ),
    ],
    ids=["a placement", "a perspective"],
)
def test_two_days_in_order(check, names, order, first, second, expected):
    said = {
        None: set(),
        "order": {(names[1], order)},
        "first": {(names[0], "in_the_future")},
        "second": {(names[1], "in_the_future")},
    }
    given = dict(zip(names, (first, second), strict=True))
    assert refusals(check, **given, today=TODAY) == said[expected]
