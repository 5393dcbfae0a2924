"""Register packages as the tests hold them: tables of rows of strings, read and written plainly."""

import csv
import json
import shutil
from pathlib import Path

Row = dict[str, str]
Register = dict[str, list[Row]]

ROOT = Path(__file__).parents[2]
PILOT = ROOT / "apps" / "exchange" / "demo" / "pilot-2022"
REFERENCE = ROOT / "tests" / "reference"
DESCRIPTOR = ROOT / "apps" / "exchange" / "standard" / "datapackage.json"
PACKAGE = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))
TABLES = tuple(resource["name"] for resource in PACKAGE["resources"])
FIELDS = {
    resource["name"]: {each["name"]: each for each in resource["schema"]["fields"]}
    for resource in PACKAGE["resources"]
}
COLUMNS = {table: tuple(fields) for table, fields in FIELDS.items()}


def codes(table: str, column: str) -> list[str]:
    """The code list of a column, in its order."""
    return list(FIELDS[table][column]["constraints"]["enum"])


def read_package(folder: Path) -> Register:
    """Every table of a folder, as csv gives it."""
    register = {}
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            register[table] = list(csv.DictReader(file))
    return register


def write_package(register: Register, folder: Path) -> None:
    """Write a register as a package: UTF-8, comma, LF, the columns of the descriptor in order."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(DESCRIPTOR, folder / "datapackage.json")
    for table, columns in COLUMNS.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(register[table])
