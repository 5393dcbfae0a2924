"""PostgreSQL and Redis for development, tests and the demo: real ones, started from here.

Neither listens on the network: both are reached through sockets in a folder that is closed to
others. `python -m lvv.embedded start|stop|status` does by hand what the settings do by themselves.
"""

import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from lvv import programs
from lvv.places import (
    DATABASE,
    Place,
    Servers,
    make_folder,
    make_folders,
    place_of,
)
from lvv.programs import CannotStart
from lvv.secret_keys import secrets

__all__ = ["CannotStart", "Servers", "ensure", "remove", "secrets", "status", "stop"]

ROLES = Path(__file__).with_name("roles.sql")
PROCESSES = Path("/proc")  # where the system has it
SECONDS_TO_STOP = 10
SECONDS_TO_START = 60  # after a hard kill PostgreSQL first reads its journal
# Rows must not reach the log, and what was typed neither. What a statement is refused for quotes
# both, so only the application is told; PostgreSQL's log is about the server.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    # A large import writes much at once; to flush it all in its midst would hold it up.
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def ensure(home: Path, *, durable: bool = True) -> Servers:
    """Start what does not run yet and say where it is; `durable=False` trades safety for speed."""
    place = place_of(home)
    servers = place.servers()
    runs = _database_answers(servers.database_url) and _redis_answers(place)
    # Servers that run since before an upgrade lack the roles that came with it.
    if not (runs and _has_roles(place)):
        with _locked(home):
            make_folders(place)
            _ensure_postgresql(place, durable=durable)
            _ensure_redis(place)
    return servers


def stop(home: Path) -> None:
    """Stop both servers of this home, as far as they run. What was stored stays."""
    if not home.is_dir():
        return
    place = place_of(home)
    with _locked(home):
        _stop_redis(place)
        if _postmaster(place) is not None:
            _pg(place, "pg_ctl", "stop", "-w", "-m", "fast", "-D", place.data)


def remove(home: Path) -> None:
    """Stop both servers of this home and throw away what they stored."""
    stop(home)
    if home.is_dir():
        place = place_of(home)
        for folder in (place.sockets, place.folder):
            shutil.rmtree(folder, ignore_errors=True)


def status(home: Path) -> dict[str, bool]:
    """Which of the two servers of this home answer."""
    place = place_of(home)
    return {
        "PostgreSQL": _database_answers(place.servers().database_url),
        "Redis": _redis_answers(place),
    }


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Let one process at a time start or stop the servers of this home."""
    with (home / "servers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# PostgreSQL.


def _ensure_postgresql(place: Place, *, durable: bool) -> None:
    _make_database(place, durable=durable)
    if _postmaster(place) is None:
        _start_postgresql(place, durable=durable)
    elif not _database_answers(_superuser(place), patience=SECONDS_TO_START):
        raise CannotStart(f"PostgreSQL runs but does not answer, see {place.log('postgresql')}.")
    _make_roles(place)


def _make_database(place: Place, *, durable: bool) -> None:
    """Lay out the folder of PostgreSQL; under another name until it is whole."""
    if (place.data / "PG_VERSION").exists():
        return
    draft = place.folder / "postgresql.new"
    shutil.rmtree(draft, ignore_errors=True)
    make_folder(draft, mode=0o700, owner=place.account)
    made = _pg(
        place, "initdb", "-D", draft, "-U", "postgres", "--auth=trust", "-E", "UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        *(() if durable else ("--no-sync",)),
    )  # fmt: skip
    if not made:
        raise CannotStart(f"PostgreSQL cannot lay out its folder, see {place.log('postgresql')}.")
    draft.rename(place.data)


def _start_postgresql(place: Place, *, durable: bool) -> None:
    settings = SETTINGS | {"unix_socket_directories": str(place.sockets)}
    settings |= {} if durable else THROWAWAY
    options = shlex.join(f"--{name}={value}" for name, value in settings.items())
    start = ("pg_ctl", "start", "-w", "-t", SECONDS_TO_START, "-D", place.data,
             "-l", place.log("postgresql"), "-o", options)  # fmt: skip
    if _pg(place, *start):
        return
    _clear_locks(place)
    if not _pg(place, *start):
        raise CannotStart(f"PostgreSQL does not start, see {place.log('postgresql')}.")


def _clear_locks(place: Place) -> None:
    """Remove what a server that was killed hard left behind, once its last child is gone.

    A lock file names a process; by now that may be another one, which PostgreSQL cannot tell.
    """
    until = time.monotonic() + SECONDS_TO_STOP
    while _processes(place) and time.monotonic() < until:
        time.sleep(0.1)
    if PROCESSES.is_dir() and not _processes(place):
        (place.data / "postmaster.pid").unlink(missing_ok=True)
        (place.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _processes(place: Place) -> list[int]:
    """The processes that work in the folder of PostgreSQL."""
    found = []
    for process in PROCESSES.glob("[0-9]*"):
        with suppress(OSError):
            if os.readlink(process / "cwd") == str(place.data.resolve()):
                found.append(int(process.name))
    return found


def _postmaster(place: Place) -> int | None:
    """The process that serves this folder, if it lives: a number in a file may be another's."""
    try:
        number = int((place.data / "postmaster.pid").read_text().split()[0])
        os.kill(number, 0)
    except (OSError, ValueError, IndexError):
        return None
    if PROCESSES.is_dir():
        return number if number in _processes(place) else None
    return number if _database_answers(_superuser(place)) else None


