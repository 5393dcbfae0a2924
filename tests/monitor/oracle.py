"""The national monitor counted once more, in the plainest way: loops over the rows of a package.

It follows the standard sentence by sentence and shares nothing with the product, so that both can
be held against each other. Nothing here is fast, and nothing here should become so.
"""

import calendar
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Row = dict[str, str]
Register = dict[str, list[Row]]
Cell = tuple[str, str, str, str, int, int | None, str]
Line = tuple[str, int, int | None, str]  # category, numerator, denominator, value
Person = tuple[str, str]

HEADER = (
    "reference_date",
    "location",
    "indicator",
    "category",
    "numerator",
    "denominator",
    "value",
)
REFERENCE_MONTHS = (1, 4, 7, 10)
DAYS_IN_A_MONTH = Fraction("30.4375")
MORE_PERSONS_THAN = 10
COUNTED_AS_ONE = {"COD": "COD+COG", "COG": "COD+COG", "XXA": "XXA+PSE", "PSE": "XXA+PSE"}
SOLUTIONS = {
    "durable": (
        "residence_permit_granted",
        "departure",
        "onward_migration",
        "forced_departure",
    ),
    "semi_durable": (
        "repeat_asylum_application",
        "article_64",
        "detention_for_departure",
    ),
    "none": (
        "ended_by_municipality",
        "ended_by_participant",
        "unknown_destination",
        "other_shelter",
        "criminal_detention",
        "other",
    ),
}
DURATIONS = {  # months: the lower bound is included, the upper one is not
    "under_3": (0, 3),
    "3_to_6": (3, 6),
    "6_to_12": (6, 12),
    "12_to_18": (12, 18),
    "18_to_24": (18, 24),
    "24_and_over": (24, 10**6),
}
AGES = {  # completed years, both bounds included
    "25_and_under": (0, 25),
    "26_to_35": (26, 35),
    "36_to_45": (36, 45),
    "46_to_55": (46, 55),
    "56_and_over": (56, 10**6),
}


# --- The register as it was known on a day


@dataclass
class Track:
    """A track that was admitted on or before the day, with what was known of it then."""

    row: Row
    person: Person
    dossier: Row
    admitted: date
    outflow: date | None  # an outflow after the day is not known
    perspectives: list[Row] = field(default_factory=list)
    screenings: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)

    @property
    def location(self) -> str:
        return self.row["location"]

    @property
    def is_open(self) -> bool:
        return self.outflow is None

    @property
    def order(self) -> tuple[date, date, str, str]:
        """First admitted first; on one day the first ended, then by key, then by location."""
        key = self.row["track_id"].removeprefix(self.location + ":")
        return (self.admitted, self.outflow or date.max, key, self.location)


@dataclass
class Known:
    """What a register tells on a day."""

    register: Register
    package: dict
    day: date
    tracks: list[Track]  # in the order in which they count for a person
    tracks_of: dict[Person, list[Track]]
    dead: set[Person]

    def codes(self, table: str, column: str) -> list[str]:
        """The code list of a column, in the order of the data package."""
        for resource in self.package["resources"]:
            if resource["name"] == table:
                for each in resource["schema"]["fields"]:
                    if each["name"] == column:
                        return list(each["constraints"]["enum"])
        raise LookupError(f"{table}.{column}")

    def happened(self, value: str) -> bool:
        """Whether a date is filled and not after the day."""
        return value != "" and date.fromisoformat(value) <= self.day

    def in_period(self, day: date | None) -> bool:
        return day is not None and period_start(self.day) <= day <= self.day

    def rows(self, table: str, location: str) -> list[Row]:
        return [row for row in self.register[table] if location in ("all", row["location"])]

    def tracks_at(self, location: str) -> list[Track]:
        return [track for track in self.tracks if location in ("all", track.location)]

    def open_at(self, location: str) -> list[Track]:
        return [track for track in self.tracks_at(location) if track.is_open]

    def tracks_of_the_living_at(self, location: str) -> list[Track]:
        return [track for track in self.tracks_at(location) if track.person not in self.dead]

    def latest_at(self, location: str) -> list[Track]:
        """The latest track of each person analysed, for the persons who belong to a location."""
        latest = [
            tracks[-1] for person, tracks in self.tracks_of.items() if person not in self.dead
        ]
        return [track for track in latest if location in ("all", track.location)]

    def left_at(self, location: str) -> list[Track]:
        return [track for track in self.latest_at(location) if not track.is_open]


