"""The cells as a file: exactly the form of the standard."""

import csv
import io
import json
from typing import Any

from .cells import Computed

HEADER = (
    "reference_date",
    "location",
    "indicator",
    "category",
    "numerator",
    "denominator",
    "value",
)


def rows(computed: Computed) -> list[tuple]:
    """A row a cell, in the order of the standard."""
    return [
        (
            computed.on.isoformat(),
            cell.location,
            cell.indicator,
            cell.category,
            cell.numerator,
            cell.denominator,
            cell.value,
        )
        for cell in computed.cells
    ]


def as_csv(computed: Computed) -> str:
    """UTF-8 when written, a header, comma, LF, an absent denominator empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows(computed))
    return text.getvalue()


def content(computed: Computed) -> dict[str, Any]:
    """The same cells as objects, with the definition version and the period."""
    return {
        "reference_date": computed.on.isoformat(),
        "period": {
            "first": computed.period.first.isoformat(),
            "last": computed.period.last.isoformat(),
        },
        "definition": computed.definition,
        "cells": [dict(zip(HEADER, row, strict=True)) for row in rows(computed)],
    }


def as_json(computed: Computed) -> str:
    """That content as text."""
    return json.dumps(content(computed), ensure_ascii=False, indent=1)
