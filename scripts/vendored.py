"""What others made for browsers and lies in static/vendor: names, versions, licences, folders."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = {"@stoplight/spectral-cli"}  # holds the API against the rules; nothing of it is copied
ROW = re.compile(r"^\| `([^`]+)/` \|[^|]*\|[^|]*\| `([^`]+)` \| ([^ |]+) \|$", re.M)


@dataclass(frozen=True)
class Vendored:
    """A package of npm of which files were copied."""

    name: str
    version: str
    licence: str
    folder: Path


def vendored() -> list[Vendored]:
    """All of them, by name; raises ValueError where the table does not tell of one."""
    table = (ROOT / "static" / "vendor" / "README.md").read_text(encoding="utf-8")
    rows = {package: (folder, licence) for folder, package, licence in ROW.findall(table)}
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    found = []
    for name, version in sorted(wanted.items()):
        if name in TOOLS:
            continue
        told = rows.get(name) or next(
            (rows[p] for p in rows if "…" in p and name.startswith(p.partition("…")[0])), None
        )
        if told is None:
            raise ValueError(f"Tell of {name} in the table of static/vendor/README.md.")
        folder, licence = told
        at = ROOT / folder if folder.startswith("apps/") else ROOT / "static" / "vendor" / folder
        found.append(Vendored(name, version, licence, at))
    return found
