"""The monitor of one day by pandas, straight from the CSV files of a register package: a rival.

It shares nothing with the product and is written as one who knows pandas writes it: only the
columns that count are read, each with its type and codes as categories; every step is on whole
columns, and what belongs to tracks is looked up through one index over them.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from .laying_out import LISTS, Cell, Counts, fields, laid_out, listed

# What is read of each table; the other columns are passed over.
COLUMNS = {
    "locations": ("location",),
    "capacities": ("location", "valid_from", "places"),
    "participants": (
        "participant_id", "v_number", "date_of_birth", "gender", "country_of_origin",
        "first_application", "deceased_on",
    ),
    "referrals": ("location", "referred_on", "decision", "decided_on", "rejection_reason"),
    "tracks": (
        "track_id", "participant_id", "location", "admitted_on", "outflow_on", "outflow_reason",
        "departure_support",
    ),
    "placements": ("location", "moved_in_on", "moved_out_on", "funded_by"),
    "perspectives": ("track_id", "determined_on", "perspective"),
    "screenings": ("track_id", "completed_on"),
    "procedures": ("track_id", "procedure", "submitted_on", "decided_on", "decision"),
    "counselling": ("track_id", "held_on", "form"),
}  # fmt: skip
TYPES = {
    "location": "str", "track_id": "str", "participant_id": "str", "date_of_birth": "str",
    "v_number": "float64", "places": "int64", "funded_by": "category",
    "country_of_origin": "category",
}  # fmt: skip
# What stands for the part of a date of birth that is not known, by the length of what is.
BORN = {10: "", 7: "-15", 4: "-07-01"}
DURATIONS = (92, 183, 366, 548, 731)
AGES = (25, 35, 45, 55)
LISTED_TOGETHER = {"COD": "COD+COG", "COG": "COD+COG", "XXA": "XXA+PSE", "PSE": "XXA+PSE"}


class Files:
    """The tables of a package; the location of a row is a number, of which 0 means all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lists = listed(fields(folder))
        self.places = sorted(self._read("locations", {})["location"])

    def __getitem__(self, table: str) -> pd.DataFrame:
        types = {
            each: pd.CategoricalDtype(self.lists[table, each]) for each in LISTS.get(table, ())
        }
        rows = self._read(table, types | {"location": pd.CategoricalDtype(self.places)})
        if "location" in rows:
            rows["location"] = rows["location"].cat.codes.astype(np.int64) + 1
        return rows

    def _read(self, table: str, types: dict) -> pd.DataFrame:
        columns = COLUMNS[table]
        days = [name for name in columns if name.endswith("_on") or name == "valid_from"]
        rows = pd.read_csv(
            self.folder / f"{table}.csv",
            usecols=list(columns),
            dtype={name: kind for name, kind in (TYPES | types).items() if name in columns},
            parse_dates=days,
            date_format="%Y-%m-%d",
            keep_default_na=False,
            na_values=[""],
        )
        # A column without a single day is not taken for one of days.
        return rows.astype(dict.fromkeys(days, "datetime64[us]"))


def cells(folder: Path, on: date, first: date) -> list[Cell]:
    """Every cell on the day `on`, whose period began on `first`, in the order of the standard."""
    files, day = Files(folder), pd.Timestamp(on)
    found = Counts(["all", *files.places], files.lists)
    stays = _stays(files, day)
    _count_procedures(found, files["procedures"], stays, day)
    stays = _ordered(_with_events(files, stays, day), files.places)
    _count_tracks(found, stays, pd.Timestamp(first))
    _count_persons(found, stays[stays["is_latest"] & ~stays["is_dead"]])
    _count_referrals(found, files["referrals"], day)
    _count_places(found, files, day)
    return laid_out(found)


def _stays(files: Files, day: pd.Timestamp) -> pd.DataFrame:
    """The tracks, with the dossier and the person of each; a dossier without V-number is one."""
    dossiers = files["participants"]
    own = pd.Series(-1.0 - np.arange(len(dossiers)), dossiers.index)
    dossiers["person"] = dossiers.pop("v_number").fillna(own)
    born = dossiers.pop("date_of_birth")
    dossiers["born_on"] = pd.to_datetime(born + born.str.len().map(BORN), format="%Y-%m-%d")
    dead = dossiers.loc[dossiers.pop("deceased_on") <= day, "person"].unique()
    dossiers["is_dead"] = dossiers["person"].isin(dead)
    stays = files["tracks"].merge(dossiers, on="participant_id", how="left")
    stays["outflow_on"] = stays["outflow_on"].where(stays["outflow_on"] <= day)
    stays["days"] = (stays["outflow_on"].fillna(day) - stays["admitted_on"]).dt.days
    return stays


