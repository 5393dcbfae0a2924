"""LibreOffice without a screen: what it makes of a file."""

import shutil
import subprocess
from pathlib import Path

# Of every sheet a file, UTF-8, comma, the values and not how they are shown.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def convert(home: Path, source: Path, target: str, folder: Path) -> None:
    """Turn a file into another form, which lands in the folder; `home` keeps the office's own."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: install libreoffice-calc."
    answer = subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{home}/profile",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(folder),
            str(source),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert list(folder.glob("*")), answer.stderr
