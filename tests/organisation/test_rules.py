"""What is right for a location and for a partnership."""

from datetime import date

import pytest

from apps.organisation.rules import (
    check_end_of_partnership,
    check_location_code,
    check_partnership,
)
from tests.refusals import refusals

FORM = {("code", "location_code_form")}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("utrecht", set()),
        ("den-haag", set()),
        ("x0", set()),
        ("a-", set()),
        ("a" * 40, set()),
        ("allen", set()),
        ("all", {("code", "all_is_no_location")}),
        ("", FORM),
        ("a", FORM),
        ("a" * 41, FORM),
        ("Utrecht", FORM),
        ("0x", FORM),
        ("-a", FORM),
        ("den haag", FORM),
        ("den_haag", FORM),
        ("a:b", FORM),
        ("súdwest", FORM),
        ("utrecht\n", FORM),
    ],
)
def test_a_code_of_a_location(code, expected):
    assert refusals(check_location_code, code=code) == expected


@pytest.mark.parametrize(
    ("until_on", "is_right"),
    [
        (None, True),
        (date(2022, 1, 2), True),
        (date(2022, 1, 1), False),
        (date(2021, 12, 31), False),
    ],
    ids=["without an end", "of one day", "of no day", "ending before it begins"],
)
def test_a_partnership_ends_after_it_begins(until_on, is_right):
    expected = set() if is_right else {("until_on", "ends_before_it_begins")}
    found = refusals(check_partnership, from_on=date(2022, 1, 1), until_on=until_on)
    assert found == expected


@pytest.mark.parametrize(
    ("until_on", "ended_on", "next_from_on", "rules"),
    [
        (date(2022, 7, 1), None, None, set()),
        (date(2022, 6, 1), None, None, set()),
        (date(2023, 1, 1), date(2022, 8, 1), None, set()),
        (date(2022, 8, 1), None, date(2022, 8, 1), set()),
        (date(2022, 1, 1), None, None, {"ends_before_it_begins"}),
        (date(2022, 8, 1), date(2022, 7, 1), None, {"has_ended"}),
        (date(2022, 8, 2), None, date(2022, 8, 1), {"overlaps_the_next"}),
    ],
    ids=[
        "today",
        "before today",
        "later than the end that was to come",
        "on the first day of the next",
        "on its first day",
        "after it has ended",
        "into the next",
    ],
)
def test_a_partnership_ends_once_and_before_the_next(until_on, ended_on, next_from_on, rules):
    found = refusals(
        check_end_of_partnership,
        from_on=date(2022, 1, 1),
        ended_on=ended_on,
        until_on=until_on,
        next_from_on=next_from_on,
        today=date(2022, 7, 1),
    )
    assert found == {("until_on", rule) for rule in rules}
