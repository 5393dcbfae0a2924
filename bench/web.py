"""The web server under load, while an edition is made and a register is brought in."""

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from apps.foundation.acting import acting_as
from apps.monitor import reading
from apps.participants.filters import seal_search
from apps.participants.models import Participant

from . import lists, monitor, people
from .measuring import Results

RATE, SECONDS, THREADS = 60, 60, 24
MIX = {"list": 50, "search": 15, "dossier": 25, "edition": 10}
PYTHON = sys.executable


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def server():
    """The product as it is served, with two workers, until the end."""
    port = _port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "LVV_ALLOWED_HOSTS": "127.0.0.1",
    }
    command = [
        PYTHON,
        "-m",
        "gunicorn",
        "lvv.wsgi",
        "--workers",
        "2",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as running:
        try:
            _wait(port)
            yield port
        finally:
            running.terminate()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asking.request("GET", "/readyz")
            if asking.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("The web server does not answer.")


def addresses() -> dict[str, list[str]]:
    """What someone of one city asks for, by kind."""
    codes = [people.CITY]
    with acting_as(lists._system()):
        known = Participant.objects.filter(location__code__in=codes).exclude(family_name="")
        some = list(known.order_by("pk")[:: max(1, known.count() // 60)])
    edition = reading.newest_edition(on=monitor.ON, location=None)
    return {
        "list": [
            "/tracks",
            "/participants",
            lists.deep("/tracks", codes, 0.3),
            "/tracks?state=open",
        ],
        "search": [f"/participants?search={seal_search(who.key)}" for who in some],
        "dossier": [f"/participants/{who.pk}" for who in some],
        "edition": [f"/monitor/editions/{edition.pk}" if edition else "/monitor"],
    }


class Load:
    """So many requests a second, each at its own moment, however long the others take."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.taken: list[float] = []
        self.errors = 0
        self._lock = threading.Lock()

    def run(self) -> None:
        chance = random.Random(7)
        found = addresses()
        kinds = chance.choices(list(MIX), weights=list(MIX.values()), k=RATE * SECONDS)
        planned = [(n / RATE, chance.choice(found[kind])) for n, kind in enumerate(kinds)]
        begun = time.perf_counter() + 0.5
        threads = [
            threading.Thread(target=self._go, args=(planned[n::THREADS], begun))
            for n in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _go(self, planned: list[tuple[float, str]], begun: float) -> None:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        for moment, url in planned:
            time.sleep(max(0.0, begun + moment - time.perf_counter()))
            try:
                asking.request("GET", url, headers={"Cookie": self.cookie})
                response = asking.getresponse()
                response.read()
                is_well = response.status == 200
            except (OSError, http.client.HTTPException):
                is_well, asking = False, http.client.HTTPConnection("127.0.0.1", self.port)
            with self._lock:
                # From the planned moment: who waits for a free worker waits too.
                self.taken.append(time.perf_counter() - begun - moment)
                self.errors += not is_well


@contextmanager
def other_work(package: Path):
    """An edition and an import, begun at once and let to their end."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "lvv.settings"}
    commands = [
        [PYTHON, "manage.py", "make_edition", "--on", str(monitor.ON), "--again"],
        [PYTHON, "manage.py", "import_register", str(package)],
    ]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        for command in commands
    ]
    yield
    for process in running:
        if process.wait() != 0:
            raise SystemExit("The edition or the import beside the load did not succeed.")


def run(results: Results, package: Path) -> None:
    """A minute of requests alone, and a minute of them beside an edition and an import."""
    session = people.of_one_city().cookies[settings.SESSION_COOKIE_NAME].value
    with server() as port:
        for name, beside in (("alone", None), ("beside an edition and an import", package)):
            load = Load(port, f"{settings.SESSION_COOKIE_NAME}={session}")
            if beside:
                with other_work(beside):
                    load.run()
            else:
                load.run()
            slow = statistics.quantiles(load.taken, n=20)[-1] * 1000
            results.add(
                "web", f"{RATE} requests a second {name}: p95", "60 ms", ours=slow, theirs=60,
                unit="ms", bound=1 if results.tracks == 1_000_000 else None,
            )  # fmt: skip
            results.add(
                "web", f"{RATE} requests a second {name}: errors", "1 request",
                ours=load.errors, theirs=1, unit="requests", bound=0,
            )  # fmt: skip


def main(arguments: list[str]) -> None:
    """SIZE PACKAGE OUT: in the home that holds the register of that size."""
    size, package, out = arguments
    run(Results(Path(out), int(size)), Path(package))
