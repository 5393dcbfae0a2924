"""A date of birth that is known by year or by month counts as one day, here and in the database."""

from datetime import date

import pytest
from django.db import connection

from apps.foundation.partial_dates import counted, written

DAYS = {
    "1990": date(1990, 7, 1),
    "1990-05": date(1990, 5, 15),
    "1990-02": date(1990, 2, 15),
    "1990-05-31": date(1990, 5, 31),
    "2000-02-29": date(2000, 2, 29),
    "1900": date(1900, 7, 1),
    "2100-12-31": date(2100, 12, 31),
}


@pytest.mark.parametrize(("value", "day"), DAYS.items(), ids=DAYS)
def test_a_partial_date_counts_as_a_day(value, day):
    assert counted(value) == day


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "day"), DAYS.items(), ids=DAYS)
def test_the_database_counts_the_same(value, day):
    with connection.cursor() as cursor:
        cursor.execute("SELECT lvv_counted_date(%s), lvv_counted_date('')", [value])
        assert cursor.fetchone() == (day, None)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "199",
        "19900",
        "1990-",
        "1990-5",
        "1990-13",
        "1990-00",
        "1990-02-30",
        "1990-05-00",
        "1990-05-31 ",
        "1990-05-31\n",
        "31-05-1990",
        "1990-W05",
        "1990-05-31T00:00",
        "1899",
        "2101",
        "١٩٩٠",
    ],
)
def test_what_is_no_partial_date_counts_as_none(value):
    with pytest.raises(ValueError):
        counted(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [("1996", "1996"), ("1996-08", "08-1996"), ("1996-08-25", "25-08-1996"), ("", "")],
)
def test_it_is_written_as_people_read_it_here(value, text):
    assert written(value) == text
