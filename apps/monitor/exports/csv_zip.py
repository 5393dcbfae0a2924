"""The cells of an edition as CSV, with what explains them beside it as W3C CSVW metadata."""

import json
from datetime import UTC
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ..report import Report
from . import words
from .archive import packed
from .csv_tables import TABLES, Column, CsvTable
from .definitions import definitions

CELLS = "cells.csv"
METADATA = "-metadata.json"
LANGUAGES = ("nl", "en")


def write(report: Report) -> bytes:
    """A zip with a file a table and the metadata of each beside it."""
    files: dict[str, bytes] = {}
    for table in TABLES:
        name = f"{table.name}.csv"
        files[name] = table.write(report).encode()
        text = json.dumps(_metadata(report, table), ensure_ascii=False, indent=1)
        files[name + METADATA] = f"{text}\n".encode()
    return packed(files, at=report.edition.cut_off)


def _metadata(report: Report, table: CsvTable) -> dict[str, Any]:
    """What one file holds, in both languages, and of which edition it is."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": words.language()}],
        "@type": "Table",
        "url": f"{table.name}.csv",
        "dialect": {"encoding": "utf-8", "delimiter": ",", "lineTerminators": "\n"},
        **_edition(report, table),
        "tableSchema": {
            "columns": [_column(column) for column in table.columns],
            "primaryKey": list(table.key),
        },
    }


def _column(column: Column) -> dict[str, Any]:
    titles = {language: _said(column.title, language) for language in LANGUAGES}
    return {
        "name": column.name,
        # The header of the file is one of the titles, whatever language one reads.
        "titles": {"und": column.name} | titles,
        "dc:description": _texts(column.description),
        "datatype": column.datatype,
        "required": column.is_required,
    } | ({"lang": column.language} if column.language else {})


def _edition(report: Report, table: CsvTable) -> dict[str, Any]:
    """The particulars of the edition, in the words of Dublin Core and schema.org."""
    edition, period = report.edition, report.computed.period
    return {
        "dc:title": _texts(_("Landelijke LVV-monitor")),
        "dc:description": _texts(table.title),
        "dc:accessRights": _texts(_("Vertrouwelijk, niet openbaar")),
        "dc:identifier": str(edition.pk),
        "dc:date": edition.reference_date.isoformat(),
        "dc:temporal": f"{period.first.isoformat()}/{period.last.isoformat()}",
        "dc:created": edition.cut_off.astimezone(UTC).isoformat(),
        "dc:conformsTo": f"LVV monitor {edition.definition}",
        "schema:version": edition.definition,
        "schema:sha256": edition.hash,
        "dc:coverage": edition.location.code if edition.location else "all",
        "dc:extent": words.extent(report),
        "dc:spatial": [
            {"schema:identifier": code, "schema:name": report.name(code)} for code in report.codes
        ],
        "schema:variableMeasured": _defined(report),
    }


def _defined(report: Report) -> list[dict[str, Any]]:
    """Every indicator in both languages."""
    found: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        with override(language):
            for each in definitions(report):
                said = found.setdefault(
                    each.code,
                    {
                        "schema:propertyID": each.code,
                        "schema:measurementTechnique": each.kind.value,
                        "schema:name": [],
                        "schema:description": [],
                    },
                )
                said["schema:name"].append(_text(each.title, language))
                said["schema:description"].append(_text(each.definition, language))
    return list(found.values())


def _said(words_: Promise, language: str) -> str:
    with override(language):
        return str(words_)


def _texts(sentence: Promise) -> list[dict[str, str]]:
    return [_text(_said(sentence, language), language) for language in LANGUAGES]


def _text(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}