def _make_roles(place: Place) -> None:
    with psycopg.connect(_superuser(place), autocommit=True) as connection:
        known = connection.execute("SELECT datname FROM pg_database").fetchall()
        if (DATABASE,) not in known:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    with psycopg.connect(place.servers().superuser_url) as connection:
        connection.execute(ROLES.read_bytes())
    _roles_made(place).write_text(_roles_wanted())


def _has_roles(place: Place) -> bool:
    """Whether the roles are those of this version."""
    made = _roles_made(place)
    return made.exists() and made.read_text() == _roles_wanted()


def _roles_made(place: Place) -> Path:
    return place.folder / "roles"


def _roles_wanted() -> str:
    return hashlib.sha256(ROLES.read_bytes()).hexdigest()


def _superuser(place: Place) -> str:
    return place.servers().superuser_url.replace(f"/{DATABASE}?", "/postgres?")


def _database_answers(url: str, *, patience: float = 0) -> bool:
    until = time.monotonic() + patience
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return True
        except psycopg.OperationalError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.1)


def _pg(place: Place, name: str, *arguments: object) -> bool:
    """Run a program of PostgreSQL as its account, its words in the log file; was it well?"""
    program = programs.postgresql(place.folder, place.account) / name
    command = [str(program), *map(str, arguments)]
    with place.log("postgresql").open("ab") as log:
        ran = subprocess.run(
            command,
            stdout=log,
            stderr=log,
            check=False,
            **programs.running_as(place.account),
        )
    return ran.returncode == 0


# Redis.


def _ensure_redis(place: Place) -> None:
    if _redis_answers(place):
        return
    program = programs.redis_server(place.folder, place.account)
    # It makes itself a child of nobody, so that it outlives the one who asked for it.
    settings = {"daemonize": "yes", "logfile": str(place.log("redis")), "dir": str(place.sockets),
                "port": "0", "unixsocket": str(place.redis_socket), "unixsocketperm": "700",
                "save": "", "appendonly": "no"}  # fmt: skip
    command = [str(program)]
    for name, value in settings.items():
        command += [f"--{name}", value]
    with place.log("redis").open("ab") as log:
        subprocess.run(
            command,
            stdout=log,
            stderr=log,
            check=False,
            **programs.running_as(place.account),
        )
    until = time.monotonic() + SECONDS_TO_START
    while not _redis_answers(place):
        if time.monotonic() > until:
            raise CannotStart(f"Redis does not start, see {place.log('redis')}.")
        time.sleep(0.02)


def _redis(place: Place) -> redis.Redis:
    return redis.Redis(
        unix_socket_path=str(place.redis_socket),
        socket_timeout=5,
        retry=Retry(NoBackoff(), 0),
    )


def _redis_answers(place: Place) -> bool:
    with suppress(redis.RedisError), _redis(place) as client:
        return bool(client.ping())
    return False


def _stop_redis(place: Place) -> None:
    until = time.monotonic() + SECONDS_TO_START
    with suppress(redis.RedisError), _redis(place) as client:
        client.shutdown(nosave=True)
    while _redis_answers(place) and time.monotonic() < until:
        time.sleep(0.02)


def main(arguments: list[str]) -> int:
    """Do what the command line asks for."""
    home = Path(os.environ.get("LVV_HOME") or Path(__file__).parent.parent / ".local")
    match arguments:
        case ["start"]:
            print(f"PostgreSQL: {ensure(home).database_url}")
        case ["stop"]:
            stop(home)
        case ["remove"]:
            remove(home)
        case ["status"]:
            answers = status(home)
            for name, answer in answers.items():
                print(f"{name}: {'runs' if answer else 'does not run'}")
            return 0 if all(answers.values()) else 1
        case _:
            print("Use: python -m lvv.embedded start|stop|status|remove", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
