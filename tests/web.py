"""The web server and the worker as they run: processes of their own, in the database of the tests."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from apps.organisation.models import User
from tests import cast

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Server:
    """Gunicorn, and where it writes."""

    port: int
    log: Path
    process: subprocess.Popen

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, address: str, *, method: str = "GET", body: object = None, **headers: str
    ) -> tuple[int, str]:
        """The status, and the headers and the body as one text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, address, body=body, headers=headers)  # type: ignore[arg-type]
            response = connection.getresponse()
            return response.status, response.headers.as_string() + response.read().decode()
        finally:
            connection.close()

    def memory(self) -> int:
        """The most that any of its workers ever held, in bytes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        statuses = [Path(f"/proc/{child}/status").read_text() for child in children.split()]
        return max(int(text.partition("VmHWM:")[2].split()[0]) * 1024 for text in statuses)


@contextmanager
def serving(folder: Path, *, workers: int = 2, **variables: str) -> Iterator[Server]:
    """The web server, with these variables."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["gunicorn", "lvv.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    log = folder / "log"
    with running(log, *command, "--access-logfile", "-", "--no-control-socket", **variables) as it:
        server = Server(port, log, it)
        until = time.monotonic() + 30
        while True:
            try:
                assert server.ask("/healthz")[0] == 200
                break
            except OSError:
                assert it.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.1)
        yield server


@contextmanager
def running(log: Path, *module: str, **variables: str) -> Iterator[subprocess.Popen]:
    """A module as a program, until it is told to end; what it says stands in `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=CHECKOUT,
            env=os.environ | variables,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def session_of(user: User) -> str:
    """The cookie of a browser in which this person has signed in, for another process."""
    client = cast.Browser()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: str
    body: str


class Visitor:
    """A browser without a screen: keeps cookies and notes every answer."""

    def __init__(self, server: Server, cookies: str = "") -> None:
        self.server, self.answers = server, list[Answer]()
        self.cookies = dict(part.split("=", 1) for part in cookies.split("; ") if part)

    def get(self, address: str, **headers: str) -> Answer:
        return self._ask("GET", address, b"", headers)

    def post(self, address: str, body: bytes | str, kind: str, **headers: str) -> Answer:
        return self._ask("POST", address, body, {"Content-Type": kind, **headers})

    def send(self, address: str, **fields: str) -> Answer:
        """A form, with what guards it."""
        form = urlencode({"csrfmiddlewaretoken": self.guard(), **fields})
        return self.post(address, form, "application/x-www-form-urlencoded")

    def guard(self) -> str:
        is_in = settings.SESSION_COOKIE_NAME in self.cookies
        page = self.get("/account/password" if is_in else "/account/login")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
        assert found, page
        return found[1]

    def _ask(self, method: str, address: str, body: bytes | str, headers: dict) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, address, body, {"Cookie": cookie} | headers)
            response = connection.getresponse()
            content = response.read().decode("utf-8", "replace")
            answer = Answer(response.status, response.headers.as_string(), content)
            for line in response.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
        finally:
            connection.close()
        self.answers.append(answer)
        return answer
