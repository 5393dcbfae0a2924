"""Constraints that come back in many tables, each named as a sentence."""

from django.db import models
from django.db.models import F, Q


def both_or_neither(name: str, one: str, other: Q) -> models.CheckConstraint:
    """A date `one` and what the condition `other` says come together."""
    known = Q(**{f"{one}__isnull": False})
    return models.CheckConstraint(name=name, condition=(known & other) | (~known & ~other))


def in_order(name: str, first: str, second: str) -> models.CheckConstraint:
    """The first date is not after the second, where both are known."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{second}__isnull": True}) | Q(**{f"{first}__lte": F(second)}),
    )


def in_list(
    name: str, field: str, values: list[str], *, empty: bool = False
) -> models.CheckConstraint:
    """The code is of its list, or, with `empty`, not known."""
    return models.CheckConstraint(
        name=name, condition=Q(**{f"{field}__in": [*([""] if empty else []), *values]})
    )
