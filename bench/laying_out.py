"""Counts of whoever counted a package's files, laid out as the cells of the standard."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

Cell = tuple[str, str, str, int, int | None, str]
# The codes of a column of a table, as the package lists them.
Lists = dict[tuple[str, str], list[str]]

SOLUTIONS = {
    "durable": ("residence_permit_granted", "departure", "onward_migration", "forced_departure"),
    "semi_durable": ("repeat_asylum_application", "article_64", "detention_for_departure"),
    "none": (
        "ended_by_municipality", "ended_by_participant", "unknown_destination", "other_shelter",
        "criminal_detention", "other",
    ),
}  # fmt: skip
KINDS = ("repeat_asylum_application", "article_64")
JUDGED = ("granted", "rejected", "inadmissible")
BANDS = ("under_3", "3_to_6", "6_to_12", "12_to_18", "18_to_24", "24_and_over")
AGES = ("25_and_under", "26_to_35", "36_to_45", "46_to_55", "56_and_over", "unknown")
MORE_PERSONS_THAN = 10
MONTHS = (16, 487)  # a month is 30.4375 days: days * 16 / 487
# The code lists that are counted by.
LISTS = {
    "referrals": ("decision", "rejection_reason"),
    "tracks": ("outflow_reason", "departure_support"),
    "perspectives": ("perspective",),
    "counselling": ("form",),
    "procedures": ("procedure", "decision"),
    "participants": ("gender", "first_application"),
}


def fields(folder: Path) -> dict[str, list[dict]]:
    """What the package says of the columns of each table."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {each["name"]: each["schema"]["fields"] for each in package["resources"]}


def listed(of_tables: dict[str, list[dict]]) -> Lists:
    """The codes that are counted by."""
    return {
        (table, column["name"]): column["constraints"]["enum"]
        for table, names in LISTS.items()
        for column in of_tables[table]
        if column["name"] in names
    }


@dataclass
class Counts:
    """Arrays with a row for all locations and one for every location.

    `singles` are by name; `groups` have a column a category, in the order of the package's lists.
    """

    places: list[str]
    lists: Lists
    singles: dict[str, np.ndarray] = field(default_factory=dict)
    groups: dict[str, np.ndarray] = field(default_factory=dict)
    countries: list[str] = field(default_factory=list)
    by_country: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.int64))

    def name_countries(self, names: np.ndarray, table: np.ndarray) -> None:
        """Of the persons by every country: those that are named, the others, the unknown."""
        unknown = names == "unknown"
        named = (table[0] > MORE_PERSONS_THAN) & ~unknown
        parts = (
            table[:, named],
            table[:, ~named & ~unknown].sum(axis=1, keepdims=True),
            table[:, unknown].sum(axis=1, keepdims=True),
        )
        self.countries = [*names[named].tolist(), "other", "unknown"]
        self.by_country = np.hstack(parts)


# Indicator, category, numerators, denominators, and what to multiply and divide by.
Column = tuple[str, str, np.ndarray, np.ndarray | None, tuple[int, int]]


def _one(
    indicator: str, above: np.ndarray, below: np.ndarray | None = None, category: str = "",
    unit: tuple[int, int] = (1, 1),
) -> Column:  # fmt: skip
    return indicator, category, above, below, unit


def _shares(indicator: str, table: np.ndarray, categories: list[str] | tuple) -> Iterator[Column]:
    total = table[:, : len(categories)].sum(axis=1)
    for nth, category in enumerate(categories):
        yield _one(indicator, table[:, nth], total, category)


def _reach(found: Counts) -> Iterator[Column]:
    single, group = found.singles, found.groups
    decisions = group["referrals"][:, :40].reshape(-1, 4, 10)
    decided = found.lists["referrals", "decision"]
    yield from _shares("referrals", decisions.sum(axis=2), decided)
    reasons = found.lists["referrals", "rejection_reason"]
    yield from _shares("rejection_reason", decisions[:, decided.index("rejected")], reasons)
    yield _one("tracks", single["tracks"])
    persons = single["persons_here"].copy()
    persons[0] = single["persons"][0]
    yield _one("participants", persons)
    yield _one("inflow", single["first_entry"], category="first_entry")
    yield _one("inflow", single["re_entry"], category="re_entry")
    yield _one("outflow", single["outflow"])
    yield _one("open_tracks", group["perspective"].sum(axis=1))
    capacity, occupied = group["capacity"][:, 0], group["occupied"][:, 0]
    yield _one("capacity", capacity)
    yield _one("occupied_places", occupied)
    yield _one("occupancy", occupied, capacity)