def _with_events(files: Files, stays: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Those admitted by the day, with what had happened to each by then."""
    place = pd.Index(stays["track_id"])
    contacts = files["counselling"]
    contacts = contacts[contacts["held_on"] <= day]
    forms = files.lists["counselling", "form"]
    held = np.zeros((len(stays), len(forms)), bool)
    held[place.get_indexer(contacts["track_id"]), contacts["form"].cat.codes] = True
    for nth in range(len(forms)):
        stays[f"form_{nth}"] = held[:, nth]
    screenings = files["screenings"]
    done = screenings.loc[screenings["completed_on"] <= day, "track_id"]
    stays["screened"] = stays["track_id"].isin(done)
    decided = files["perspectives"]
    decided = decided[decided["determined_on"] <= day]
    decided = decided.sort_values("determined_on", kind="stable")
    of = place.get_indexer(decided["track_id"])
    codes = decided["perspective"].cat.codes.to_numpy()
    undetermined = files.lists["perspectives", "perspective"].index("undetermined")
    perspective, ever = np.full(len(stays), undetermined), np.zeros(len(stays), bool)
    perspective[of] = codes  # Of several the last, which is the newest.
    ever[of[codes != undetermined]] = True
    stays["perspective"], stays["ever"] = perspective, ever
    return stays[stays["admitted_on"] <= day]


def _ordered(stays: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    """With which track of its person each is; only those of a person with several are sorted."""
    stays = stays.assign(
        is_first=True, is_latest=True, is_first_here=True, first_on=stays["admitted_on"]
    )
    again = stays.loc[
        stays["person"].duplicated(keep=False),
        ["person", "admitted_on", "outflow_on", "track_id", "location"],
    ]
    # A key may stand with the code of its location before it.
    parts = again["track_id"].str.extract("^(?:([^:]*):)?(.*)$")
    codes = np.array(places, object)[again["location"] - 1]
    again["key"] = again["track_id"].where(parts[0] != codes, parts[1])
    again = again.sort_values(["person", "admitted_on", "outflow_on", "key", "location"])
    stays.loc[again.index, "is_first"] = ~again["person"].duplicated()
    stays.loc[again.index, "is_latest"] = ~again["person"].duplicated(keep="last")
    stays.loc[again.index, "is_first_here"] = ~again.duplicated(["person", "location"])
    first_on = again.groupby("person", sort=False)["admitted_on"].transform("first")
    stays.loc[again.index, "first_on"] = first_on
    return stays


def _counted(
    found: Counts, rows: pd.DataFrame, category: pd.Series | np.ndarray | int, width: int
) -> np.ndarray:
    """The rows by location and the number of a category; all of them first."""
    at = rows["location"].to_numpy() * width + np.asarray(category)
    table = np.bincount(at, minlength=len(found.places) * width).reshape(-1, width)
    table[0] = table.sum(axis=0)
    return table


def _codes(column: pd.Series, unknown: int) -> pd.Series:
    """The numbers of the codes; that of `unknown` where there is none."""
    codes = column.cat.codes.astype(np.int64)
    return codes.where(codes >= 0, unknown)


def _summed(found: Counts, rows: pd.DataFrame, column: pd.Series) -> np.ndarray:
    sums = np.bincount(rows["location"], column, len(found.places)).astype(np.int64)
    sums[0] = sums.sum()
    return sums


def _count_tracks(found: Counts, stays: pd.DataFrame, begun: pd.Timestamp) -> None:
    """Everything about tracks; the dead stay in, but for how long they last."""
    is_open = stays["outflow_on"].isna()
    came, is_first = stays["admitted_on"] >= begun, stays["is_first"]
    conditions = {
        "tracks": came | True,
        "persons": is_first,
        "persons_here": stays["is_first_here"],
        "first_entry": came & is_first,
        "re_entry": came & ~is_first,
        "outflow": stays["outflow_on"] >= begun,
        "screened": is_open & stays["screened"],
        "ever": stays["ever"],
        **{name: stays[name] for name in stays if name.startswith("form_")},
    }
    for name, condition in conditions.items():
        found.singles[name] = _counted(found, stays[["location"]][condition], 0, 1)[:, 0]
    held = stays[is_open]
    width = len(found.lists["perspectives", "perspective"])
    found.groups["perspective"] = _counted(found, held, held["perspective"], width)
    for state, those in (("ended", ~is_open), ("open", is_open)):
        alive = stays[those & ~stays["is_dead"]]
        bands = np.searchsorted(DURATIONS, alive["days"], side="right")
        found.groups[f"duration_{state}"] = _counted(found, alive, bands, len(DURATIONS) + 1)
        found.singles[f"days_{state}"] = _summed(found, alive, alive["days"])


def _count_persons(found: Counts, persons: pd.DataFrame) -> None:
    """The analysed, by what they are and how they left."""
    lists, groups = found.lists, found.groups
    for name, column in (("gender", "gender"), ("application", "first_application")):
        codes = lists["participants", column]
        known = _codes(persons[column], codes.index("unknown"))
        groups[name] = _counted(found, persons, known, len(codes))
    first, born = persons["first_on"].dt, persons["born_on"].dt
    had_birthday = first.month * 32 + first.day >= born.month * 32 + born.day
    age = first.year - born.year - 1 + had_birthday
    known = age.notna()
    bands = np.where(known, np.searchsorted(AGES, age.fillna(0), side="left"), len(AGES) + 1)
    groups["age"] = _counted(found, persons, bands, len(AGES) + 2)
    found.singles["ages"] = _summed(found, persons[known], age[known])
    left = persons[persons["outflow_on"].notna()]
    codes = lists["tracks", "outflow_reason"]
    groups["reason"] = _counted(found, left, left["outflow_reason"].cat.codes, len(codes))
    departed = left[left["outflow_reason"].isin(["departure", "onward_migration"])]
    codes = lists["tracks", "departure_support"]
    support = _codes(departed["departure_support"], codes.index("unknown"))
    groups["support"] = _counted(found, departed, support, len(codes))
    country = persons["country_of_origin"].cat
    names = country.categories.to_series().replace(LISTED_TOGETHER)
    listed_names, number = np.unique([*names, "unknown"], return_inverse=True)
    by_country = _counted(found, persons, number[country.codes], len(listed_names))
    counts = by_country[0] > 0
    found.name_countries(listed_names[counts], by_country[:, counts])


def _count_referrals(found: Counts, referrals: pd.DataFrame, day: pd.Timestamp) -> None:
    referrals = referrals[referrals["referred_on"] <= day]
    pending = found.lists["referrals", "decision"].index("pending")
    decision = referrals["decision"].cat.codes.where(referrals["decided_on"] <= day, pending)
    reason = _codes(referrals["rejection_reason"], 9)
    found.groups["referrals"] = _counted(found, referrals, decision * 10 + reason, 40)


def _count_procedures(
    found: Counts, procedures: pd.DataFrame, stays: pd.DataFrame, day: pd.Timestamp
) -> None:
    procedures = procedures[procedures["submitted_on"] <= day]
    procedures = procedures.merge(stays[["track_id", "location"]], on="track_id")
    decision = procedures["decision"].cat.codes.where(procedures["decided_on"] <= day, 5)
    kinds = len(found.lists["procedures", "procedure"])
    category = procedures["procedure"].cat.codes * 6 + decision
    found.groups["procedures"] = _counted(found, procedures, category, kinds * 6)


def _count_places(found: Counts, files: Files, day: pd.Timestamp) -> None:
    capacities = files["capacities"]
    capacities = capacities[capacities["valid_from"] <= day].sort_values("valid_from")
    held = capacities.drop_duplicates("location", keep="last")
    found.groups["capacity"] = _summed(found, held, held["places"])[:, None]
    placements = files["placements"]
    occupied = (
        (placements["funded_by"] == "lvv")
        & (placements["moved_in_on"] <= day)
        & ~(placements["moved_out_on"] <= day)
    )
    found.groups["occupied"] = _counted(found, placements[["location"]][occupied], 0, 1)
