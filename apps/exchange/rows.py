"""Rows of one file: each cell judged by its field, each row by the rules of its app."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate, islice
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
_LINE_END = re.compile(r"\r\n|\r|\n")
REMEMBERED = 50_000
# Where nothing stands, there is no end. A day that is none stands here as this: an end, unknown.
ENDS = frozenset({"outflow_on", "moved_out_on", "deceased_on"})
NO_SUCH_DAY = "infinity"

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


def _lines_of(row: list[str]) -> int:
    return 1 + sum(len(_LINE_END.findall(cell)) for cell in row)


class RowReader:
    """Reads one file; remembers the values that it has judged, so that each is judged once.

    What is right is passed on as it was written: PostgreSQL reads the same forms of dates, numbers
    and booleans.
    """

    def __init__(self, table: Table, report: Report) -> None:
        self._table, self._report = table, report
        self.line = 1
        self._values: list[dict[str, Value]] = [{} for _ in table.fields]
        self._unfit: list[dict[str, Unfit]] = [{} for _ in table.fields]
        check, columns = ROW_RULES.get(table.name, (None, ()))
        self._check = check
        self._names = columns
        self._places = [table.columns.index(name) for name in columns]
        self._right: set[tuple[str, ...]] = set()
        self._today: date = today()
        asked = [table.fields[place] for place in self._places]
        days = [place for place, field in enumerate(asked) if field.type == "date"]
        is_all_codes = sum(bool(field.enum) for field in asked) == len(asked) - 1
        self._only_day = days[0] if len(days) == 1 and is_all_codes else None

    def batches(self, text: TextIO) -> Iterator[list[tuple[str, ...]]]:
        """Batches of (line, cell…). Raises csv.Error and UnicodeDecodeError."""
        reader = csv.reader(text, strict=True)
        if not self._header(next(reader, [])):
            return
        self.line = reader.line_num + 1
        while rows := self._read(reader):
            yield self._judged(self._lines(rows, reader.line_num), rows)
            self.line = reader.line_num + 1

    def _read(self, reader: Any) -> list[list[str]]:
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, BATCH))
        except csv.Error:
            # It broke in the row after those that it gave.
            self.line += sum(map(_lines_of, rows))
            raise
        return rows

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

    def _lines(self, rows: list[list[str]], last: int) -> Sequence[int]:
        """The line on which each row begins, where the last of them ends on line `last`."""
        if last - self.line + 1 == len(rows):
            return range(self.line, last + 1)
        # A cell may hold the end of a line.
        return list(accumulate(map(_lines_of, rows[:-1]), initial=self.line))

    def _judged(self, lines: Sequence[int], rows: list[list[str]]) -> list[tuple[str, ...]]:
        width = len(self._table.fields)
        if set(map(len, rows)) != {width}:
            rows = [self._of_width(width, *each) for each in zip(lines, rows, strict=True)]
        columns: list[Sequence[str]] = list(zip(*rows, strict=True))
        for number, (field, column) in enumerate(zip(self._table.fields, columns, strict=True)):
            columns[number] = self._column(number, field, column, lines)
        self._check_rows(lines, columns)
        return list(zip(map(str, lines), *columns, strict=True))

    def _of_width(self, width: int, line: int, row: list[str]) -> list[str]:
        if len(row) == width:
            return row
        self._report.error(
            self._table.path,
            line,
            "",
            None,
            "wrong_number_of_cells",
            _("Deze rij heeft te veel of te weinig cellen. Maak er een voor elke kolom."),
        )
        return (row + [""] * width)[:width]

    def _column(
        self, number: int, field: Field, column: Sequence[str], lines: Sequence[int]
    ) -> Sequence[str]:
        """The column with what does not fit left out, so that the rules pass over it."""
        if field.all_fit(column):
            return column
        known, unfit = self._values[number], self._unfit[number]
        if len(known) > REMEMBERED:
            known.clear()
            unfit.clear()
        for text in set(column) - known.keys():
            try:
                known[text] = field.read(text)
            except Unfit as refused:
                known[text], unfit[text] = None, refused
        if not unfit:
            return column
        for line, text in zip(lines, column, strict=True):
            if text in unfit:
                said = unfit[text]
                self._report.error(
                    self._table.path, line, field.name, text, said.rule, said.sentence
                )
        # An unfit key is kept: whoever names it is not wrong a second time.
        kept = {text for text in unfit if not (field.is_key and "\0" not in text)}
        instead = NO_SUCH_DAY if field.name in ENDS else ""
        return [instead if text and text in kept else text for text in column]

    def _check_rows(self, lines: Sequence[int], columns: list[Sequence[str]]) -> None:
        """Ask the rule about each combination of cells that it has not found right before."""
        check = self._check
        if check is None:
            return
        asked = list(zip(*self._asked(columns), strict=True))
        wrong: dict[tuple[str, ...], ValidationError] = {}
        if len(self._right) > REMEMBERED:
            self._right.clear()
        new = list(set(asked) - self._right)
        for combination, values in zip(new, self._values_of(new), strict=True):
            try:
                check(today=self._today, **dict(zip(self._names, values, strict=True)))
            except ValidationError as refused:
                wrong[combination] = refused
            else:
                self._right.add(combination)
        if wrong:
            self._report_refusals(lines, columns, asked, wrong)

    def _asked(self, columns: list[Sequence[str]]) -> list[Sequence[str]]:
        """The cells that the rule asks for.

        A rule compares a day with today and with other days of the row. Where the rest are codes,
        one day of the past stands for all of them, and there are few combinations to ask about.
        """
        asked = [columns[place] for place in self._places]
        if self._only_day is not None:
            now, column = self._today.isoformat(), asked[self._only_day]
            past = next((text for text in column if "" < text < now), "")
            asked[self._only_day] = [past if "" < text < now else text for text in column]
        return asked

    def _values_of(self, asked: list[tuple[str, ...]]) -> Iterator[tuple[Value, ...]]:
        """What the rule is asked about, read."""
        columns: list[Iterable[Value]] = []
        for place, texts in zip(self._places, zip(*asked, strict=True), strict=False):
            is_text = self._table.fields[place].type == "string"
            columns.append(texts if is_text else map(self._values[place].get, texts))
        return zip(*columns, strict=True)

    def _report_refusals(
        self,
        lines: Sequence[int],
        columns: list[Sequence[str]],
        asked: list[tuple[str, ...]],
        wrong: dict[tuple[str, ...], ValidationError],
    ) -> None:
        impossible = {
            number
            for number, (line, combination) in enumerate(zip(lines, asked, strict=True))
            if combination in wrong and self._report_refusal(line, combination, wrong[combination])
        }
        if impossible:
            # No such day: the rules over rows cannot count with it.
            place = self._table.columns.index("date_of_birth")
            columns[place] = [
                "" if number in impossible else text for number, text in enumerate(columns[place])
            ]

    def _report_refusal(
        self, line: int, combination: tuple[str, ...], refused: ValidationError
    ) -> bool:
        """Report each field that a rule refused; whether one is a date of birth that cannot be."""
        values = dict(zip(self._names, combination, strict=True))
        for field, errors in refused.error_dict.items():
            for error in errors:
                self._report.error(
                    self._table.path,
                    line,
                    field,
                    values.get(field, ""),
                    error.code or "",
                    error.message,
                )
        return any(
            error.code == "date_of_birth_form"
            for error in refused.error_dict.get("date_of_birth", ())
        )
