"""Writes what the system is made of: CycloneDX, of the packages of Python and those of browsers.

python -m scripts.sbom PATH
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.licences import installed, plain
from scripts.vendored import ROOT, Vendored, vendored


def of_python() -> dict[str, Any]:
    """The locked packages that the server needs, with their hashes; the same at every run."""
    told = ["--output-reproducible", "--of", "JSON", "--pyproject", "pyproject.toml"]
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", *told]
    command.append("requirements-server.txt")
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def with_licence(
    component: dict[str, Any], licences: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    """A component with its licence, where the package is installed here."""
    known = licences.get(plain(component["name"]))
    return component | {"licenses": [{"expression": known[1]}]} if known else component


def as_component(one: Vendored) -> dict[str, Any]:
    """A package of npm as a component."""
    purl = f"pkg:npm/{one.name.replace('@', '%40')}@{one.version}"
    return {
        "bom-ref": purl,
        "type": "library",
        "name": one.name,
        "version": one.version,
        "purl": purl,
        "licenses": [{"expression": one.licence}],
    }


def bill() -> dict[str, Any]:
    """All of it."""
    found, licences = of_python(), installed()
    components = [with_licence(one, licences) for one in found["components"]]
    front = [as_component(one) for one in vendored()]
    found["components"] = [*components, *front]
    found["dependencies"] += [{"ref": one["bom-ref"]} for one in front]
    return found


def main(arguments: list[str]) -> int:
    """Write it where it is asked for."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    found = bill()
    Path(arguments[0]).write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")
    print(f"{len(found['components'])} components in {arguments[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
