"""What every address of the API is made of: reading what is asked, and the form of answers."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from rest_framework.exceptions import APIException
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .forms import speak
from .paging import SIZE, NoSuchPage, stretch
from .problems import camel
from .serializing import Output

CURSOR, PAGE_SIZE = "cursor", "pageSize"
MOST_ON_A_PAGE = 100
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_SNAKE = re.compile(r"(?<=[a-z0-9])([A-Z])")

Operation = Callable[..., HttpResponseBase]


class TooLarge(APIException):
    """The body of a request is larger than what is read."""

    status_code = 413


class AnyForm(DefaultContentNegotiation):
    """For an answer that has one form, whatever is asked for in the header."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Resource(APIView):
    """An address of the API. What it does not know in the address it refuses, and says so."""

    http_method_names = ["get", "head", "post"]
    most_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.most_bytes:
            raise TooLarge
        method = "get" if request.method == "HEAD" else (request.method or "").lower()
        if operation := getattr(self, method, None):
            check_query(request.GET, getattr(operation, "query", ()))


def resource(
    *, get: Operation | None = None, post: Operation | None = None, **policies: Any
) -> Operation:
    """The view of an address, out of a function for each of its methods."""
    methods = {
        name: staticmethod(operation)
        for name, operation in (("get", get), ("post", post))
        if operation is not None
    }
    named = get or post
    kind: Any = type(getattr(named, "__name__", "Resource"), (Resource,), methods | policies)
    return kind.as_view()


def takes(*names: str) -> Callable[[Operation], Operation]:
    """Name the parameters that an operation knows in the address; all others are refused."""

    def note(operation: Operation) -> Operation:
        operation.query = names  # type: ignore[attr-defined]
        return operation

    return note


def names_of(filters: type[FilterSet], *, paged: bool = True) -> tuple[str, ...]:
    """The parameters of a list: its filters, and those by which it is paged."""
    return (*map(camel, filters.base_filters), *((CURSOR, PAGE_SIZE) if paged else ()))


def check_query(query: QueryDict, known: Sequence[str]) -> None:
    """Refuse what would be overlooked: an unknown name, a name twice, an empty or unclean value."""
    refused: dict[str, ValidationError] = {}
    # The name itself is not said back: it may be anything that somebody typed.
    if set(query) - set(known):
        names = ", ".join(known) or "–"
        refused["query"] = ValidationError(
            _("Dit adres kent deze parameter niet. Het kent: %(names)s."),
            code="unknown_parameter",
            params={"names": names},
        )
    for name in known:
        values = query.getlist(name)
        if len(values) > 1:
            refused[name] = ValidationError(
                _("Deze parameter staat er dubbel. Geef hem een keer."), code="given_twice"
            )
        elif values and (not values[0].strip() or _CONTROLS.search(values[0])):
            refused[name] = ValidationError(
                _("Vul een waarde in, of laat de parameter weg."), code="no_value"
            )
    if refused:
        raise ValidationError(refused)  # type: ignore[arg-type]


def filtered(request: Request, filters: type[FilterSet], queryset: QuerySet) -> QuerySet:
    """The rows that the address asks for. Raises ValidationError, with a sentence a filter."""
    given = MultiValueDict(
        {_SNAKE.sub(r"_\1", name).lower(): values for name, values in request.GET.lists()}
    )
    bound = filters(given, queryset=queryset, request=request)
    speak(bound.form.fields.values())
    if not bound.is_valid():
        raise ValidationError(bound.form.errors.as_data())
    return bound.qs


def page_of(request: Request, queryset: QuerySet, order: Sequence[str]) -> dict[str, Any]:
    """A page of a list, by key and without counting, with the addresses of those beside it."""
    try:
        found = stretch(
            request._request, queryset, order, _size(request), where=CURSOR, is_strict=True
        )
    except NoSuchPage as error:
        sentence = _("Deze plaats in de lijst bestaat niet. Begin bij de eerste pagina.")
        raise ValidationError({CURSOR: ValidationError(sentence, code="no_such_page")}) from error
    return {
        "results": found.rows,
        "next": _absolute(request, found.next),
        "previous": _absolute(request, found.previous),
    }


def _size(request: Request) -> int:
    text = request.GET.get(PAGE_SIZE, str(SIZE))
    size = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
    if not 1 <= size <= MOST_ON_A_PAGE:
        sentence = _("Kies een heel getal van 1 tot en met %(most)d.")
        refused = ValidationError(sentence, code="page_size", params={"most": MOST_ON_A_PAGE})
        raise ValidationError({PAGE_SIZE: refused})
    return size


def _absolute(request: Request, query: str) -> str | None:
    return request.build_absolute_uri(f"{request.path}{query}") if query else None


def listed(page: dict[str, Any], output: type[Output], **context: Any) -> Response:
    """A page as it is sent."""
    rows = output(page["results"], many=True, context=context).data
    return Response({**page, "results": rows})


@contextmanager
def blaming(**fields: str) -> Iterator[None]:
    """Say of a refusal which field of the message it is about, where an action calls it other."""
    try:
        yield
    except ValidationError as refused:
        found = refused.error_dict if hasattr(refused, "error_dict") else {}
        if not set(found) & set(fields):
            raise
        raise ValidationError(
            {fields.get(name, name): errors for name, errors in found.items()}
        ) from None
