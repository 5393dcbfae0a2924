"""The files in which an edition is handed over: which there are, and who writes each."""

from collections.abc import Callable
from dataclasses import dataclass

from ..pdf import pdf
from ..report import Report
from . import csv_zip, json_file, ods, xlsx


@dataclass(frozen=True)
class Format:
    """One kind of file: what it is called, and what makes it of a report."""

    label: str
    content_type: str
    suffix: str
    write: Callable[[Report], bytes]


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "application/zip", "zip", csv_zip.write),
    "json": Format("JSON", "application/json", "json", json_file.write),
    "xlsx": Format(
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        xlsx.write,
    ),
    "ods": Format("ODS", ods.CONTENT_TYPE, "ods", ods.write),
    "pdf": Format("PDF", "application/pdf", "pdf", pdf),
}
