"""Who saw a dossier, in words: for the privacy officer with names, for the participant without.

The participant has a right to know when which organisation looked, in which role and for what. The
name of an employee is that employee's: it is not in the letter, and neither is where they were.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit.codes import SUBJECTS, Result
from apps.audit.models import AccessEntry
from apps.organisation.models import Membership, User

API = "api_"


@dataclass(frozen=True)
class Seen:
    """How often someone of an organisation did something with a dossier on a day."""

    on: date
    organisation: str
    role: str
    what: str
    times: int


def explain(entries: Sequence[Any]) -> None:
    """Set on each entry who did it, for whom they then worked, and what it was; two queries."""
    numbers = {entry.user_id for entry in entries if entry.user_id}
    users = User.objects.in_bulk(numbers)
    memberships: dict[int, list[Membership]] = {}
    for each in Membership.objects.filter(user__in=numbers).with_partnerships():
        memberships.setdefault(each.user_id, []).append(each)
    for entry in entries:
        entry.on = timezone.localdate(entry.at)
        held = [m for m in memberships.get(entry.user_id, ()) if _holds(m, entry.on)]
        entry.organisation = _joined(m.organisation.name for m in held) or _("Het systeem")
        entry.role = _joined(m.get_role_display() for m in held)
        entry.who = users[entry.user_id].name if entry.user_id in users else entry.actor
        entry.what = _what(entry)
        entry.is_refused = entry.result == Result.REFUSED


def _holds(membership: Membership, on: date) -> bool:
    until = membership.until_on
    return membership.from_on <= on and (until is None or until > on)


def _joined(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def _what(entry: AccessEntry) -> str:
    words = f"{entry.get_act_display()}: {SUBJECTS.get(entry.subject, entry.subject)}"
    return _("%(what)s (door een programma)") % {"what": words} if _by_program(entry) else words


def _by_program(entry: AccessEntry) -> bool:
    return entry.context.startswith(API)


def by_day(entries: Iterable[Any]) -> list[Seen]:
    """The same for the letter, newest first: what happened several times on a day is one line."""
    counted = Counter((e.on, e.organisation, e.role, e.what) for e in entries if not e.is_refused)
    return [Seen(*line, times) for line, times in sorted(counted.items(), reverse=True)]