def known_on(register: Register, day: date, package: dict) -> Known:
    """Gather what the register tells on a day."""
    dossiers = {row["participant_id"]: row for row in register["participants"]}
    known = Known(register, package, day, [], {}, set())
    for row in register["participants"]:
        if known.happened(row["deceased_on"]):
            known.dead.add(person_of(row))
    for row in register["tracks"]:
        if known.happened(row["admitted_on"]):
            dossier = dossiers[row["participant_id"]]
            outflow = row["outflow_on"] if known.happened(row["outflow_on"]) else ""
            known.tracks.append(
                Track(
                    row=row,
                    person=person_of(dossier),
                    dossier=dossier,
                    admitted=date.fromisoformat(row["admitted_on"]),
                    outflow=date.fromisoformat(outflow) if outflow else None,
                )
            )
    known.tracks.sort(key=lambda track: track.order)
    for track in known.tracks:
        known.tracks_of.setdefault(track.person, []).append(track)
    gather_what_belongs_to_tracks(known)
    return known


def gather_what_belongs_to_tracks(known: Known) -> None:
    """Hang on each track, in the order of the file, what happened on or before the day."""
    tracks = {track.row["track_id"]: track for track in known.tracks}
    for row in known.register["perspectives"]:
        if row["track_id"] in tracks and known.happened(row["determined_on"]):
            tracks[row["track_id"]].perspectives.append(row)
    for row in known.register["screenings"]:
        if row["track_id"] in tracks and known.happened(row["completed_on"]):
            tracks[row["track_id"]].screenings.append(row)
    for row in known.register["counselling"]:
        if row["track_id"] in tracks and known.happened(row["held_on"]):
            tracks[row["track_id"]].contacts.append(row)


def person_of(dossier: Row) -> Person:
    """The dossiers with one V-number are one person; without, a dossier is a person of its own."""
    if dossier["v_number"]:
        return ("v_number", dossier["v_number"])
    return ("dossier", dossier["participant_id"])


def is_reference_date(day: date) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    return day.month in REFERENCE_MONTHS and day.day == last


def period_start(day: date) -> date:
    """The day after the last reference date before the day."""
    start = day
    while not is_reference_date(start - timedelta(days=1)):
        start -= timedelta(days=1)
    return start


def day_of_birth(text: str) -> date:
    """A year alone counts as 1 July, a year and month as the 15th."""
    if len(text) == len("2000"):
        return date.fromisoformat(text + "-07-01")
    if len(text) == len("2000-01"):
        return date.fromisoformat(text + "-15")
    return date.fromisoformat(text)


def completed_years(born: date, on: date) -> int:
    """Age in years; who was born on 29 February has a birthday on 1 March in other years."""
    years = on.year - born.year
    if (on.month, on.day) < (born.month, born.day):
        years -= 1
    return years


# --- The kinds of line a table can have


def rounded(exact: Fraction, decimals: int = 4) -> str:
    """An exact quotient with so many decimals, half up."""
    shifted = exact * 10**decimals
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return f"{Decimal(whole).scaleb(-decimals):.{decimals}f}"


def count(number: int, category: str = "") -> Line:
    return (category, number, None, str(number))


def share(numerator: int, denominator: int, category: str = "") -> Line:
    value = rounded(Fraction(numerator, denominator)) if denominator else ""
    return (category, numerator, denominator, value)


def mean(total: int, number: int, unit: Fraction = Fraction(1)) -> Line:
    value = rounded(Fraction(total, number) / unit) if number else ""
    return ("", total, number, value)


def shares(found: Iterable[str], categories: Iterable[str]) -> Iterator[Line]:
    """One line a category; what was found is all of it, so that the lines add up."""
    found = list(found)
    categories = list(categories)
    if not set(found) <= set(categories):
        raise ValueError(f"no category for {set(found) - set(categories)}")
    for category in categories:
        yield share(found.count(category), len(found), category)


# --- Reach


def decision_on_referral(known: Known, row: Row) -> str:
    return row["decision"] if known.happened(row["decided_on"]) else "pending"


