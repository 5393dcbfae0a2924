"""The report of an import: what was new, changed, unchanged, worth a look, or wrong."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .findings import SENTENCES, WARNINGS
from .schema import SCHEMA

LISTED_A_RULE = 1000
# What would say who someone is does not stand in a report.
_SAYS_WHO = frozenset(
    {
        "participant_id",
        "referral_id",
        "track_id",
        "v_number",
        "family_name",
        "given_names",
        "date_of_birth",
    }
)
_ORDER = {
    (table.path, field): (number, place)
    for number, table in enumerate(SCHEMA.tables)
    for place, field in enumerate([*table.columns])
}
_FILES = {table.name: table.path for table in SCHEMA.tables}


@dataclass(frozen=True)
class Found:
    """One finding: where, what stood there, which rule, and the sentence to mend it by."""

    file: str
    line: int
    field: str
    value: str | None
    rule: str
    sentence: Promise | str

    def sorting(self) -> tuple[int, int, int, str]:
        table, place = _ORDER.get((self.file, self.field), (0, 0))
        if (self.file, self.field) not in _ORDER:
            table = next((n for n, t in enumerate(SCHEMA.tables) if t.path == self.file), -1)
        return table, self.line, place, self.rule

    def as_json(self) -> dict[str, Any]:
        said = {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            # A NUL can be in a file, but in no text that is kept.
            "value": self.value.replace("\0", "�")
            if self.value is not None and self.field not in _SAYS_WHO
            else None,
            "rule": self.rule,
        }
        for name, language in (("message", "nl"), ("message_en", "en")):
            with translation.override(language):
                said[name] = str(self.sentence)
        return said


class Report:
    """Collects findings and counts; of each rule a thousand are listed and the rest counted."""

    def __init__(self) -> None:
        self.new = self.changed = self.unchanged = 0
        self.by_rule: Counter[str] = Counter()
        self._errors: list[Found] = []
        self._warnings: list[Found] = []
        self.is_readable = True

    @property
    def has_errors(self) -> bool:
        return bool(self._errors)

    def error(
        self,
        file: str,
        line: int,
        field: str,
        value: str | None,
        rule: str,
        sentence: Promise | str,
    ) -> None:
        """Something is wrong: nothing of the package comes in."""
        self._add(self._errors, Found(file, line, field, value, rule, sentence))

    def unreadable(self, file: str, rule: str, sentence: Promise | str, line: int = 1) -> None:
        """A file cannot be read at all, so that no rule over rows can be judged."""
        self.is_readable = False
        self.error(file, line, "", None, rule, sentence)

    def add_finding(self, rule: str, table: str, line: int, field: str, value: str | None) -> None:
        """An error or a warning of a rule over rows, by its name."""
        found = Found(_FILES[table], line, field, value, rule, SENTENCES[rule])
        self._add(self._warnings if rule in WARNINGS else self._errors, found)

    def _add(self, to: list[Found], found: Found) -> None:
        self.by_rule[found.rule] += 1
        if self.by_rule[found.rule] <= LISTED_A_RULE:
            to.append(found)

    def count(self, *, new: int, changed: int, unchanged: int) -> None:
        self.new += new
        self.changed += changed
        self.unchanged += unchanged

    def nothing_changed(self) -> None:
        """What was written is undone."""
        self.new = self.changed = self.unchanged = 0

    def as_json(self) -> dict[str, Any]:
        """The form in which it is kept and printed."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "warnings": self._listed(self._warnings),
            "errors": self._listed(self._errors),
            "counts": dict(self.by_rule),
        }

    def _listed(self, found: list[Found]) -> list[dict[str, Any]]:
        return [one.as_json() for one in sorted(found, key=Found.sorting)]

    def as_text(self, language: str) -> str:
        """The form for a person at a terminal."""
        with translation.override(language):
            lines = [
                _("Geweigerd: er is niets veranderd.") if self.has_errors else _("Ingelezen."),
                _("Nieuw: %(new)d. Gewijzigd: %(changed)d. Ongewijzigd: %(unchanged)d.")
                % {
                    "new": self.new,
                    "changed": self.changed,
                    "unchanged": self.unchanged,
                },
            ]
            for title, found in (
                (_("Fouten"), self._errors),
                (_("Let op"), self._warnings),
            ):
                if found:
                    lines.append(
                        f"{title}: {sum(self.by_rule[r] for r in {f.rule for f in found})}"
                    )
                lines += [
                    f"  {f.file}:{f.line} {f.field} [{f.rule}] {f.sentence}"
                    for f in sorted(found, key=Found.sorting)
                ]
            for rule, times in self.by_rule.items():
                if times > LISTED_A_RULE:
                    lines.append(
                        _("Van %(rule)s zijn er %(times)d; de eerste %(listed)d staan hier.")
                        % {"rule": rule, "times": times, "listed": LISTED_A_RULE}
                    )
            return "\n".join(lines)
