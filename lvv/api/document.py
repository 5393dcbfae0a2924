"""The description of the API: OpenAPI 3, made of the views themselves."""

import copy
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from apps.foundation.problems import MEDIA_TYPE, SAID

from . import BASE, VERSION

# What any operation can answer besides its own; with a body, or something in the path, more.
ALWAYS = (400, 401, 403, 406, 429, 500, 503)
WITH_BODY = (413, 415)
IN_PATH = (404,)


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The description, for everyone: it holds nothing that is secret."""
    response = JsonResponse(document(translation.get_language() or "nl"))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@cache
def document(language: str) -> dict[str, Any]:
    """The description in a language. Made once; nobody alters it."""
    with translation.override(language):
        found = SchemaGenerator().get_schema(request=None, public=True)
        return copy.deepcopy(found)


def completed(result: dict[str, Any], **_rest: Any) -> dict[str, Any]:
    """What holds for every operation: versions, problems, how to sign in, whom to ask."""
    result["info"] = _info()
    result["servers"] = [{"url": BASE}]
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _problem()
    components["securitySchemes"] = _security()
    components["headers"] = {
        "API-Version": {
            "description": _("De volledige versie van deze API."),
            "required": True,
            "schema": {"type": "string", "example": VERSION},
        },
        "Location": {
            "description": _("Waar het gevraagde staat."),
            "required": True,
            "schema": {"type": "string"},
        },
    }
    components["responses"] = {_name(status): _answer(status) for status in SAID}
    for name, schema in components["schemas"].items():
        # The words of the code are for who changes it.
        schema.pop("description", None)
        _strip(schema)
        if name.endswith("Input"):
            schema["additionalProperties"] = False
    for path, operations in result["paths"].items():
        for operation in operations.values():
            _complete(path, operation)
    return result


def _info() -> dict[str, Any]:
    return {
        "title": _("LVV: monitor en register"),
        "version": VERSION,
        "description": _(
            "Cijfers, deelnemers en trajecten van de LVV, elk zover als u ze mag zien. "
            "Vraag met een token, of met de sessie van uw browser."
        ),
        "contact": settings.LVV_CONTACT,
        "license": {"name": "EUPL-1.2"},
    }


def _security() -> dict[str, Any]:
    return {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": _("Een persoonlijk token, dat u bij uw account maakt."),
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": _("De sessie van een browser. Een POST vraagt dan ook om X-CSRFToken."),
        },
    }


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": text,
            "instance": text,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "code", "detail"],
                    "properties": {"field": text, "code": text, "detail": text},
                },
            },
        },
    }


def _name(status: int) -> str:
    return f"Problem{status}"


def _answer(status: int) -> dict[str, Any]:
    headers = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
    return {
        "description": str(SAID[status][0]),
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _strip(schema: Any) -> None:
    """Without what the maker of the description marks for itself."""
    inner = schema.values() if isinstance(schema, dict) else schema
    if isinstance(schema, dict):
        schema.pop("x-spec-enum-id", None)
    for one in list(inner):
        if isinstance(one, dict | list):
            _strip(one)


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Add to an operation the answers that it shares with others, and the version to each."""
    statuses = [*ALWAYS, *(WITH_BODY if "requestBody" in operation else ())]
    statuses += IN_PATH if "{" in path else ()
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    responses = operation["responses"]
    for response in responses.values():
        response.setdefault("headers", {})["API-Version"] = {
            "$ref": "#/components/headers/API-Version"
        }
        if not response.get("description"):
            response["description"] = str(operation["summary"])
    for status in ("202", "303"):
        if status in responses:
            responses[status]["headers"]["Location"] = {"$ref": "#/components/headers/Location"}
    for status in statuses:
        responses[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    operation["responses"] = dict(sorted(responses.items()))