def referrals_at(known: Known, location: str) -> list[Row]:
    return [row for row in known.rows("referrals", location) if known.happened(row["referred_on"])]


def referrals(known: Known, location: str) -> Iterator[Line]:
    decisions = [decision_on_referral(known, row) for row in referrals_at(known, location)]
    yield from shares(decisions, known.codes("referrals", "decision"))


def rejection_reason(known: Known, location: str) -> Iterator[Line]:
    reasons = [
        row["rejection_reason"]
        for row in referrals_at(known, location)
        if decision_on_referral(known, row) == "rejected"
    ]
    yield from shares(reasons, known.codes("referrals", "rejection_reason"))


def tracks(known: Known, location: str) -> Iterator[Line]:
    yield count(len(known.tracks_at(location)))


def participants(known: Known, location: str) -> Iterator[Line]:
    yield count(len({track.person for track in known.tracks_at(location)}))


def inflow(known: Known, location: str) -> Iterator[Line]:
    first_entries, re_entries = 0, 0
    for track in known.tracks_at(location):
        if known.in_period(track.admitted):
            if track is known.tracks_of[track.person][0]:
                first_entries += 1
            else:
                re_entries += 1
    yield count(first_entries, "first_entry")
    yield count(re_entries, "re_entry")


def outflow(known: Known, location: str) -> Iterator[Line]:
    yield count(sum(1 for track in known.tracks_at(location) if known.in_period(track.outflow)))


def open_tracks(known: Known, location: str) -> Iterator[Line]:
    yield count(len(known.open_at(location)))


def places(known: Known, location: str) -> int:
    """The newest capacity on or before the day, summed over the locations."""
    total = 0
    for row in known.rows("locations", location):
        newest = {"valid_from": "", "places": "0"}
        for capacity_row in known.rows("capacities", row["location"]):
            if known.happened(capacity_row["valid_from"]):
                newest = max(newest, capacity_row, key=lambda each: each["valid_from"])
        total += int(newest["places"])
    return total


def places_taken(known: Known, location: str) -> int:
    taken = 0
    for row in known.rows("placements", location):
        moved_in = known.happened(row["moved_in_on"])
        moved_out = known.happened(row["moved_out_on"])
        if row["funded_by"] == "lvv" and moved_in and not moved_out:
            taken += 1
    return taken


def capacity(known: Known, location: str) -> Iterator[Line]:
    yield count(places(known, location))


def occupied_places(known: Known, location: str) -> Iterator[Line]:
    yield count(places_taken(known, location))


def occupancy(known: Known, location: str) -> Iterator[Line]:
    yield share(places_taken(known, location), places(known, location))


# --- Guidance


def perspective_of(track: Track) -> str:
    """The newest decision holds; on one day, the later row."""
    newest = {"determined_on": "", "perspective": "undetermined"}
    for row in track.perspectives:
        if row["determined_on"] >= newest["determined_on"]:
            newest = row
    return newest["perspective"]


def perspective(known: Known, location: str) -> Iterator[Line]:
    held = [perspective_of(track) for track in known.open_at(location)]
    yield from shares(held, known.codes("perspectives", "perspective"))


def perspective_determined(known: Known, location: str) -> Iterator[Line]:
    held = [perspective_of(track) for track in known.open_at(location)]
    yield share(sum(1 for each in held if each != "undetermined"), len(held))


def perspective_ever_determined(known: Known, location: str) -> Iterator[Line]:
    ever = 0
    for track in known.tracks_at(location):
        if any(row["perspective"] != "undetermined" for row in track.perspectives):
            ever += 1
    yield share(ever, len(known.tracks_at(location)))


def screening_completed(known: Known, location: str) -> Iterator[Line]:
    completed = sum(1 for track in known.open_at(location) if track.screenings)
    yield share(completed, len(known.open_at(location)))


def counselling_form(known: Known, location: str) -> Iterator[Line]:
    all_tracks = known.tracks_at(location)
    for form in known.codes("counselling", "form"):
        having = 0
        for track in all_tracks:
            if any(row["form"] == form for row in track.contacts):
                having += 1
        yield share(having, len(all_tracks), form)


# --- Results


