"""Where the servers of one home keep their files and are reached."""

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lvv import programs
from lvv.programs import Account, CannotStart

DATABASE = "lvv"
SOCKET_PATH_LIMIT = 107  # bytes, of the system's address of a socket


@dataclass(frozen=True)
class Servers:
    """Where the servers of one home are reached."""

    database_url: str
    database_owner_url: str
    superuser_url: str
    redis_url: str
    celery_broker_url: str


@dataclass(frozen=True)
class Place:
    """The folders of the servers, which their account can enter."""

    folder: Path
    sockets: Path
    account: Account | None  # None: whoever we are

    @property
    def data(self) -> Path:
        return self.folder / "postgresql"

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis"

    def log(self, name: str) -> Path:
        """The log file of one of the servers."""
        return self.folder / "log" / f"{name}.log"

    def servers(self) -> Servers:
        """The addresses, by socket and by role."""
        host = quote(str(self.sockets), safe="")
        return Servers(
            database_url=f"postgresql://lvv_app@/{DATABASE}?host={host}",
            database_owner_url=f"postgresql://lvv_owner@/{DATABASE}?host={host}",
            superuser_url=f"postgresql://postgres@/{DATABASE}?host={host}",
            redis_url=f"unix://{self.redis_socket}",
            celery_broker_url=f"redis+socket://{self.redis_socket}",
        )


def place_of(home: Path) -> Place:
    """Where the servers of this home live: within it, unless their account cannot go there."""
    home = home.absolute()
    account = programs.account()
    make_home(home)
    mark = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    folder = home / "servers"
    if not programs.can_enter(account, home):
        folder = Path("/var/tmp") / f"lvv-{mark}"
    sockets = folder / "sockets"
    too_long = len(os.fsencode(sockets / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT
    # The servers and their clients read commas, blanks and percent signs in a path as syntax.
    if too_long or not re.fullmatch(r"[\w./+@-]+", str(sockets), re.ASCII):
        sockets = Path("/tmp") / f"lvv-{os.geteuid()}-{mark}"
    return Place(folder, sockets, account)


def make_home(home: Path) -> None:
    """Make the folder in which we keep all that is ours; one that exists stays as it is."""
    with suppress(FileExistsError):
        # Root's servers run as an account that has to pass through.
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True)


def make_folders(place: Place) -> None:
    """Make the folders and log files, with the rights that each needs."""
    make_folder(place.folder, mode=0o711)
    make_folder(place.sockets, mode=0o700, owner=place.account)
    make_folder(place.folder / "log", mode=0o711)
    for name in ("postgresql", "redis"):
        place.log(name).touch(mode=0o600)
        if place.account:
            os.chown(place.log(name), place.account.uid, place.account.gid)


def make_folder(path: Path, *, mode: int, owner: Account | None = None) -> None:
    """Make a folder; refuse one that somebody else put there first, as anyone can in /tmp."""
    with suppress(FileExistsError):
        path.mkdir(mode=mode, parents=True)
        path.chmod(mode)
        if owner:
            os.chown(path, owner.uid, owner.gid)
    if path.lstat().st_uid not in {os.geteuid(), owner.uid if owner else os.geteuid()}:
        raise CannotStart(f"{path} belongs to another account: remove it, or set LVV_HOME.")
