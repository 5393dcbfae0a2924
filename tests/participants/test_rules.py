"""What is right for a dossier by itself."""

from datetime import date

import pytest

from apps.participants.rules import check_participant
from tests.refusals import refusals

TODAY = date(2022, 7, 1)
TO_COME = ("date_of_birth", "in_the_future")
NO_DATE = ("date_of_birth", "date_of_birth_form")
NO_COUNTRY = ("country_of_origin", "unknown_country")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, set()),
        ({"date_of_birth": "1990"}, set()),
        ({"date_of_birth": "1990-05"}, set()),
        ({"date_of_birth": "1990-05-31"}, set()),
        ({"date_of_birth": "2000-02-29"}, set()),
        ({"date_of_birth": "1900-02-29"}, {NO_DATE}),
        ({"date_of_birth": "1990-02-30"}, {NO_DATE}),
        ({"date_of_birth": "1990-13"}, {NO_DATE}),
        ({"date_of_birth": "1990-00"}, {NO_DATE}),
        ({"date_of_birth": "1990-5-31"}, {NO_DATE}),
        ({"date_of_birth": "31-05-1990"}, {NO_DATE}),
        ({"date_of_birth": "1990-05-31 "}, {NO_DATE}),
        ({"date_of_birth": "１９９０"}, {NO_DATE}),
        ({"date_of_birth": "0001"}, {NO_DATE}),
        ({"date_of_birth": "2022"}, set()),
        ({"date_of_birth": "2023"}, {TO_COME}),
        ({"date_of_birth": "2022-07"}, set()),
        ({"date_of_birth": "2022-08"}, {TO_COME}),
        ({"date_of_birth": "2022-07-01"}, set()),
        ({"date_of_birth": "2022-07-02"}, {TO_COME}),
        ({"country_of_origin": "SYR"}, set()),
        ({"country_of_origin": "XXA"}, set()),
        ({"country_of_origin": "XKX"}, set()),
        ({"country_of_origin": "XXB"}, {NO_COUNTRY}),
        ({"country_of_origin": "SY"}, {NO_COUNTRY}),
        ({"country_of_origin": "syr"}, {NO_COUNTRY}),
        ({"country_of_origin": "YUG"}, {NO_COUNTRY}),
        ({"deceased_on": date(2022, 7, 1)}, set()),
        ({"deceased_on": date(2022, 7, 2)}, {("deceased_on", "in_the_future")}),
        (
            {
                "date_of_birth": "1990-02-30",
                "country_of_origin": "ZZZ",
                "deceased_on": date(2023, 1, 1),
            },
            {NO_DATE, NO_COUNTRY, ("deceased_on", "in_the_future")},
        ),
    ],
    ids=[
        "nothing known",
        "a year",
        "a month",
        "a day",
        "a leap day",
        "a leap day of a year without",
        "a day that does not exist",
        "month 13",
        "month 0",
        "a month of one digit",
        "the day first",
        "a space after it",
        "other digits",
        "a year before 1900",
        "this year",
        "next year",
        "this month",
        "next month",
        "today",
        "tomorrow",
        "a country",
        "stateless",
        "Kosovo",
        "a refugee, which is no country",
        "two letters",
        "lower case",
        "a country that was",
        "deceased today",
        "deceased tomorrow",
        "all of it at once",
    ],
)
def test_a_dossier_by_itself(given, expected):
    nothing = {"date_of_birth": "", "country_of_origin": "", "deceased_on": None}
    assert refusals(check_participant, **nothing | given, today=TODAY) == expected
