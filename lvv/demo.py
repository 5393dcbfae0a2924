"""The whole system on one machine, with invented data: `make demo`.

Starts what is needed, says where to look, and stops everything on Ctrl-C. What was entered stays.
"""

import argparse
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from lvv import embedded, environment
from lvv.environment import CHECKOUT, Environment

TODAY = "2022-07-01"  # the day after the last one of the demonstration's data
FIRST_PORT = 8000
SECONDS_TO_ANSWER = 120
SECONDS_TO_STOP = 10
ACCOUNTS = "demo-accounts.txt"


class Failed(RuntimeError):
    """The demonstration cannot go on, with a sentence that says why."""


@dataclass(frozen=True)
class Child:
    """A program that has to run as long as the demonstration does."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def main(arguments: Sequence[str]) -> int:
    """Run the demonstration until it is stopped, or one of its programs ends."""
    port = _port(arguments)
    os.environ |= {"LVV_DEMO": "1", "LVV_TODAY": os.environ.get("LVV_TODAY") or TODAY}
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as it is under nohup
        signal.signal(signal.SIGHUP, _interrupt)
    surroundings: Environment | None = None
    children: list[Child] = []
    lock = None
    try:
        surroundings = environment.read(os.environ)
        lock = (surroundings.home / "demo.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            surroundings = None  # its servers are the other's
            raise Failed("The demonstration already runs from this folder.") from None
        _manage("migrate", "--verbosity", "0")
        _write_down(_manage("load_demo", output=subprocess.PIPE), surroundings.home / ACCOUNTS)
        for name, command in _programs(surroundings, port).items():
            children.append(_start(name, command, surroundings.home / "log"))
        _wait_for_answer(children, port)
        _announce(surroundings, port)
        _watch(children)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    except (Failed, embedded.CannotStart) as refusal:
        print(f"\n{refusal}", file=sys.stderr, flush=True)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C leaves no orphans
        _stop(children)
        if surroundings and surroundings.embedded:
            embedded.stop(surroundings.home)
        if lock:
            lock.close()
    return 0


def _port(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m lvv.demo", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=os.environ.get("PORT"), help="instead of the first free one"
    )
    given: int | None = parser.parse_args(arguments).port
    return given or _first_free_port()


def _first_free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + 1000):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit("No port is free: give one with --port.")


def _manage(*command: str, output: int | None = None) -> bytes:
    ran = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=CHECKOUT, stdout=output, check=False
    )
    if ran.returncode != 0:
        raise Failed(f"'manage.py {command[0]}' failed.")
    return ran.stdout or b""


def _write_down(accounts: bytes, path: Path) -> None:
    """Show the accounts and keep them, for us alone."""
    print(accounts.decode(), end="", flush=True)
    path.touch(mode=0o600)
    path.write_bytes(accounts)


def _programs(surroundings: Environment, port: int) -> dict[str, list[str]]:
    python, home = sys.executable, surroundings.home
    celery = [python, "-m", "celery", "-A", "lvv"]
    return {
        "web": [python, "-m", "gunicorn", "lvv.wsgi", "--bind", f"127.0.0.1:{port}",
                "--workers", "2", "--no-control-socket"],
        "worker": [*celery, "worker", "--concurrency", "1", "--loglevel", "INFO",
                   "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile=",
                 "--schedule", str(home / "beat-schedule")],
    }  # fmt: skip


def _start(name: str, command: list[str], logs: Path) -> Child:
    logs.mkdir(exist_ok=True)
    log = logs / f"{name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for us, who then stop them in order
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
    return Child(name, process, log)


def _end_with_parent() -> None:
    """Ask the system to end this process with its parent, however hard that one was killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _wait_for_answer(children: Sequence[Child], port: int) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while not _answers(port):
        _check(children)
        if time.monotonic() > until:
            raise Failed(f"The web server does not answer, see {children[0].log}.")
        time.sleep(0.2)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _announce(surroundings: Environment, port: int) -> None:
    home = surroundings.home
    print(
        f"\nLVV runs at http://localhost:{port}/, on {surroundings.today}.\n"
        f"  Accounts: {home / ACCOUNTS}\n"
        f"  Logs:     {home / 'log'}\n"
        "Stop it with Ctrl-C; what was entered stays for the next time.",
        flush=True,
    )


def _watch(children: Sequence[Child]) -> None:
    while True:
        _check(children)
        time.sleep(0.5)


def _check(children: Sequence[Child]) -> None:
    for child in children:
        if (code := child.process.poll()) is not None:
            raise Failed(f"The {child.name} ended by itself ({code}), see {child.log}.")


def _stop(children: Sequence[Child]) -> None:
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    until = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        try:
            child.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
