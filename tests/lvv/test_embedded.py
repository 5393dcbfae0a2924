"""The servers that the checkout brings along: real, closed to others, hard to break."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from lvv import embedded, places, programs
from lvv.embedded import Servers

CHECKOUT = Path(__file__).resolve().parents[2]


def new_home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="lvv-home-"))
    home.chmod(0o711)
    return home


def remove(home: Path) -> None:
    embedded.remove(home)
    shutil.rmtree(home)


@pytest.fixture
def home() -> Iterator[Path]:
    made = new_home()
    yield made
    remove(made)


@pytest.fixture(scope="module")
def running_home() -> Iterator[Path]:
    made = new_home()
    yield made
    remove(made)


@pytest.fixture
def servers(running_home: Path) -> Servers:
    return embedded.ensure(running_home, durable=False)


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement.encode()).fetchall()


def write_down(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS remembered AS SELECT 'this' AS what")


def kill_postgresql_hard(home: Path) -> int:
    pid_file = places.place_of(home).data / "postmaster.pid"
    number = int(pid_file.read_text().split()[0])
    os.kill(number, signal.SIGKILL)
    while Path(f"/proc/{number}").exists() and not is_defunct(number):
        time.sleep(0.01)
    return number


def is_defunct(number: int) -> bool:
    return ") Z " in Path(f"/proc/{number}/stat").read_text()


def command(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "lvv.embedded", *arguments],
        cwd=CHECKOUT,
        env=os.environ | {"LVV_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def test_what_was_stored_is_there_after_a_stop_and_a_start(home: Path) -> None:
    write_down(embedded.ensure(home).database_owner_url)
    embedded.stop(home)
    assert embedded.status(home) == {"PostgreSQL": False, "Redis": False}
    servers = embedded.ensure(home)
    assert embedded.status(home) == {"PostgreSQL": True, "Redis": True}
    assert ask(servers.database_owner_url, "SELECT what FROM remembered") == [("this",)]


def test_a_second_start_changes_nothing(running_home: Path, servers: Servers) -> None:
    started = ask(servers.database_url, "SELECT pg_postmaster_start_time()")
    assert embedded.ensure(running_home) == servers
    assert ask(servers.database_url, "SELECT pg_postmaster_start_time()") == started


def test_a_stop_of_what_does_not_run_does_nothing(home: Path) -> None:
    embedded.stop(home)
    embedded.stop(home / "absent")
    assert not (home / "absent").exists()


def test_a_start_after_a_hard_kill_works_and_keeps_what_was_stored(home: Path) -> None:
    write_down(embedded.ensure(home).database_owner_url)
    kill_postgresql_hard(home)
    servers = embedded.ensure(home)
    assert ask(servers.database_owner_url, "SELECT what FROM remembered") == [("this",)]


def test_a_lock_file_that_names_another_process_is_seen_through(home: Path) -> None:
    embedded.ensure(home, durable=False)
    number = kill_postgresql_hard(home)
    pid_file = places.place_of(home).data / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(number), str(os.getpid()), 1))
    embedded.stop(home)  # must not stop us
    assert ask(embedded.ensure(home, durable=False).database_url, "SELECT 1") == [(1,)]


def test_a_killed_redis_is_started_again(running_home: Path, servers: Servers) -> None:
    with redis.Redis.from_url(servers.redis_url) as client:
        os.kill(client.info()["process_id"], signal.SIGKILL)
    embedded.ensure(running_home)
    with redis.Redis.from_url(servers.redis_url) as client:
        assert client.ping()


def test_two_starts_at_once_give_one_server(home: Path) -> None:
    started = [command(home, "start") for _ in range(2)]
    assert [process.communicate(timeout=60)[1] for process in started] == [b"", b""]
    assert [process.returncode for process in started] == [0, 0]
    assert all(embedded.status(home).values())


@pytest.mark.parametrize("name", ["deep" * 30, "a, b % c's"], ids=["too long", "odd characters"])
def test_any_folder_will_do(home: Path, name: str) -> None:
    odd = home / name
    servers = embedded.ensure(odd, durable=False)
    try:
        assert ask(servers.database_url, "SELECT 1") == [(1,)]
        with redis.Redis.from_url(servers.redis_url) as client:
            assert client.ping()
    finally:
        embedded.remove(odd)


def test_a_folder_under_one_that_is_closed_will_do(home: Path) -> None:
    home.chmod(0o700)
    servers = embedded.ensure(home / "within", durable=False)
    try:
        assert ask(servers.database_url, "SELECT 1") == [(1,)]
    finally:
        embedded.remove(home / "within")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another account")
def test_programs_that_the_account_cannot_reach_are_copied(home: Path) -> None:
    account = programs.account()
    source = home / "closed" / "program"
    source.parent.mkdir(mode=0o700)
    shutil.copy("/bin/true", source)
    assert not programs.can_enter(account, source)
    (home / "open").mkdir(mode=0o711)
    assert programs.can_enter(account, programs.reachable(source, home / "open" / "x", account))


def test_nothing_listens_on_the_network(servers: Servers) -> None:
    assert ask(servers.database_url, "SHOW listen_addresses") == [("",)]
    with redis.Redis.from_url(servers.redis_url) as client:
        assert client.config_get("port") == {"port": "0"}


def test_only_we_may_reach_the_sockets(running_home: Path, servers: Servers) -> None:
    sockets = places.place_of(running_home).sockets
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700


def test_no_role_of_ours_stands_above_row_level_security(servers: Servers) -> None:
    rows = ask(
        servers.superuser_url,
        "SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb"
        " FROM pg_roles WHERE rolname LIKE 'lvv%' ORDER BY 1",
    )
    assert rows == [
        ("lvv_app", True, False),
        ("lvv_audit", False, False),
        ("lvv_monitor", False, False),
        ("lvv_owner", True, False),
        ("lvv_search", False, False),
    ]


def test_the_application_sees_nothing_of_the_monitor_before_it_becomes_it(
    servers: Servers,
) -> None:
    with psycopg.connect(servers.database_owner_url) as owner:
        owner.execute("CREATE TABLE counted (n int)")
        owner.execute("REVOKE ALL ON counted FROM lvv_app")
        owner.execute("GRANT SELECT ON counted TO lvv_monitor")
    with psycopg.connect(servers.database_url) as application:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), application.transaction():
            application.execute("SELECT * FROM counted")
        application.execute("SET LOCAL ROLE lvv_monitor")
        assert application.execute("SELECT * FROM counted").fetchall() == []


def test_the_application_cannot_make_tables(servers: Servers) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(servers.database_url, "CREATE TABLE mine ()")


# Each is refused with words that quote the row, the value, or the statement.
QUOTING = {
    "a key that is there": "INSERT INTO people VALUES (%(word)s)",
    "a check": "INSERT INTO people VALUES (%(word)s || '!')",
    "no number": "SELECT %(word)s::int",
    "a sentence of a trigger": "DO $$BEGIN RAISE EXCEPTION 'no Canary'; END$$",
    "a slip": "SELECT 'Canary' FROM Canary",
    "a notice": "DO $$BEGIN RAISE WARNING 'no Canary'; RAISE EXCEPTION 'no'; END$$",
}


@pytest.mark.parametrize("statement", QUOTING.values(), ids=QUOTING)
def test_what_a_statement_is_refused_for_does_not_reach_the_log(
    running_home: Path, servers: Servers, statement: str
) -> None:
    with psycopg.connect(servers.database_owner_url) as connection:
        connection.execute("CREATE TEMP TABLE people (name text UNIQUE CHECK (name !~ '!'))")
        connection.execute("INSERT INTO people VALUES ('Canary')")
        with pytest.raises(psycopg.Error):
            connection.execute(
                statement.encode(), {"word": "Canary"} if "%" in statement else None
            )
    log = places.place_of(running_home).log("postgresql").read_text()
    assert "ready to accept connections" in log
    assert "Canary" not in log


def test_a_process_that_is_killed_does_not_leave_its_statement_in_the_log(home: Path) -> None:
    servers = embedded.ensure(home, durable=False)
    with psycopg.connect(servers.database_url) as connection:
        number = connection.info.backend_pid
        killer = threading.Timer(0.3, os.kill, (number, signal.SIGKILL))
        killer.start()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 'Canary', pg_sleep(20)")
    log = places.place_of(home).log("postgresql")
    until = time.monotonic() + 20
    while "was terminated by signal 9" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    assert "was terminated by signal 9" in log.read_text()
    assert "Canary" not in log.read_text()


def test_secrets_are_made_once_and_are_for_us_alone(tmp_path: Path) -> None:
    made = embedded.secrets(tmp_path)
    assert embedded.secrets(tmp_path) == made
    assert made != embedded.secrets(tmp_path / "elsewhere")
    assert [path.name for path in tmp_path.glob("*.json")] == ["secrets.json"]
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_without_programs_a_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    with pytest.raises(embedded.CannotStart, match="run 'make setup', or set PG_BIN"):
        programs.postgresql(tmp_path, None)
    monkeypatch.delenv("REDIS_BIN", raising=False)
    monkeypatch.setattr(programs, "found_redis_server", lambda: None)
    with pytest.raises(embedded.CannotStart, match="install redis-server, or set REDIS_BIN"):
        programs.redis_server(tmp_path, None)


def test_a_folder_that_somebody_else_made_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(embedded.CannotStart, match="belongs to another account"):
        places.make_folder(tmp_path, mode=0o711)
