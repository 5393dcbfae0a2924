"""What a view of the API refuses, as a problem."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from apps.foundation.problems import MEDIA_TYPE, errors_of, problem


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem that tells of this error, after undoing what was written.

    Refusals of rights, what is not there and what is nobody's fault go on as they are: the
    middleware remembers a refusal, and makes the problem at the end.
    """
    if isinstance(error, Http404 | PermissionDenied):
        return None
    detail, errors, headers, status = "", [], {}, 400
    if isinstance(error, ValidationError):
        errors = list(errors_of(error))
    elif isinstance(error, exceptions.ValidationError):
        errors = list(_flat(error.detail))
    elif isinstance(error, exceptions.ParseError):
        detail = _("De inhoud is niet te lezen. Stuur geldige JSON, of multipart/form-data.")
    elif isinstance(error, exceptions.APIException):
        status = error.status_code
        headers = _headers(error)
    else:
        return None
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    if errors:
        detail = _("Een of meer waarden kloppen niet. Ze staan in errors, met wat u kunt doen.")
    found = problem(status, path=context["request"].path, detail=detail, errors=errors)
    return Response(found, status=status, headers=headers, content_type=MEDIA_TYPE)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(wait)
    return headers


def _flat(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """What a serializer refused, a line for each; the field as a path of names."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            at = "" if name == "non_field_errors" else str(name)
            yield from _flat(inner, ".".join(filter(None, (field, at))))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(inner, field)
    else:
        yield {"field": field, "code": detail.code, "detail": str(detail)}
