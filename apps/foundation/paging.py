"""Pages by key: no counting and no skipping, so that the last page is as fast as the first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .sealing import Unsealable, seal_for_address, unseal_from_address

SIZE = 25
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Page:
    """One page of a list, and the addresses of those beside it; empty where there is none."""

    rows: Sequence[Any]
    first: int
    counted: int
    is_capped: bool
    next: str
    previous: str

    @property
    def total(self) -> str:
        """How many there are, in words where they are too many to count."""
        if self.is_capped:
            return _("meer dan %(n)d") % {"n": self.counted}
        return str(self.counted)

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def page(request: HttpRequest, queryset: QuerySet, order: Sequence[str], size: int = SIZE) -> Page:
    """The page that the address asks for, by `order`: field names, '-' before one that descends.

    The last field of `order` is unique. The keys of a row stand sealed in the address, since a
    list in order of name would otherwise carry names.
    """
    purpose = f"page of {request.path}"
    keys, backwards, before = _cursor(request, purpose)
    fields = [_turned(field) for field in order] if backwards else list(order)
    rows = queryset.order_by(*fields)
    if keys:
        rows = rows.filter(_after(fields, keys))
    found: list[Model] = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
        before = max(0, before - len(found))
    has_next = bool(found) and (more or backwards)
    has_previous = bool(found) and (more if backwards else bool(keys))

    def address(row: Model, is_backwards: bool, passed: int) -> str:
        return _address(request, purpose, [_value(row, f) for f in order], is_backwards, passed)

    counted = queryset.order_by()[: MOST_COUNTED + 1].count()
    return Page(
        rows=found,
        first=before + 1 if found else 0,
        counted=min(counted, MOST_COUNTED),
        is_capped=counted > MOST_COUNTED,
        next=address(found[-1], False, before + len(found)) if has_next else "",
        previous=address(found[0], True, before) if has_previous else "",
    )


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _value(row: Model, field: str) -> Any:
    value = getattr(row, field.lstrip("-"))
    return value.isoformat() if isinstance(value, date) else value


def _after(fields: Sequence[str], keys: Sequence[Any]) -> Q:
    """Rows that come after these keys: later in the first field, or equal and later in the next."""
    condition, equal = Q(pk__in=[]), Q()
    for field, key in zip(fields, keys, strict=True):
        name = field.lstrip("-")
        side = "lt" if field.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{side}": key})
        equal &= Q(**{name: key})
    return condition


def _cursor(request: HttpRequest, purpose: str) -> tuple[list[Any], bool, int]:
    """What the address says; an address that does not open is the first page."""
    try:
        keys, backwards, passed = json.loads(
            unseal_from_address(request.GET.get("page", ""), purpose)
        )
    except (Unsealable, ValueError):
        return [], False, 0
    return keys, backwards, passed


def _address(
    request: HttpRequest, purpose: str, keys: list[Any], backwards: bool, passed: int
) -> str:
    query = request.GET.copy()
    query["page"] = seal_for_address(json.dumps([keys, backwards, passed]), purpose)
    return f"?{query.urlencode()}"
