"""The cells of an edition as JSON: the objects of the standard, with all that explains them."""

import json
from datetime import UTC

from .. import tables
from ..report import Report
from . import words
from .definitions import definitions


def write(report: Report) -> bytes:
    """The report as JSON, its words in the language that is active."""
    edition = report.edition
    content = tables.content(report.computed)
    cells = content.pop("cells")
    content = {
        "title": words.title(),
        "confidentiality": words.notice(),
        "language": words.language(),
        "edition": edition.pk,
        "scope": edition.location.code if edition.location else "all",
        **content,
        "cut_off": edition.cut_off.astimezone(UTC).isoformat(),
        "hash": edition.hash,
        "complete": words.is_complete(report),
        "locations": [{"code": code, "name": report.name(code)} for code in report.codes],
        "indicators": [
            {
                "code": each.code,
                "theme": each.theme.value,
                "kind": each.kind.value,
                "title": each.title,
                "definition": each.definition,
                "categories": [{"code": code, "label": name} for code, name in each.categories],
            }
            for each in definitions(report)
        ],
        "cells": cells,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
