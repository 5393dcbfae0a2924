"""The description of the API as a page for people."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.foundation.columns import column

from . import BASE, DOCUMENT
from .document import document

Json = dict[str, Any]


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters and answers, by subject."""
    described = document(translation.get_language() or "nl")
    subjects: dict[str, list[dict[str, Any]]] = {}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            shown = _operation(described, operation)
            shown |= {"method": method.upper(), "path": f"{BASE}{path}"}
            subjects.setdefault(operation["tags"][0], []).append(shown)
    what = [column(_("Veld"), "keep"), column(_("Waarde")), column(_("Betekenis"))]
    context = {
        "info": described["info"],
        "document_url": DOCUMENT,
        "subjects": subjects.items(),
        "parameter_columns": [column(_("Parameter"), "keep"), *what[1:]],
        "field_columns": what,
        "answer_columns": [column(_("Status"), "keep"), column(_("Betekenis"))],
    }
    return render(request, "api/docs.html", context)


def _operation(described: Json, operation: Json) -> dict[str, Any]:
    answers = operation["responses"]
    done = next(answer for status, answer in answers.items() if status < "400")
    return {
        "id": operation["operationId"],
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [
            _row(described, parameter["name"], parameter["schema"], parameter)
            for parameter in operation.get("parameters", ())
        ],
        "body": _fields(described, operation.get("requestBody", {})),
        "fields": _fields(described, done),
        "answers": [
            {
                "cells": [
                    {"text": status, "kind": "keep"},
                    {
                        "text": _resolved(described, answer)["description"],
                        "label": _("Betekenis"),
                    },
                ]
            }
            for status, answer in answers.items()
        ],
    }


def _fields(described: Json, message: Json) -> list[dict[str, Any]]:
    """The fields of a message in its first form; of a list those of its rows."""
    content = message.get("content")
    if not content:
        return []
    schema = _resolved(described, next(iter(content.values()))["schema"])
    rows = schema if schema.get("type") == "array" else schema.get("properties", {}).get("results")
    if rows:
        schema = _resolved(described, rows["items"])
    return [
        _row(described, name, field, field) for name, field in schema.get("properties", {}).items()
    ]


def _row(described: Json, name: str, schema: Json, words: Json) -> dict[str, Any]:
    return {
        "cells": [
            {"text": name, "kind": "keep"},
            {"text": _kind(described, schema), "label": _("Waarde")},
            {"text": words.get("description", ""), "label": _("Betekenis")},
        ]
    }


def _kind(described: Json, schema: Json) -> str:
    """What a value is, in a few words: its type, its codes, or the fields that it has."""
    found = _resolved(described, schema)
    if "enum" in found:
        return " | ".join(str(code) for code in found["enum"] if code is not None)
    if found.get("type") == "array":
        return f"[{_kind(described, found['items'])}]"
    if "properties" in found:
        return f"{{{', '.join(found['properties'])}}}"
    return str(found.get("format") or found.get("type", ""))


def _resolved(described: Json, schema: Json) -> Json:
    while "$ref" in schema or len(schema.get("allOf", ())) == 1:
        if "allOf" in schema:
            schema = schema["allOf"][0]
            continue
        found: Any = described
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema
