"""The drill itself: dump, restore on an empty server, compare."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lvv import embedded, environment, programs
from lvv.places import place_of

from .comparing import Database, Finding, differences, guarded
from .content import sequences
from .definitions import in_one_form

Tell = Callable[[bool, str], None]
Meddle = Callable[[str], None]
PREFIX = "lvv-drill-"
DEMO_TODAY = "2022-07-01"
# What differs between two dumps of the same definitions: a word against injection, and remarks.
PASSING = ("\\restrict", "\\unrestrict", "--")


class Failed(RuntimeError):
    """The drill cannot go on, with a sentence that says why."""


@dataclass(frozen=True)
class Server:
    """A database: its address for who may read all, and the variables of commands on it."""

    superuser_url: str
    variables: Mapping[str, str]


def drill(
    environ: Mapping[str, str], *, on: date | None, tell: Tell, meddle: Meddle | None = None
) -> bool:
    """Run the drill and tell what each check finds; whether all of it was well.

    `meddle` is called with the address of what was restored, before it is compared: by tests.
    Raises Failed where it cannot go on.
    """
    outcome = []

    def hear(finding: Finding) -> None:
        outcome.append(finding.well)
        tell(finding.well, finding.sentence)

    with _folder() as folder:
        source = _source(environ, folder, tell)
        second = folder / "second"
        servers = embedded.ensure(second, durable=False)
        restored = Server(
            servers.superuser_url,
            {**source.variables, "DATABASE_URL": servers.database_url, "LVV_EMBEDDED": "0"}
            | {"REDIS_URL": servers.redis_url, "CELERY_BROKER_URL": servers.celery_broker_url},
        )
        place = place_of(second)
        tools = Tools(programs.postgresql(place.folder, place.account))
        for finding in _copy_and_compare(source, restored, folder / "dump", tools, meddle):
            hear(finding)
        hear(_same_definitions(source, restored, tools))
        for finding in _as_used(source, restored, on):
            hear(finding)
        tell(True, "Redis: nothing to restore. It holds no more than what can be asked for again.")
    failed = outcome.count(False)
    tell(not failed, f"{len(outcome)} checks, {failed} of them wrong." if failed
         else f"{len(outcome)} checks, all well: this backup can be restored.")  # fmt: skip
    return not failed


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for all that the drill makes; afterwards its servers stop and all of it is gone."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    # Root's servers run as an account that has to pass through; what lies in it is closed.
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        (folder / "dump").mkdir(mode=0o700)
        yield folder
    finally:
        for home in (folder / "first", folder / "second"):
            embedded.remove(home)
        shutil.rmtree(folder, ignore_errors=True)


# Where the data come from.


def _source(environ: Mapping[str, str], folder: Path, tell: Tell) -> Server:
    """The database of the settings, or the demonstration where that holds no dossier."""
    try:
        settings = environment.read(environ)
        values = environment.with_files(environ)
    except ImproperlyConfigured as refusal:
        raise Failed(str(refusal)) from refusal
    if settings.embedded:
        values = {**embedded.secrets(settings.home), **values, "LVV_EMBEDDED": "0"}
        values["REDIS_URL"] = settings.redis_url
        values["CELERY_BROKER_URL"] = settings.celery_broker_url
        values["DATABASE_URL"] = settings.database_url
    url = settings.database_superuser_url
    if not url:
        raise Failed(
            "Set DATABASE_SUPERUSER_URL to the address of the database as superuser: row-level"
            " security holds for the other roles, so they cannot dump it."
        )
    if _dossiers(url):
        tell(True, "Source: the database that the settings point at.")
        return Server(url, values)
    tell(True, "Source: the demonstration, since the database of the settings holds no dossier.")
    return _demonstration(environ, folder / "first")


def _dossiers(url: str) -> int:
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT to_regclass('participants_participant')").fetchone()
            if row is None or row[0] is None:
                return 0
            row = connection.execute("SELECT count(*) FROM participants_participant").fetchone()
    except psycopg.OperationalError as error:
        raise Failed("The database of DATABASE_SUPERUSER_URL does not answer.") from error
    return int(row[0]) if row else 0


def _demonstration(environ: Mapping[str, str], home: Path) -> Server:
    servers = embedded.ensure(home, durable=False)
    given = {name: value for name, value in environ.items() if not name.endswith("_FILE")}
    variables = given | embedded.secrets(home) | {
        "DATABASE_URL": servers.database_url,
        "DATABASE_OWNER_URL": servers.database_owner_url,
        "REDIS_URL": servers.redis_url,
        "CELERY_BROKER_URL": servers.celery_broker_url,
        "LVV_EMBEDDED": "0",
        "LVV_HOME": str(home),
        "LVV_DEMO": "1",
        "LVV_TODAY": DEMO_TODAY,
    }  # fmt: skip
    _python(variables, "manage.py", "migrate", "--verbosity", "0")
    _python(variables, "manage.py", "load_demo")
    return Server(servers.superuser_url, variables)


# Dump and restore.


@dataclass(frozen=True)
class Tools:
    """The programs of PostgreSQL."""

    folder: Path

    def run(self, name: str, url: str, *arguments: object) -> bytes:
        """Run a program on a database. A password stays out of the list of processes."""
        parts = conninfo_to_dict(url)
        password = parts.pop("password", None)
        variables = {"PATH": os.defpath, "LC_ALL": "C"}
        variables |= {"PGPASSWORD": str(password)} if password else {}
        command = [str(self.folder / name), f"--dbname={make_conninfo('', **parts)}"]
        ran = subprocess.run(
            [*command, *map(str, arguments)], env=variables, capture_output=True, check=False
        )
        if ran.returncode != 0:
            raise Failed(f"{name} failed: {ran.stderr.decode(errors='replace').strip()}")
        return ran.stdout


def _copy_and_compare(
    source: Server, restored: Server, folder: Path, tools: Tools, meddle: Meddle | None
) -> Iterator[Finding]:
    """Dump and read the source as of one moment, so that people may go on working meanwhile."""
    dump = folder / "lvv.dump"
    with psycopg.connect(source.superuser_url) as reading:
        reading.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _check_version(reading, restored)
        row = reading.execute("SELECT pg_export_snapshot()").fetchone()
        assert row
        before = Database.read(reading)
        tools.run("pg_dump", source.superuser_url, "--format=custom", f"--file={dump}",
                  f"--snapshot={row[0]}")  # fmt: skip
    with psycopg.connect(source.superuser_url) as connection:
        reached = sequences(connection)
    tools.run("pg_restore", restored.superuser_url, "--exit-on-error",
              f"--jobs={os.cpu_count() or 1}", dump)  # fmt: skip
    yield Finding(True, f"Dumped and restored: {dump.stat().st_size} bytes.")
    if meddle:
        meddle(restored.superuser_url)
    with psycopg.connect(restored.superuser_url) as connection:
        yield from differences(before, Database.read(connection), reached=reached)
        connection.rollback()
        yield from guarded(connection)


def _check_version(reading: psycopg.Connection, restored: Server) -> None:
    """What another major version restores, it writes down in other words."""
    with psycopg.connect(restored.superuser_url) as connection:
        ours = connection.info.server_version // 10000
    theirs = reading.info.server_version // 10000
    if ours != theirs:
        raise Failed(
            f"The database is PostgreSQL {theirs}, and the programs here are {ours}: set PG_BIN to"
            f" the folder of the programs of PostgreSQL {theirs}."
        )


def _same_definitions(source: Server, restored: Server, tools: Tools) -> Finding:
    """Whatever the checks by kind did not think of."""
    one, other = (
        [
            in_one_form(line)
            for line in tools.run("pg_dump", url, "--schema-only").decode().splitlines()
            if not line.startswith(PASSING)
        ]
        for url in (source.superuser_url, restored.superuser_url)
    )
    if one != other:
        number = len(set(one) ^ set(other))
        return Finding(False, f"Definitions as pg_dump writes them: {number} lines differ.")
    return Finding(True, f"Definitions as pg_dump writes them: all {len(one)} lines are the same.")


# As it is used.


def _as_used(source: Server, restored: Server, on: date | None) -> Iterator[Finding]:
    """The figures, and the keys that have to be kept beside the database."""
    day = (on or _newest_reference_date(source)).isoformat()
    one, other = (
        _python(server.variables, "manage.py", "monitor", "--on", day)
        for server in (source, restored)
    )
    if one != other:
        yield Finding(
            False,
            f"Monitor: the cells of {day} are not the same bytes. If somebody worked in the"
            " system meanwhile, run the drill again at a quiet moment.",
        )
    else:
        cells = len(one.splitlines()) - 1
        yield Finding(True, f"Monitor: the {cells} cells of {day} are the same bytes.")
    well, number = _python(restored.variables, "-m", "scripts.restore_drill.keys").split()
    yield Finding(
        well == number,
        f"Keys: {int(well)} of {int(number)} V-numbers open with the keys that are set here.",
    )


def _newest_reference_date(source: Server) -> date:
    with psycopg.connect(source.superuser_url) as connection:
        row = connection.execute("SELECT max(reference_date) FROM monitor_edition").fetchone()
    found: date | None = row[0] if row else None
    return found or date.today()


def _python(variables: Mapping[str, str], *command: str) -> bytes:
    """Run a command of the application; its words of a failure stand on our standard error."""
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=environment.CHECKOUT,
        env={**variables, "DJANGO_SETTINGS_MODULE": "lvv.settings"},
        stdout=subprocess.PIPE,
        check=False,
    )
    if ran.returncode != 0:
        raise Failed(f"'{' '.join(command)}' failed on {variables['LVV_HOME']}."
                     if "LVV_HOME" in variables else f"'{' '.join(command)}' failed.")  # fmt: skip
    return ran.stdout
