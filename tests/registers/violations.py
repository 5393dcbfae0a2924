"""What is wrong with a package, found the slow and plain way: every rule of the register in turn.

The rules have the numbers of the standard's "Rules across fields"; 0 is what `datapackage.json`
says by itself (types, code lists, keys, references). An error is reported at each row that has
part in it; within one row at one field: the one that is missing, or that should not be (so).
A rule passes over a field that rule 0 refuses, and over a reference to a key that is held twice.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

import pycountry

from .fields import Entries, Entry, Violation, read
from .packages import FIELDS, Register

COUNTRIES = {country.alpha_3 for country in pycountry.countries} | {"XXA", "XKX"}
IN_ORDER = {
    "referrals": ("referred_on", "decided_on"),
    "tracks": ("admitted_on", "outflow_on"),
    "placements": ("moved_in_on", "moved_out_on"),
    "screenings": ("requested_on", "completed_on"),
    "procedures": ("submitted_on", "decided_on"),
    "perspectives": ("determined_on", "communicated_on"),
}
NOT_BEFORE_ADMISSION = {
    "perspectives": ("determined_on", "communicated_on"),
    "screenings": ("requested_on", "completed_on"),
    "counselling": ("held_on",),
}
Found = Iterator[Violation]


def violations(register: Register, today: date) -> list[Violation]:
    """Every place that has part in an error, in order of file, line, field and rule."""
    entries, found = read(register)
    rules: list[Callable[[Entries], Found]] = [
        rule_1,
        rule_2,
        rule_3,
        rule_4,
        rule_5,
        rule_6,
        rule_7,
        rule_8,
        rule_9,
    ]
    for rule in rules:
        found.extend(rule(entries))
    found.extend(not_in_the_future(entries, today))
    return sorted(set(found))


def rule_1(entries: Entries) -> Found:
    """One dossier a location carries a V-number. (Its ten digits are in the data package.)"""
    for dossiers in entries.persons():
        for one, other in combinations(dossiers, 2):
            if one.value("location") and one.value("location") == other.value("location"):
                yield one.wrong("v_number", 1)
                yield other.wrong("v_number", 1)


def days_of_birth(text: str) -> tuple[date, date]:
    """The first day that a date of birth can mean, and the day it counts as for an age."""
    if len(text) == len("2000"):
        return date.fromisoformat(text + "-01-01"), date.fromisoformat(text + "-07-01")
    if len(text) == len("2000-01"):
        return date.fromisoformat(text + "-01"), date.fromisoformat(text + "-15")
    return date.fromisoformat(text), date.fromisoformat(text)


def born(dossier: Entry) -> tuple[date, date] | None:
    if not dossier.value("date_of_birth"):
        return None
    try:
        return days_of_birth(dossier.value("date_of_birth"))
    except ValueError:
        return None


def rule_2(entries: Entries) -> Found:
    """No day of birth lies after an admission of that person at any location."""
    for dossier in entries["participants"]:
        if dossier.value("date_of_birth") and born(dossier) is None:
            yield dossier.wrong("date_of_birth", 2)
    for dossiers in entries.persons():
        for track in entries.of_a_person("tracks", dossiers):
            admitted = track.day("admitted_on")
            for dossier in dossiers:
                possible = born(dossier)
                if possible and is_after(possible[1], admitted):
                    yield dossier.wrong("date_of_birth", 2)
                    yield track.wrong("admitted_on", 2)


def rule_3(entries: Entries) -> Found:
    """Countries of ISO 3166-1, XXA and XKX; no others."""
    for table, name in (("participants", "country_of_origin"), ("tracks", "destination_country")):
        for entry in entries[table]:
            if entry.value(name) and entry.value(name) not in COUNTRIES:
                yield entry.wrong(name, 3)


def is_after(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one > other


def rule_4(entries: Entries) -> Found:
    """The order of days."""
    for table, (first, second) in IN_ORDER.items():
        for entry in entries[table]:
            if is_after(entry.day(first), entry.day(second)):
                yield entry.wrong(second, 4)
    for track in entries["tracks"]:
        referral = entries.referral_of(track)
        if referral and is_after(referral.day("decided_on"), track.day("admitted_on")):
            yield referral.wrong("decided_on", 4)
            yield track.wrong("admitted_on", 4)
    for table, names in NOT_BEFORE_ADMISSION.items():
        for entry in entries[table]:
            own_track = entries.track_of(entry)
            for name in names:
                if own_track and is_after(own_track.day("admitted_on"), entry.day(name)):
                    yield entry.wrong(name, 4)
                    yield own_track.wrong("admitted_on", 4)


def not_in_the_future(entries: Entries, today: date) -> Found:
    """No date lies in the future of the import, `valid_from` aside; also part of rule 4."""
    for table, fields in FIELDS.items():
        days = [name for name, described in fields.items() if described["type"] == "date"]
        for entry in entries[table]:
            for name in days:
                if name != "valid_from" and is_after(entry.day(name), today):
                    yield entry.wrong(name, 4)
    for dossier in entries["participants"]:
        # A year or a month that has begun is no future, whatever day it counts as.
        possible = born(dossier)
        if possible and is_after(possible[0], today):
            yield dossier.wrong("date_of_birth", 4)


def rule_5(entries: Entries) -> Found:
    """How a track ends."""
    for track in entries["tracks"]:
        yield from both_or_neither(track, "outflow_on", "outflow_reason", 5)
        reason_is_read = "outflow_reason" not in track.faulty
        with_support = track.value("outflow_reason") in ("departure", "onward_migration")
        if track.filled("departure_support") and reason_is_read and not with_support:
            yield track.wrong("departure_support", 5)
        dossier = entries.dossier_of(track)
        if dossier and track.value("outflow_reason") == "deceased":
            died, ended = dossier.day("deceased_on"), track.day("outflow_on")
            if not dossier.filled("deceased_on") or (died and ended and died != ended):
                yield track.wrong("outflow_reason", 5)
                yield dossier.wrong("deceased_on", 5)
    for dossiers in entries.persons():
        for track in entries.of_a_person("tracks", dossiers):
            for dossier in dossiers:
                yield from beyond_death(track, dossier)


def beyond_death(track: Entry, dossier: Entry) -> Found:
    """No track begins or ends after the death of the person, and none is open."""
    died = dossier.day("deceased_on")
    if died is None:
        return
    for name in ("admitted_on", "outflow_on"):
        if is_after(track.day(name), died):
            yield track.wrong(name, 5)
            yield dossier.wrong("deceased_on", 5)
    if not track.filled("outflow_on"):
        yield track.wrong("outflow_on", 5)
        yield dossier.wrong("deceased_on", 5)


def rule_6(entries: Entries) -> Found:
    """One track at a time, one placement at a time."""
    for table, begins, ends in (
        ("tracks", "admitted_on", "outflow_on"),
        ("placements", "moved_in_on", "moved_out_on"),
    ):
        for dossiers in entries.persons():
            stays = entries.of_a_person(table, dossiers)
            for one, other in combinations(stays, 2):
                if overlap(extent(one, begins, ends), extent(other, begins, ends)):
                    yield one.wrong(begins, 6)
                    yield other.wrong(begins, 6)


def extent(stay: Entry, begins: str, ends: str) -> tuple[date, date] | None:
    """From when to when; nothing where that cannot be read or runs backwards (rule 4)."""
    first = stay.day(begins)
    last = stay.day(ends) if stay.filled(ends) else date.max
    if first is None or last is None or first > last:
        return None
    return first, last


def overlap(one: tuple[date, date] | None, other: tuple[date, date] | None) -> bool:
    """Whether two stays share more than a day on which one of them begins or ends."""
    if one is None or other is None:
        return False
    if one[0] == one[1]:
        return other[0] < one[0] < other[1]
    if other[0] == other[1]:
        return one[0] < other[0] < one[1]
    return one[0] < other[1] and other[0] < one[1]


def both_or_neither(entry: Entry, one: str, other: str, rule: int) -> Found:
    if entry.filled(one) != entry.filled(other):
        yield entry.wrong(other if entry.filled(one) else one, rule)


def rule_7(entries: Entries) -> Found:
    """Decisions and their days, outcomes and theirs, rejections and their reasons."""
    for referral in entries["referrals"]:
        if referral.value("decision"):
            decided = referral.value("decision") != "pending"
            if decided != referral.filled("decided_on"):
                yield referral.wrong("decided_on", 7)
            rejected = referral.value("decision") == "rejected"
            if rejected != referral.filled("rejection_reason"):
                yield referral.wrong("rejection_reason", 7)
    for procedure in entries["procedures"]:
        yield from both_or_neither(procedure, "decision", "decided_on", 7)
    for screening in entries["screenings"]:
        yield from both_or_neither(screening, "outcome", "completed_on", 7)


def rule_8(entries: Entries) -> Found:
    """An aim only with future orientation."""
    for contact in entries["counselling"]:
        if contact.filled("aim") and differ(contact.value("form"), "future_orientation"):
            yield contact.wrong("aim", 8)


def rule_9(entries: Entries) -> Found:
    """One place, and the referral that led to the track."""
    for location in entries["locations"]:
        if location.row["location"] == "all":
            yield location.wrong("location", 9)
    for table in ("referrals", "tracks", "placements"):
        for entry in entries[table]:
            dossier = entries.dossier_of(entry)
            if dossier and differ(entry.value("location"), dossier.value("location")):
                yield entry.wrong("location", 9)
                yield dossier.wrong("location", 9)
    for track in entries["tracks"]:
        referral = entries.referral_of(track)
        if referral:
            if differ(referral.value("participant_id"), track.value("participant_id")):
                yield track.wrong("referral_id", 9)
                yield referral.wrong("participant_id", 9)
            if differ(referral.value("decision"), "admitted"):
                yield track.wrong("referral_id", 9)
                yield referral.wrong("decision", 9)


def differ(one: str, other: str) -> bool:
    return one != "" and other != "" and one != other