def participants_analysed(known: Known, location: str) -> Iterator[Line]:
    yield count(len(known.latest_at(location)))


def participants_left(known: Known, location: str) -> Iterator[Line]:
    yield count(len(known.left_at(location)))


def solution_of(reason: str) -> str:
    return next(kind for kind, reasons in SOLUTIONS.items() if reason in reasons)


def solution(known: Known, location: str) -> Iterator[Line]:
    kinds = [solution_of(track.row["outflow_reason"]) for track in known.left_at(location)]
    yield from shares(kinds, SOLUTIONS)


def outflow_reason(known: Known, location: str) -> Iterator[Line]:
    reasons = [track.row["outflow_reason"] for track in known.left_at(location)]
    codes = known.codes("tracks", "outflow_reason")
    yield from shares(reasons, [code for code in codes if code != "deceased"])


def departure_support(known: Known, location: str) -> Iterator[Line]:
    support = [
        track.row["departure_support"] or "unknown"
        for track in known.left_at(location)
        if track.row["outflow_reason"] in ("departure", "onward_migration")
    ]
    yield from shares(support, known.codes("tracks", "departure_support"))


def decisions_on(known: Known, location: str, procedure: str) -> list[str]:
    """Decisions on what was submitted, before or after the admission of the track it is of."""
    location_of = {row["track_id"]: row["location"] for row in known.register["tracks"]}
    decisions = []
    for row in known.register["procedures"]:
        here = location in ("all", location_of[row["track_id"]])
        if here and row["procedure"] == procedure and known.happened(row["submitted_on"]):
            decided = known.happened(row["decided_on"])
            decisions.append(row["decision"] if decided else "pending")
    return decisions


def decision(known: Known, location: str, procedure: str) -> Iterator[Line]:
    categories = [*known.codes("procedures", "decision"), "pending"]
    yield from shares(decisions_on(known, location, procedure), categories)


def decision_repeat_asylum_application(known: Known, location: str) -> Iterator[Line]:
    yield from decision(known, location, "repeat_asylum_application")


def decision_article_64(known: Known, location: str) -> Iterator[Line]:
    yield from decision(known, location, "article_64")


def granted(known: Known, location: str, procedure: str) -> Iterator[Line]:
    decisions = decisions_on(known, location, procedure)
    judged = [each for each in decisions if each in ("granted", "rejected", "inadmissible")]
    yield share(judged.count("granted"), len(judged))


def granted_repeat_asylum_application(known: Known, location: str) -> Iterator[Line]:
    yield from granted(known, location, "repeat_asylum_application")


def granted_article_64(known: Known, location: str) -> Iterator[Line]:
    yield from granted(known, location, "article_64")


def days_ended(known: Known, location: str) -> list[int]:
    return [
        (track.outflow - track.admitted).days
        for track in known.tracks_of_the_living_at(location)
        if track.outflow is not None
    ]


def days_open(known: Known, location: str) -> list[int]:
    return [
        (known.day - track.admitted).days
        for track in known.tracks_of_the_living_at(location)
        if track.outflow is None
    ]


def duration_ended_months(known: Known, location: str) -> Iterator[Line]:
    days = days_ended(known, location)
    yield mean(sum(days), len(days), DAYS_IN_A_MONTH)


def duration_open_months(known: Known, location: str) -> Iterator[Line]:
    days = days_open(known, location)
    yield mean(sum(days), len(days), DAYS_IN_A_MONTH)


def duration_category(days: int) -> str:
    months = Fraction(days) / DAYS_IN_A_MONTH
    return next(name for name, (low, high) in DURATIONS.items() if low <= months < high)


def duration_ended(known: Known, location: str) -> Iterator[Line]:
    yield from shares([duration_category(d) for d in days_ended(known, location)], DURATIONS)


def duration_open(known: Known, location: str) -> Iterator[Line]:
    yield from shares([duration_category(d) for d in days_open(known, location)], DURATIONS)


# --- Background


def gender(known: Known, location: str) -> Iterator[Line]:
    found = [track.dossier["gender"] or "unknown" for track in known.latest_at(location)]
    yield from shares(found, known.codes("participants", "gender"))


