"""A small valid register of two locations, and packages of it made by hand."""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from .drawn import row
from .packages import COLUMNS, DESCRIPTOR, Register

Files = dict[str, bytes]
AMINA, HANNA = "0123456789", "1234567890"


def small_register() -> Register:
    """Amina and Samir in Utrecht, Hanna in Groningen; Samir has no V-number."""
    return {
        "locations": [
            row("locations", location="utrecht", name="Utrecht", municipality_codes="GM0344"),
            row(
                "locations", location="groningen", name="Stad", municipality_codes="GM0014;GM0114"
            ),
        ],
        "participants": [
            row(
                "participants",
                participant_id="U1",
                location="utrecht",
                v_number=AMINA,
                family_name="Diallo",
                given_names="Amina",
                date_of_birth="1990-05-31",
                gender="female",
                country_of_origin="GIN",
                first_application="asylum",
            ),
            row(
                "participants",
                participant_id="U2",
                location="utrecht",
                family_name="Haddad",
                given_names="Samir",
                date_of_birth="1985",
                country_of_origin="SYR",
            ),
            row(
                "participants",
                participant_id="G1",
                location="groningen",
                v_number=HANNA,
                family_name="Tesfaye",
                given_names="Hanna",
                date_of_birth="1992-03",
                country_of_origin="ERI",
            ),
        ],
        "referrals": [
            row(
                "referrals",
                referral_id="RU1",
                participant_id="U1",
                location="utrecht",
                referred_on="2022-01-01",
                referred_by="ngo",
                decision="admitted",
                decided_on="2022-01-05",
                decided_by="municipality",
                exception="false",
            ),
            row(
                "referrals",
                referral_id="RG1",
                participant_id="G1",
                location="groningen",
                referred_on="2022-06-01",
                decision="pending",
            ),
        ],
        "tracks": _tracks(),
        **_of_tracks(),
        "capacities": [
            row("capacities", location="utrecht", valid_from="2021-01-01", places="20"),
            row("capacities", location="groningen", valid_from="2021-01-01", places="10"),
        ],
    }


def _tracks() -> list[dict[str, str]]:
    return [
        row(
            "tracks",
            track_id="TU1",
            participant_id="U1",
            location="utrecht",
            referral_id="RU1",
            admitted_on="2022-01-10",
        ),
        row(
            "tracks",
            track_id="TU2",
            participant_id="U2",
            location="utrecht",
            admitted_on="2022-02-01",
            outflow_on="2022-04-01",
            outflow_reason="departure",
            departure_support="iom",
            destination_country="SYR",
        ),
        row(
            "tracks",
            track_id="TG1",
            participant_id="G1",
            location="groningen",
            admitted_on="2022-01-20",
        ),
    ]


def _rows(table: str, *rows: tuple[str, ...]) -> list[dict[str, str]]:
    return [dict(zip(COLUMNS[table], cells, strict=True)) for cells in rows]


def _of_tracks() -> Register:
    return {
        "placements": _rows(
            "placements",
            ("U1", "utrecht", "2022-01-01", "2022-02-01", "municipality"),
            ("G1", "groningen", "2022-01-20", "", "lvv"),
            ("U1", "utrecht", "2022-02-01", "", "lvv"),
            ("U2", "utrecht", "2022-02-01", "2022-04-01", "lvv"),
        ),
        "perspectives": _rows(
            "perspectives",
            ("TU1", "2022-01-10", "undetermined", ""),
            ("TU1", "2022-03-01", "return", "2022-03-02"),
            ("TG1", "2022-02-01", "legalisation", ""),
            ("TU1", "2022-03-01", "legalisation", ""),
        ),
        "screenings": _rows(
            "screenings",
            ("TU1", "2022-01-11", "2022-02-11", "article_64"),
            ("TG1", "2022-02-11", "", ""),
            ("TU1", "2022-05-11", "", ""),
        ),
        "procedures": _rows(
            "procedures",
            ("TU1", "article_64", "2021-12-01", "2022-03-01", "rejected"),
            ("TG1", "other", "2022-05-01", "", ""),
            ("TU1", "medical_application", "2022-04-01", "", ""),
        ),
        "counselling": _rows(
            "counselling",
            ("TU1", "2022-01-12", "future_orientation", "45", "return"),
            ("TU2", "2022-02-12", "activation", "", ""),
            ("TU1", "2022-01-12", "activation", "30", ""),
            ("TG1", "2022-02-02", "health_care", "60", ""),
        ),
    }


def only(register: Register, *keys: str) -> Register:
    """The dossiers with these keys, with what belongs to them, and their locations."""
    people = [r for r in register["participants"] if r["participant_id"] in keys]
    tracks = {r["track_id"] for r in register["tracks"] if r["participant_id"] in keys}
    places = {r["location"] for r in people}
    return {
        table: [
            dict(r)
            for r in rows
            if (
                r["track_id"] in tracks
                if "track_id" in r
                else r["participant_id"] in keys
                if "participant_id" in r
                else r["location"] in places
            )
        ]
        for table, rows in register.items()
    }


def rows_in(register: Register) -> int:
    return sum(map(len, register.values()))


def files_of(register: Register) -> Files:
    """Every file of the package by name."""
    files = {"datapackage.json": DESCRIPTOR.read_bytes()}
    for table, columns in COLUMNS.items():
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(register[table])
        files[f"{table}.csv"] = text.getvalue().encode()
    return files


def as_folder(files: Mapping[str, bytes], path: Path) -> Path:
    path.mkdir(parents=True)
    for name, content in files.items():
        (path / name).write_bytes(content)
    return path


def zipped(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def as_zip(files: Mapping[str, bytes], path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped(files))
    return path


FORMS = {"folder": as_folder, "zip": lambda files, path: as_zip(files, path.with_suffix(".zip"))}
