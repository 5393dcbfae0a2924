"""What the data package says of one field, one key and one reference: rule 0 of `violations`."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from .packages import FIELDS, PACKAGE, Register, Row

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INTEGER = re.compile(r"[+-]?[0-9]+")
BOOLEANS = ("true", "True", "TRUE", "1", "false", "False", "FALSE", "0")
KEYS = {"participants": "participant_id", "referrals": "referral_id", "tracks": "track_id"}


class Violation(NamedTuple):
    """One place that has part in one error."""

    file: str
    line: int
    field: str
    rule: int


@dataclass(eq=False)
class Entry:
    """A row where it stands. A field that rule 0 refuses counts as filled, but is not read."""

    table: str
    line: int
    row: Row
    faulty: set[str] = field(default_factory=set)

    def filled(self, name: str) -> bool:
        return self.row[name] != ""

    def value(self, name: str) -> str:
        """What stands there, or nothing where it cannot be read."""
        return "" if name in self.faulty else self.row[name]

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.value(name)) if self.value(name) else None

    def wrong(self, name: str, rule: int) -> Violation:
        return Violation(f"{self.table}.csv", self.line, name, rule)


class Entries(dict[str, list[Entry]]):
    """The rows of each table, and which belong together. Only a key held once names a row."""

    @cached_property
    def by_key(self) -> dict[str, dict[str, Entry]]:
        return {
            table: {entry.value(key): entry for entry in self[table] if entry.value(key)}
            for table, key in KEYS.items()
        }

    @cached_property
    def by_dossier(self) -> dict[str, dict[str, list[Entry]]]:
        result: dict[str, dict[str, list[Entry]]] = {"tracks": {}, "placements": {}}
        for table, of_dossier in result.items():
            for entry in self[table]:
                of_dossier.setdefault(entry.value("participant_id"), []).append(entry)
        return result

    def dossier_of(self, entry: Entry) -> Entry | None:
        return self.by_key["participants"].get(entry.value("participant_id"))

    def referral_of(self, track: Entry) -> Entry | None:
        return self.by_key["referrals"].get(track.value("referral_id"))

    def track_of(self, entry: Entry) -> Entry | None:
        return self.by_key["tracks"].get(entry.value("track_id"))

    def persons(self) -> list[list[Entry]]:
        """The dossiers of each person: those with one V-number, or one without."""
        by_number: dict[str, list[Entry]] = {}
        alone = []
        for dossier in self["participants"]:
            if dossier.value("v_number"):
                by_number.setdefault(dossier.value("v_number"), []).append(dossier)
            else:
                alone.append([dossier])
        return [*by_number.values(), *alone]

    def of_a_person(self, table: str, dossiers: list[Entry]) -> list[Entry]:
        """The tracks or placements of a person, at any location."""
        result = []
        for dossier in dossiers:
            if dossier.value("participant_id"):
                result += self.by_dossier[table].get(dossier.value("participant_id"), [])
        return result


def read(register: Register) -> tuple[Entries, list[Violation]]:
    """The rows with their lines (the header is line 1), and what rule 0 says of them."""
    entries = Entries()
    for table, rows in register.items():
        entries[table] = [Entry(table, line, row) for line, row in enumerate(rows, start=2)]
    found = [*faulty_values(entries), *keys_held_twice(entries), *broken_references(entries)]
    for file, line, name, _ in found:
        entries[file.removesuffix(".csv")][line - 2].faulty.add(name)
    return entries, found


def faulty_values(entries: Entries) -> Iterator[Violation]:
    for table, fields in FIELDS.items():
        for entry in entries[table]:
            for name, described in fields.items():
                if not is_allowed(entry.row[name], described):
                    yield entry.wrong(name, 0)


def is_allowed(text: str, described: dict) -> bool:
    """Whether a text is a value of the field as the data package describes it."""
    constraints = described.get("constraints", {})
    if text == "":
        return not constraints.get("required", False)
    if "enum" in constraints and text not in constraints["enum"]:
        return False
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], text):
        return False
    if described["type"] == "date":
        return is_date(text)
    if described["type"] == "boolean":
        return text in BOOLEANS
    if described["type"] == "integer":
        return bool(INTEGER.fullmatch(text)) and (
            constraints["minimum"] <= int(text) <= constraints.get("maximum", int(text))
        )
    return True


def is_date(text: str) -> bool:
    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def keys_held_twice(entries: Entries) -> Iterator[Violation]:
    """A key is unique as it is written, and within its location once the prefix is read back."""
    yield from held_twice(entries["locations"], "location", ["location"])
    yield from held_twice(entries["capacities"], "valid_from", ["location", "valid_from"])
    for table, key in KEYS.items():
        yield from held_twice(entries[table], key, [key])
        read_back = Counter(key_in_location(entry, key) for entry in entries[table])
        for entry in entries[table]:
            if entry.filled(key) and read_back[key_in_location(entry, key)] > 1:
                yield entry.wrong(key, 0)


def held_twice(rows: list[Entry], blamed: str, columns: list[str]) -> Iterator[Violation]:
    written = Counter(tuple(entry.row[name] for name in columns) for entry in rows)
    for entry in rows:
        key = tuple(entry.row[name] for name in columns)
        if all(key) and written[key] > 1:
            yield entry.wrong(blamed, 0)


def key_in_location(entry: Entry, key: str) -> tuple[str, str]:
    location = entry.row["location"]
    return (location, entry.row[key].removeprefix(location + ":"))


def broken_references(entries: Entries) -> Iterator[Violation]:
    for resource in PACKAGE["resources"]:
        for reference in resource["schema"].get("foreignKeys", []):
            (name,) = reference["fields"]
            (target,) = reference["reference"]["fields"]
            there = {entry.row[target] for entry in entries[reference["reference"]["resource"]]}
            for entry in entries[resource["name"]]:
                if entry.filled(name) and entry.row[name] not in there:
                    yield entry.wrong(name, 0)
