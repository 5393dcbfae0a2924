"""What is right for a contact."""

from datetime import date

import pytest

from apps.counselling.codes import Aim, Form
from apps.counselling.rules import check_contact
from tests.refusals import refusals

TODAY = date(2022, 7, 1)
NO_AIM = {("aim", "aim_without_future_orientation")}


@pytest.mark.parametrize("aim", ["", *Aim.values])
@pytest.mark.parametrize("form", ["", *Form.values])
def test_only_future_orientation_has_an_aim(form, aim):
    expected = NO_AIM if aim and form != "future_orientation" else set()
    assert refusals(check_contact, held_on=TODAY, form=form, aim=aim, today=TODAY) == expected


@pytest.mark.parametrize(
    ("held_on", "expected"),
    [
        (date(2022, 6, 30), set()),
        (date(2022, 7, 1), set()),
        (date(2022, 7, 2), {("held_on", "in_the_future")}),
        (None, set()),
    ],
    ids=["yesterday", "today", "tomorrow", "a day that could not be read"],
)
def test_a_contact_is_not_to_come(held_on, expected):
    given = {"form": "activation", "aim": ""}
    assert refusals(check_contact, held_on=held_on, **given, today=TODAY) == expected
