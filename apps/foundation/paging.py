"""Pages by key: no counting and no skipping, so that the last page is as fast as the first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
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


@dataclass(frozen=True)
class Stretch:
    """Some rows of a list, how many come before, and the queries of those beside it, or ''."""

    rows: Sequence[Any]
    passed: int
    next: str
    previous: str


class NoSuchPage(ValueError):
    """The place in the address does not open: it was altered, or is of another list."""


def page(request: HttpRequest, queryset: QuerySet, order: Sequence[str], size: int = SIZE) -> Page:
    """The page that the address asks for, by `order`: field names, '-' before one that descends.

    An address that does not open is the first page. How many there are is counted up to a bound.
    """
    found = stretch(request, _with_count(queryset), order, size)
    counted = found.rows[0].counted if found.rows else 0
    return Page(
        rows=found.rows,
        first=found.passed + 1 if found.rows else 0,
        counted=min(counted, MOST_COUNTED),
        is_capped=counted > MOST_COUNTED,
        next=found.next,
        previous=found.previous,
    )


def _with_count(queryset: QuerySet) -> QuerySet:
    """Each row with the number of all, counted once and up to a bound, in the same query."""
    try:
        sql, parameters = (
            queryset.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        )
    except EmptyResultSet:
        return queryset
    counting = f"(SELECT count(*) FROM ({sql}) AS counted)"
    return queryset.annotate(
        counted=RawSQL(counting, parameters, output_field=IntegerField())  # noqa: S611
    )


def stretch(
    request: HttpRequest,
    queryset: QuerySet,
    order: Sequence[str],
    size: int,
    *,
    where: str = "page",
    is_strict: bool = False,
) -> Stretch:
    """The rows that the address asks for by its parameter `where`, without any counting.

    The last field of `order` is unique. The keys of a row stand sealed in the address, since a
    list in order of name would otherwise carry names. Where they do not open it is the first page;
    with `is_strict` that raises NoSuchPage.
    """
    purpose = f"page of {request.path}"
    try:
        keys, backwards, before = _cursor(request.GET.get(where, ""), purpose)
    except NoSuchPage:
        if is_strict:
            raise
        keys, backwards, before = [], False, 0
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
        query = request.GET.copy()
        place = json.dumps([[_value(row, f) for f in order], is_backwards, passed])
        query[where] = seal_for_address(place, purpose)
        return f"?{query.urlencode()}"

    return Stretch(
        rows=found,
        passed=before,
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
    later, equal = [], Q()
    for field, key in zip(fields, keys, strict=True):
        name = field.lstrip("-")
        side = "lt" if field.startswith("-") else "gt"
        later.append(equal & Q(**{f"{name}__{side}": key}))
        equal &= Q(**{name: key})
    # Said once more in a form of which an index knows where to begin.
    first = fields[0].lstrip("-")
    begins = Q(**{f"{first}__{'lte' if fields[0].startswith('-') else 'gte'}": keys[0]})
    return begins & reduce(or_, later)


def _cursor(text: str, purpose: str) -> tuple[list[Any], bool, int]:
    """The keys, whether one goes back from there, and how many come before."""
    if not text:
        return [], False, 0
    try:
        keys, backwards, passed = json.loads(unseal_from_address(text, purpose))
    except (Unsealable, ValueError) as error:
        raise NoSuchPage from error
    return keys, backwards, passed
