"""Dates of birth that are known by year, by month, or to the day."""

import re
from datetime import date

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def counted(value: str) -> date:
    """The day as which it counts: a year alone as 1 July, a month as the 15th.

    Source: docs/standard/register.md, rule 2. Raises ValueError where there is no such day.
    """
    found = _FORM.fullmatch(value)
    if found is None or not 1900 <= int(found[1]) <= 2100:
        raise ValueError("Not a year, a year and month, or a date between 1900 and 2100.")
    if found[2] is None:
        return date(int(found[1]), 7, 1)
    return date(int(found[1]), int(found[2]), int(found[3] or 15))


def written(value: str) -> str:
    """As people read it here: 25-08-1996, 08-1996 or 1996."""
    return "-".join(reversed(value.split("-")))
