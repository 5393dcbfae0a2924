"""Rows of one file: each cell judged by its field, each row by the rules of its app."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Any, TextIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.counselling.rules import check_contact
from apps.foundation.clock import today
from apps.participants.rules import check_participant
from apps.screening.rules import check_procedure, check_screening
from apps.tracks.rules import (
    check_perspective,
    check_placement,
    check_referral,
    check_track,
)

from .report import Report
from .schema import Field, Table, Unfit, Value

BATCH = 5000
REMEMBERED = 200_000

# The rule of each table and the columns that it asks for: the same function as a form calls.
ROW_RULES: dict[str, tuple[Callable[..., None], tuple[str, ...]]] = {
    "participants": (
        check_participant,
        ("date_of_birth", "country_of_origin", "deceased_on"),
    ),
    "referrals": (
        check_referral,
        ("referred_on", "decision", "decided_on", "rejection_reason"),
    ),
    "tracks": (
        check_track,
        (
            "admitted_on",
            "outflow_on",
            "outflow_reason",
            "departure_support",
            "destination_country",
        ),
    ),
    "placements": (check_placement, ("moved_in_on", "moved_out_on")),
    "perspectives": (check_perspective, ("determined_on", "communicated_on")),
    "screenings": (check_screening, ("requested_on", "completed_on", "outcome")),
    "procedures": (check_procedure, ("submitted_on", "decided_on", "decision")),
    "counselling": (check_contact, ("held_on", "form", "aim")),
}


class RowReader:
    """Reads one file; remembers the values that it has judged, so that each is judged once."""

    def __init__(self, table: Table, report: Report) -> None:
        self._table, self._report = table, report
        self.line = 1
        self._values: list[dict[str, Value]] = [{} for _ in table.fields]
        self._unfit: list[dict[str, Unfit]] = [{} for _ in table.fields]
        check, columns = ROW_RULES.get(table.name, (None, ()))
        self._check = check
        self._names = columns
        self._places = [table.columns.index(name) for name in columns]
        self._text = [table.fields[place].type == "string" for place in self._places]
        self._right: set[tuple] = set()
        self._today: date = today()

    def batches(self, text: TextIO) -> Iterator[list[tuple]]:
        """Batches of (line, value…). Raises csv.Error and UnicodeDecodeError."""
        reader = csv.reader(text, strict=True)
        if not self._header(next(reader, [])):
            return
        while rows := list(islice(self._rows(reader), BATCH)):
            yield self._judged(rows)

    def _header(self, header: list[str]) -> bool:
        columns = self._table.columns
        if header == columns:
            return True
        if len(header) == 1 and ";" in header[0]:
            self._refuse(
                "",
                "semicolons",
                _("De cellen zijn gescheiden door puntkomma's. Gebruik komma's."),
            )
            return False
        for name in columns:
            if name not in header:
                self._refuse(
                    name,
                    "missing_column",
                    _("Deze kolom ontbreekt. Voeg de kolom toe."),
                )
        if any(name not in columns for name in header):
            self._refuse(
                "",
                "unknown_column",
                _("Er is een kolom die niet bij de standaard hoort. Haal de kolom weg."),
            )
        if sorted(header) == sorted(columns) or len(set(header)) < len(header):
            self._refuse(
                "",
                "column_order",
                _("De kolommen staan niet in de volgorde van de standaard. Zet ze goed."),
            )
        return False

    def _refuse(self, field: str, rule: str, sentence: Any) -> None:
        self._report.is_readable = False
        self._report.error(self._table.path, 1, field, None, rule, sentence)

    def _rows(self, reader: Any) -> Iterator[tuple[int, list[str]]]:
        """Each row with the line on which it begins."""
        width = len(self._table.fields)
        self.line = reader.line_num + 1
        for row in reader:
            if len(row) != width:
                self._report.error(
                    self._table.path,
                    self.line,
                    "",
                    None,
                    "wrong_number_of_cells",
                    _("Deze rij heeft te veel of te weinig cellen. Maak er een voor elke kolom."),
                )
                row = (row + [""] * width)[:width]
            yield self.line, row
            self.line = reader.line_num + 1

    def _judged(self, rows: list[tuple[int, list[str]]]) -> list[tuple]:
        lines = [line for line, _row in rows]
        columns = list(zip(*(row for _line, row in rows), strict=True))
        values = [
            self._column(number, field, column, lines)
            for number, (field, column) in enumerate(zip(self._table.fields, columns, strict=True))
        ]
        self._check_rows(lines, values)
        return list(zip(lines, *values, strict=True))

    def _column(
        self, number: int, field: Field, column: tuple[str, ...], lines: list[int]
    ) -> list[Value]:
        known, unfit = self._values[number], self._unfit[number]
        if len(known) > REMEMBERED or not field.repeats:
            known.clear()
            unfit.clear()
        for text in set(column) - known.keys():
            try:
                known[text] = field.read(text)
            except Unfit as refused:
                # An unfit key is kept: whoever names it is not wrong a second time.
                kept = field.is_key and text and "\0" not in text
                known[text], unfit[text] = text if kept else None, refused
        if unfit:
            for line, text in zip(lines, column, strict=True):
                if text in unfit:
                    said = unfit[text]
                    self._report.error(
                        self._table.path,
                        line,
                        field.name,
                        text,
                        said.rule,
                        said.sentence,
                    )
        return [known[text] for text in column]

    def _check_rows(self, lines: list[int], values: list[list[Value]]) -> None:
        """Ask the rule about each combination of values that it has not found right before."""
        check = self._check
        if check is None:
            return
        columns = [
            ["" if value is None else value for value in values[place]] if text else values[place]
            for place, text in zip(self._places, self._text, strict=True)
        ]
        asked = zip(*columns, strict=True)
        for number, (line, combination) in enumerate(zip(lines, asked, strict=True)):
            if combination in self._right:
                continue
            try:
                check(today=self._today, **dict(zip(self._names, combination, strict=True)))
            except ValidationError as refused:
                self._report_refusal(line, combination, refused)
                if "date_of_birth" in refused.error_dict:
                    # No such day: the rules over rows cannot count with it.
                    values[self._table.columns.index("date_of_birth")][number] = None
            else:
                if len(self._right) > REMEMBERED:
                    self._right.clear()
                self._right.add(combination)

    def _report_refusal(self, line: int, combination: tuple, refused: ValidationError) -> None:
        values = dict(zip(self._names, combination, strict=True))
        for field, errors in refused.error_dict.items():
            value = values.get(field)
            for error in errors:
                self._report.error(
                    self._table.path,
                    line,
                    field,
                    "" if value is None else str(value),
                    error.code or "",
                    error.message,
                )
