"""How an operation of the API is described, once: its words, its parameters and its answers."""

from collections.abc import Callable
from functools import cache
from typing import Any

import django_filters
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from .api import CURSOR, MOST_ON_A_PAGE, PAGE_SIZE, Operation, names_of, takes
from .paging import SIZE
from .problems import camel
from .serializing import Output

_CODE = {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,39}$"}
# What was sealed to stand in an address.
_SEALED = {"type": "string", "pattern": "^[A-Za-z0-9_-]+=*$"}
_PAGING = (
    OpenApiParameter(
        CURSOR,
        _SEALED,
        description=_("Een plaats in de lijst, uit next of previous van een eerder antwoord."),
    ),
    OpenApiParameter(
        PAGE_SIZE,
        {"type": "integer", "minimum": 1, "maximum": MOST_ON_A_PAGE, "default": SIZE},
        description=_("Hoeveel er op een pagina staan."),
    ),
)


def documented(
    name: str,
    summary: Promise,
    *,
    gives: Any,
    filters: type[FilterSet] | None = None,
    paged: bool = False,
    **schema: Any,
) -> Callable[[Operation], Operation]:
    """Describe an operation, and have it refuse what it is not described with.

    `name` is its operationId, `gives` what it sends, by status or for 200 alone; `schema` goes to
    `extend_schema` as it is.
    """
    parameters = list(schema.pop("parameters", ()))
    known = names_of(filters, paged=False) if filters else ()
    if filters:
        parameters += [_parameter(camel(n), f) for n, f in filters.base_filters.items()]
    if paged:
        parameters += _PAGING
        known = (*known, CURSOR, PAGE_SIZE)
    describe = extend_schema(
        operation_id=name,
        summary=summary,  # type: ignore[arg-type]
        description=schema.pop("description", summary),
        responses=gives if isinstance(gives, dict) else {200: gives},
        parameters=parameters,
        filters=False,
        **schema,
    )
    return lambda operation: describe(takes(*known)(operation))


def number(name: str = "number") -> OpenApiParameter:
    """The number of a row, in the path."""
    return OpenApiParameter(
        name,
        {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**63 - 1},
        OpenApiParameter.PATH,
        description=_("Het nummer, zoals de lijst het noemt."),
    )


def _parameter(name: str, filter_: django_filters.Filter) -> OpenApiParameter:
    if isinstance(filter_, django_filters.ModelChoiceFilter):
        kind: Any = _CODE
    elif isinstance(filter_, django_filters.ChoiceFilter):
        kind = {"type": "string", "enum": [code for code, _label in filter_.extra["choices"]]}
    elif isinstance(filter_, django_filters.DateFilter):
        kind = OpenApiTypes.DATE
    else:
        kind = _SEALED
    return OpenApiParameter(name, kind, description=filter_.label or "")


@cache
def page_of_these(output: type[Output]) -> type[serializers.Serializer]:
    """How a page of a list is described."""
    address: dict[str, Any] = {"required": True, "allow_null": True}
    return type(
        output.__name__.removesuffix("Output") + "Page",
        (serializers.Serializer,),
        {
            "results": output(many=True),
            "next": serializers.URLField(**address, help_text=_("De volgende pagina, of niets.")),
            "previous": serializers.URLField(**address, help_text=_("De vorige pagina.")),
        },
    )