def _guidance(found: Counts) -> Iterator[Column]:
    single, held = found.singles, found.groups["perspective"]
    still = held.sum(axis=1)
    perspectives = found.lists["perspectives", "perspective"]
    yield from _shares("perspective", held, perspectives)
    determined = still - held[:, perspectives.index("undetermined")]
    yield _one("perspective_determined", determined, still)
    yield _one("perspective_ever_determined", single["ever"], single["tracks"])
    yield _one("screening_completed", single["screened"], still)
    for nth, form in enumerate(found.lists["counselling", "form"]):
        yield _one("counselling_form", single[f"form_{nth}"], single["tracks"], form)


def _results(found: Counts) -> Iterator[Column]:
    single, group, lists = found.singles, found.groups, found.lists
    reason = group["reason"]
    left = reason.sum(axis=1)
    yield _one("participants_analysed", group["gender"].sum(axis=1))
    yield _one("participants_left", left)
    codes = lists["tracks", "outflow_reason"]
    for kind, those in SOLUTIONS.items():
        number = reason[:, [codes.index(code) for code in those]].sum(axis=1)
        yield _one("solution", number, left, kind)
    yield from _shares("outflow_reason", reason, [code for code in codes if code != "deceased"])
    yield from _shares("departure_support", group["support"], lists["tracks", "departure_support"])
    kinds = {
        kind: group["procedures"][:, 6 * nth : 6 * nth + 6]
        for nth, kind in enumerate(lists["procedures", "procedure"])
    }
    decided = [*lists["procedures", "decision"], "pending"]
    for kind in KINDS:
        yield from _shares(f"decision_{kind}", kinds[kind], decided)
    for kind in KINDS:
        judged = kinds[kind][:, [decided.index(code) for code in JUDGED]].sum(axis=1)
        yield _one(f"granted_{kind}", kinds[kind][:, decided.index("granted")], judged)
    for state in ("ended", "open"):
        number = group[f"duration_{state}"].sum(axis=1)
        yield _one(f"duration_{state}_months", single[f"days_{state}"], number, unit=MONTHS)
    for state in ("ended", "open"):
        yield from _shares(f"duration_{state}", group[f"duration_{state}"], BANDS)


def _background(found: Counts) -> Iterator[Column]:
    group, lists = found.groups, found.lists
    yield from _shares("gender", group["gender"], lists["participants", "gender"])
    yield from _shares("age_at_entry", group["age"], AGES)
    aged = group["gender"].sum(axis=1) - group["age"][:, AGES.index("unknown")]
    yield _one("mean_age_at_entry", found.singles["ages"], aged)
    yield from _shares("country_of_origin", found.by_country, found.countries)
    applications = lists["participants", "first_application"]
    yield from _shares("first_application", group["application"], applications)


def laid_out(found: Counts) -> list[Cell]:
    """Every cell, location by location, in the order of the standard."""
    parts = (_reach, _guidance, _results, _background)
    columns = [column for part in parts for column in part(found)]
    indicators, categories, above, below, units = zip(*columns, strict=True)
    counts = np.array([each is None for each in below])
    up, down = np.array(units).T
    above = np.stack(above, axis=1)
    none = np.zeros(len(found.places), np.int64)
    below = np.stack([none if each is None else each for each in below], axis=1)
    # Half up, in ten thousandths; -1 for no quotient, and a count c as -2 - c.
    whole = np.where(below == 0, 1, below * down)
    value = np.where(below == 0, -1, (20_000 * above * up + whole) // (2 * whole))
    value = np.where(counts, -2 - above, value)
    different, which = np.unique(value, return_inverse=True)
    texts = np.array([_text(each) for each in different.tolist()], object)
    return list(
        zip(
            np.repeat(np.array(found.places, object), len(columns)).tolist(),
            indicators * len(found.places),
            categories * len(found.places),
            above.ravel().tolist(),
            np.where(counts, None, below).ravel().tolist(),
            texts[which.ravel()].tolist(),
            strict=True,
        )
    )


def _text(value: int) -> str:
    if value < 0:
        return "" if value == -1 else str(-2 - value)
    return f"{value // 10_000}.{value % 10_000:04}"
