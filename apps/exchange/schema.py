"""The tables, fields and codes of a register package, as datapackage.json gives them."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE = Path(__file__).parent / "standard" / "datapackage.json"

Value = str | int | bool | date | None


class Unfit(Exception):
    """A cell that does not fit its field: the rule, and the sentence that says how to mend it."""

    def __init__(self, rule: str, sentence: Promise) -> None:
        super().__init__(rule)
        self.rule, self.sentence = rule, sentence


@dataclass(frozen=True)
class Field:
    """A column: what a cell in it can be."""

    name: str
    title: str
    type: str
    required: bool = False
    enum: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    minimum: int | None = None
    maximum: int | None = None

    @property
    def is_key(self) -> bool:
        """Whether other rows may name this one by what stands here."""
        return self.name == "location" or self.name.endswith("_id")

    @property
    def longest(self) -> int:
        return _LONGEST.get(self.name, 500)

    def all_fit(self, column: Sequence[str]) -> bool:
        """Whether a column of free text surely fits, at a glance; False where it needs a look."""
        if self.type != "string" or self.enum or self.pattern or (self.required and "" in column):
            return False
        if len(max(column, key=len)) > self.longest:
            return False
        texts = "|".join(column)
        if texts.isascii() and texts.isprintable():
            # A space beside the mark begins or ends a cell, or stands beside a mark of its own.
            return not (" |" in texts or "| " in texts or texts[:1] == " " or texts[-1:] == " ")
        # A cell that holds the end of a line is looked at by itself.
        return "\n" not in texts and not _STRAY.search(texts.replace("|", "\n"))

    def read(self, text: str) -> Value:
        """The value of a cell; None where it is empty. Raises Unfit."""
        if not text:
            if self.required:
                raise Unfit("required", _("Deze cel is leeg. Vul hier een waarde in."))
            return None
        return _READERS[self.type](self, text)


def _string(field: Field, text: str) -> str:
    if field.enum and text not in field.enum:
        raise Unfit(
            "unknown_code",
            _("Deze code bestaat niet. Gebruik een code uit de codelijst van de standaard."),
        )
    if not _PLAIN.fullmatch(text):
        raise Unfit(
            "stray_characters",
            _("Haal spaties aan het begin of eind en onzichtbare tekens weg."),
        )
    if len(text) > field.longest:
        raise Unfit("too_long", _("Deze tekst is te lang. Kort de tekst in."))
    if field.pattern and not field.pattern.fullmatch(text):
        raise Unfit("wrong_form", _SAID.get(field.name, _WRONG_FORM))
    if field.pattern and field.name == "location" and text == "all":
        raise Unfit(
            "all_is_no_location",
            _("'all' staat voor alle locaties samen. Kies een andere code."),
        )
    return text


_PLAIN = re.compile(r"(?!\s)[^\x00-\x1f\x7f-\x9f\u2028\u2029]*(?<!\s)")
# The same over many texts, one on each line.
_STRAY = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]|^[^\S\n]|[^\S\n]$", re.MULTILINE)
_LONGEST = {
    "participant_id": 150,
    "referral_id": 150,
    "track_id": 150,
    "family_name": 200,
    "given_names": 200,
    "name": 200,
}
_WRONG_FORM = _("Deze waarde heeft niet de vorm van de standaard. Verbeter de waarde.")
_SAID = {
    "v_number": _("Een V-nummer heeft tien cijfers. Houd nullen aan het begin."),
    "date_of_birth": _("Schrijf een jaar (1985), een maand (1985-05) of een datum (1985-05-31)."),
    "location": _("Schrijf de code met 2 tot 40 kleine letters, cijfers of streepjes."),
    "municipality_codes": _("Schrijf gemeentecodes als GM0344, met een puntkomma ertussen."),
    "country_of_origin": _("Gebruik drie hoofdletters, zoals SYR; XXA is staatloos."),
    "destination_country": _("Gebruik drie hoofdletters, zoals SYR; XXA is staatloos."),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


# Of all days that can be there are some 73,000; what is none is not kept.
@cache
def _day(text: str) -> date:
    """A day that exists, in a year that can be. Raises ValueError."""
    day = date.fromisoformat(text)
    if not (_DAY.fullmatch(text) and 1900 <= day.year <= 2100):
        raise ValueError
    return day


def _date(field: Field, text: str) -> date:
    try:
        return _day(text)
    except ValueError:
        pass
    if _DAY.fullmatch(text):
        if not 1900 <= int(text[:4]) <= 2100:
            raise Unfit("no_such_day", _("Dit jaar kan niet kloppen. Verbeter het jaar."))
        raise Unfit("no_such_day", _("Deze dag bestaat niet. Verbeter de dag of de maand."))
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        raise Unfit(
            "excel_date",
            _("Dit is een datum als getal, zoals Excel die bewaart. Schrijf jjjj-mm-dd."),
        )
    raise Unfit("date_form", _("Schrijf de datum als jjjj-mm-dd, zonder tijd."))


def _integer(field: Field, text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise Unfit("no_whole_number", _("Vul hier een heel getal in, met alleen cijfers."))
    number = int(text)
    low, high = field.minimum, field.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise Unfit("out_of_bounds", _("Dit getal is te klein of te groot. Verbeter het getal."))
    return number


def _boolean(field: Field, text: str) -> bool:
    if text in ("true", "True", "TRUE", "1"):
        return True
    if text in ("false", "False", "FALSE", "0"):
        return False
    raise Unfit("no_boolean", _("Vul hier true of false in, of laat de cel leeg."))


_READERS: dict[str, Callable[[Field, str], Value]] = {
    "string": _string,
    "date": _date,
    "integer": _integer,
    "boolean": _boolean,
}


@dataclass(frozen=True)
class Table:
    """A table of the package: its file and its columns, in order."""

    name: str
    path: str
    fields: tuple[Field, ...]

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]


@dataclass(frozen=True)
class Schema:
    """All tables, in the order of the package."""

    tables: tuple[Table, ...]

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)


def _field(described: dict) -> Field:
    limits = described.get("constraints", {})
    return Field(
        name=described["name"],
        title=described["title"],
        type=described["type"],
        required=limits.get("required", False),
        enum=frozenset(limits.get("enum", ())),
        pattern=re.compile(limits["pattern"]) if "pattern" in limits else None,
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
    )


@cache
def datapackage() -> bytes:
    """The file that describes a package, as it goes with each."""
    return SOURCE.read_bytes()


@cache
def schema() -> Schema:
    """The standard, read once."""
    return Schema(
        tuple(
            Table(
                resource["name"],
                resource["path"],
                tuple(_field(described) for described in resource["schema"]["fields"]),
            )
            for resource in json.loads(datapackage())["resources"]
        )
    )


SCHEMA = schema()
