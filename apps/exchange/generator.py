"""Registers of any size: persons drawn from the pilot register, under new names and numbers.

What happened to a drawn person is what happened to someone in the pilot, so that proportions and
rules hold by themselves. Some persons are joined of two at different locations, one after the
other: they have dossiers at both.
"""

import csv
import shutil
import zipfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from apps.counselling.codes import Form

from .schema import SCHEMA, datapackage

PILOT = Path(__file__).parent / "demo" / "pilot-2022"
Row = dict[str, str]
# One in so many persons has dossiers at two locations; the pilot's own register shows none.
ONE_IN_AT_TWO = 40
# A location of the pilot stands for this many tracks before it gets a second of its kind.
TRACKS_A_SET = 50_000
# The day of which the pilot register shows the state: what goes on, goes on until then.
LAST_DAY = date(2022, 6, 30)
FORMS = Form.values
_OF_TRACK = ("perspectives", "screenings", "procedures", "counselling")


@dataclass(frozen=True)
class Template:
    """Someone of the pilot: a dossier, and all that belongs to it, by table."""

    dossier: Row
    rows: dict[str, list[Row]]
    of_tracks: dict[str, dict[str, list[Row]]]

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day of shelter or track; the last is empty while one goes on."""
        begins = [t["admitted_on"] for t in self.rows["tracks"]]
        begins += [p["moved_in_on"] for p in self.rows["placements"]]
        ends = [t["outflow_on"] for t in self.rows["tracks"]]
        ends += [p["moved_out_on"] for p in self.rows["placements"]]
        return min(begins, default=""), "" if not ends or "" in ends else max(ends)


def _read(table: str) -> list[Row]:
    with (PILOT / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def templates() -> list[Template]:
    """Everyone of the pilot."""
    by_participant: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table in ("referrals", "tracks", "placements"):
        for row in _read(table):
            by_participant[row["participant_id"]][table].append(row)
    by_track: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table in _OF_TRACK:
        for row in _read(table):
            by_track[row["track_id"]][table].append(row)
    return [
        Template(
            dossier,
            by_participant[dossier["participant_id"]],
            {
                track["track_id"]: by_track[track["track_id"]]
                for track in by_participant[dossier["participant_id"]]["tracks"]
            },
        )
        for dossier in _read("participants")
    ]


def _successions(people: list[Template], random: Random) -> list[tuple[Template, Template]]:
    """Pairs of whom the second can be the first, later and elsewhere."""
    alive = [p for p in people if not p.dossier["deceased_on"] and p.rows["tracks"]]
    left = [p for p in alive if p.days[1]]
    pairs: list[tuple[Template, Template]] = []
    while len(pairs) < 200:
        one, other = random.choice(left), random.choice(alive)
        elsewhere = one.dossier["location"] != other.dossier["location"]
        if elsewhere and one.days[1] <= other.days[0]:
            pairs.append((one, other))
    return pairs


class _Writer:
    """Writes drawn persons, row by row, to the ten tables."""

    def __init__(self, tables: dict[str, Any], random: Random, size: "Size") -> None:
        self._tables, self._random, self._sets = tables, random, size.sets
        self._contacts = size.contacts
        self._numbers = dict.fromkeys("PATV", size.begin_at)
        self.tracks = 0

    def _next(self, letter: str) -> str:
        self._numbers[letter] += 1
        return f"{letter}{self._numbers[letter]:08}"

    def _put(self, table: str, row: Row) -> None:
        self._tables[table].writerow(row)

    def person(self, dossiers: tuple[Template, ...], names: tuple[str, str]) -> None:
        """One person, with a dossier for each template; described by the first."""
        self._numbers["V"] += 1
        first = dossiers[0].dossier
        has_number = bool(first["v_number"]) or len(dossiers) > 1
        described = {
            name: first[name]
            for name in ("date_of_birth", "gender", "country_of_origin", "first_application")
        }
        described |= {
            "v_number": f"{self._numbers['V'] * 7 % 10**10:010}" if has_number else "",
            "family_name": names[0],
            "given_names": names[1],
        }
        number = self._random.randrange(self._sets) + 1
        for template in dossiers:
            self._dossier(template, described, number)

    def _dossier(self, template: Template, described: Row, number: int) -> None:
        location = place(template.dossier["location"], number)
        own = {"participant_id": self._next("P"), "location": location}
        self._put("participants", template.dossier | described | own)
        referrals = {}
        for row in template.rows["referrals"]:
            referrals[row["referral_id"]] = self._next("A")
            self._put("referrals", row | own | {"referral_id": referrals[row["referral_id"]]})
        for row in template.rows["placements"]:
            self._put("placements", row | own)
        for row in template.rows["tracks"]:
            key = self._next("T")
            self.tracks += 1
            led_by = referrals.get(row["referral_id"], "")
            self._put("tracks", row | own | {"track_id": key, "referral_id": led_by})
            for table, of_track in template.of_tracks[row["track_id"]].items():
                for each in of_track:
                    self._put(table, each | {"track_id": key})
            held = template.of_tracks[row["track_id"]]["counselling"]
            self._more_contacts(key, row, self._contacts - len(held))

    def _more_contacts(self, key: str, track: Row, number: int) -> None:
        """Contacts beside those of the pilot, on days of the track."""
        if number <= 0:
            return
        begin = date.fromisoformat(track["admitted_on"])
        end = date.fromisoformat(track["outflow_on"]) if track["outflow_on"] else LAST_DAY
        days = max(0, (end - begin).days)
        for _ in range(number):
            day = begin + timedelta(self._random.randint(0, days))
            form = FORMS[self._random.randrange(len(FORMS))]
            self._put("counselling", {"track_id": key, "held_on": day.isoformat(), "form": form})


def place(code: str, number: int) -> str:
    """The code of the nth location of a kind."""
    return code if number == 1 else f"{code}-{number}"


def _settings(tables: dict[str, Any], tracks: int, sets: int) -> None:
    """Locations, and places in proportion to the tracks."""
    share = tracks / len(_read("tracks")) / sets
    for number in range(1, sets + 1):
        for row in _read("locations"):
            own = {"location": place(row["location"], number)}
            named = {} if number == 1 else {"name": f"{row['name']} {number}"}
            tables["locations"].writerow(row | own | named)
        for row in _read("capacities"):
            own = {"location": place(row["location"], number)}
            tables["capacities"].writerow(
                row | own | {"places": str(round(int(row["places"]) * share))}
            )


@dataclass(frozen=True)
class Size:
    """How large a register is: its tracks, the least contacts of each, and its first number.

    Registers whose numbers do not meet can be brought in beside each other.
    """

    tracks: int
    contacts: int = 0
    begin_at: int = 0

    @property
    def sets(self) -> int:
        """How often the locations of the pilot stand in it."""
        return max(1, self.tracks // TRACKS_A_SET)


def generate(path: Path, *, size: Size, seed: int) -> None:
    """Write a valid package of a size or a few tracks more; the same bytes for a seed.

    The pilot has five contacts a track on average. A folder, or a zip where the name ends in .zip.
    Raises FileExistsError.
    """
    folder = path.with_suffix(".making") if path.suffix == ".zip" else path
    folder.mkdir(mode=0o700)
    _write(folder, size, Random(seed))  # noqa: S311  # invented people need no secrecy
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                # A fixed moment: the same seed gives the same bytes.
                entry = zipfile.ZipInfo(file.name, (2022, 7, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                with file.open("rb") as source, archive.open(entry, "w") as target:
                    shutil.copyfileobj(source, target)
        shutil.rmtree(folder)


def _write(folder: Path, size: Size, random: Random) -> None:
    people = templates()
    pairs = _successions(people, random)
    family = sorted({p.dossier["family_name"] for p in people} - {""})
    given = sorted({p.dossier["given_names"] for p in people} - {""})
    (folder / "datapackage.json").write_bytes(datapackage())
    with ExitStack() as opened:
        tables = {}
        for table in SCHEMA.tables:
            file = opened.enter_context(
                (folder / table.path).open("w", encoding="utf-8", newline="")
            )
            tables[table.name] = csv.DictWriter(file, table.columns, lineterminator="\n")
            tables[table.name].writeheader()
        _settings(tables, size.tracks, size.sets)
        writer = _Writer(tables, random, size)
        while writer.tracks < size.tracks:
            at_two = random.randrange(ONE_IN_AT_TWO) == 0
            drawn = random.choice(pairs) if at_two else (random.choice(people),)
            writer.person(drawn, (random.choice(family), random.choice(given)))