def ages_at_entry(known: Known, location: str) -> list[int | None]:
    """Ages at the first track's admission, born as the dossier of the latest track has it."""
    ages: list[int | None] = []
    for latest in known.latest_at(location):
        first = known.tracks_of[latest.person][0]
        born = latest.dossier["date_of_birth"]
        ages.append(completed_years(day_of_birth(born), first.admitted) if born else None)
    return ages


def age_category(age: int | None) -> str:
    if age is None:
        return "unknown"
    return next(name for name, (low, high) in AGES.items() if low <= age <= high)


def age_at_entry(known: Known, location: str) -> Iterator[Line]:
    found = [age_category(age) for age in ages_at_entry(known, location)]
    yield from shares(found, [*AGES, "unknown"])


def mean_age_at_entry(known: Known, location: str) -> Iterator[Line]:
    ages = [age for age in ages_at_entry(known, location) if age is not None]
    yield mean(sum(ages), len(ages))


def countries_at(known: Known, location: str) -> list[str]:
    found = [track.dossier["country_of_origin"] for track in known.latest_at(location)]
    return [COUNTED_AS_ONE.get(country, country) or "unknown" for country in found]


def country_of_origin(known: Known, location: str) -> Iterator[Line]:
    everywhere = countries_at(known, "all")
    named = sorted(
        country
        for country in set(everywhere)
        if country != "unknown" and everywhere.count(country) > MORE_PERSONS_THAN
    )
    found = [
        country if country in (*named, "unknown") else "other"
        for country in countries_at(known, location)
    ]
    yield from shares(found, [*named, "other", "unknown"])


def first_application(known: Known, location: str) -> Iterator[Line]:
    found = [
        track.dossier["first_application"] or "unknown" for track in known.latest_at(location)
    ]
    yield from shares(found, known.codes("participants", "first_application"))


# --- The table

INDICATORS = (
    referrals,
    rejection_reason,
    tracks,
    participants,
    inflow,
    outflow,
    open_tracks,
    capacity,
    occupied_places,
    occupancy,
    perspective,
    perspective_determined,
    perspective_ever_determined,
    screening_completed,
    counselling_form,
    participants_analysed,
    participants_left,
    solution,
    outflow_reason,
    departure_support,
    decision_repeat_asylum_application,
    decision_article_64,
    granted_repeat_asylum_application,
    granted_article_64,
    duration_ended_months,
    duration_open_months,
    duration_ended,
    duration_open,
    gender,
    age_at_entry,
    mean_age_at_entry,
    country_of_origin,
    first_application,
)


def cells(register: Register, on: str, package: dict) -> list[Cell]:
    """Every cell on a reference date, in the order of the standard."""
    known = known_on(register, date.fromisoformat(on), package)
    result: list[Cell] = []
    for location in ["all", *sorted(row["location"] for row in register["locations"])]:
        for indicator in INDICATORS:
            for line in indicator(known, location):
                result.append((on, location, indicator.__name__, *line))
    return result


def as_csv(found: Iterable[Cell]) -> bytes:
    """The cells as the file of the standard."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for cell in found:
        writer.writerow(["" if value is None else value for value in cell])
    return text.getvalue().encode()


def published_holds(line: Row, found: Iterable[Cell]) -> bool:
    """Whether a figure as it was printed agrees with its cell."""
    for day, location, indicator, category, numerator, denominator, value in found:
        if (day, location, indicator, category) == (
            line["reference_date"],
            line["location"],
            line["indicator"],
            line["category"],
        ):
            if line["how"] == "percent":
                return percentage(numerator, denominator) == line["printed"]
            fields = {"numerator": numerator, "denominator": denominator, "value": value}
            return printed_alike(str(fields[line["field"]]), line["printed"], line["how"])
    return False


def percentage(numerator: int, denominator: int | None) -> str:
    """A share as it is printed: a whole percentage, rounded once."""
    return rounded(Fraction(100 * numerator, denominator), decimals=0) if denominator else ""


def printed_alike(value: str, printed: str, how: str) -> bool:
    """Compare exactly, or to as many decimals as were printed."""
    if how == "exact":
        return value == printed
    if how != "rounded":
        raise ValueError(f"unknown rounding {how}")
    if value == "":
        return False
    return Decimal(value).quantize(Decimal(printed), ROUND_HALF_UP) == Decimal(printed)
