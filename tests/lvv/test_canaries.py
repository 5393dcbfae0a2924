"""What identifies a person comes in by every door, and is found in no log, queue, address or mail."""

import base64
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
import redis
from django.conf import settings

from apps.exchange.models import ImportJob
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User
from lvv.places import place_of
from tests import cast
from tests.asking import Program
from tests.registers.small import files_of, only, small_register, zipped
from tests.web import Server, Visitor, running, serving, session_of

FAMILY, GIVEN, KEY = "Kanariezwaluw", "Zangvogeltje", "Kenmerkkanarie77"
V_NUMBER, BORN = "2718281828", "1987-06-05"
EMAIL, PASSWORD = "geheimkanarie@example.org", "Wachtwoordkanarie-1"
WORD = "Zoekkanarie"
CANARIES = (FAMILY, GIVEN, KEY, V_NUMBER, BORN, "05-06-1987", EMAIL, PASSWORD, WORD)
TOKEN = "of-the-one-that-watches"
JSON, PARTS = "application/json", "multipart/form-data; boundary=b"
ADDRESS = re.compile(r'(?:href|src|action|hx-get|hx-post|content)="([^"]*)"')


def forms(canary: str) -> set[str]:
    """How it may be written: plainly, quoted, in hexadecimal, in base64 at each of its places."""
    raw = canary.encode()
    found = {canary.lower(), quote(canary).lower(), raw.hex()}
    for before in range(3):
        coded = base64.b64encode(b"x" * before + raw).decode().rstrip("=").lower()
        found.add(coded[before + 1 : -2] if before else coded[:-2])
    return found


def found_in(text: str) -> list[str]:
    lowered = text.lower()
    return [canary for canary in CANARIES if any(form in lowered for form in forms(canary))]


@pytest.mark.parametrize("canary", CANARIES)
def test_the_search_finds_a_canary_however_it_is_written(canary):
    raw = canary.encode()
    for text in (
        f"x{canary.upper()}y",
        f"?q={quote(canary)}",
        raw.hex(),
        *(base64.b64encode(b"a" * n + raw + b"b").decode() for n in range(3)),
    ):
        assert canary in found_in(text)


class Listener:
    """Hears everything that is said to Redis: the queue, the cache, the counts of attempts."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._client = redis.Redis.from_url(
            os.environ["REDIS_URL"], decode_responses=True, socket_timeout=None
        )
        self._is_on = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self._is_on.wait(10)

    def _listen(self) -> None:
        with self._client.monitor() as monitor:
            self._is_on.set()
            for said in monitor.listen():
                if "canaries end" in said["command"]:
                    return
                self.heard.append(said["command"])

    def stop(self) -> None:
        with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
            client.echo("canaries end")
        self._thread.join(10)
        self._client.close()


def register(**changed: str) -> bytes:
    """A package with a dossier that is made of canaries."""
    small = only(small_register(), "U1")
    (person,) = small["participants"]
    person |= {"family_name": FAMILY, "given_names": GIVEN, "v_number": V_NUMBER}
    person |= {"date_of_birth": BORN} | changed
    for rows in small.values():
        for row in rows:
            if row.get("participant_id"):
                row["participant_id"] = KEY
    return zipped(files_of(small))


def registrar() -> User:
    location = Location.objects.create(code="utrecht", name="Utrecht", municipality_codes="GM0344")
    town = Organisation.objects.create(name="Utrecht", kind=OrganisationKind.MUNICIPALITY)
    user = User.objects.create(email=EMAIL, name=f"{GIVEN} {FAMILY}", password=cast.HASHED)
    for role in (Role.REGISTRAR, Role.COORDINATOR):
        Membership.objects.create(
            user=user, organisation=town, location=location, role=role, from_on=cast.FROM
        )
    return user


@pytest.fixture
def folder(tmp_path: Path, committed) -> Path:
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """The web and a worker."""
    worker = ("celery", "-A", "lvv", "worker", "-c", "1", "-l", "INFO")
    quiet = ("--without-gossip", "--without-mingle")
    with (
        serving(folder, workers=1, LVV_STATEMENT_SECONDS="1", LVV_METRICS_TOKEN=TOKEN) as web,
        running(folder / "worker", *worker, *quiet),
    ):
        yield web


def bring_in(visitor: Visitor, content: bytes) -> ImportJob:
    """Upload it by the page, and wait for the worker."""
    head = '--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
    body = (head % ("csrfmiddlewaretoken", "") + visitor.guard() + "\r\n").encode()
    body += (
        (head % ("package", f'; filename="{FAMILY}.zip"')).encode() + content + b"\r\n--b--\r\n"
    )
    assert visitor.post("/imports", body, PARTS).status == 302
    job = ImportJob.objects.latest("pk")
    for _ in range(300):
        job.refresh_from_db()
        if job.ended_at:
            visitor.get(f"/imports/{job.pk}")
            return job
        time.sleep(0.1)
    raise AssertionError("The import never ended.")


def look_around(visitor: Visitor, program: Program) -> None:
    """Search, open, list, by the pages and by the API."""
    for words in (f"{GIVEN} {FAMILY}", V_NUMBER, KEY, WORD):
        came_to = visitor.send("/participants/search", words=words)
        assert came_to.status == 302
        visitor.get(re.search(r"Location: (\S+)", came_to.headers)[1])
    page = visitor.get("/participants")
    assert FAMILY in page.body
    dossier = re.search(r'href="(/participants/\d+)"', page.body)[1]
    assert FAMILY in visitor.get(dossier).body
    for address in (
        "/tracks",
        "/monitor",
        "/imports",
        "/locations",
        "/account/tokens",
        "/nowhere",
    ):
        visitor.get(address)
    by = {"Authorization": f"Bearer {program.secret}"}
    for address in ("participants", dossier.removeprefix("/"), "tracks", "import-jobs"):
        assert visitor.get(f"/api/v1/{address}", **by).status == 200
    for words in (FAMILY, V_NUMBER):
        asked = json.dumps({"words": words})
        found = visitor.post("/api/v1/participants/_search", asked, JSON, **by)
        assert visitor.get(re.search(r"Location: (\S+)", found.headers)[1], **by).status == 200
    wrong = json.dumps({FAMILY: V_NUMBER})
    assert visitor.post("/api/v1/participants/_search", wrong, JSON, **by).status == 400


def come_in(server: Server) -> list[Visitor]:
    """Sign in, and fail to."""
    visitors = [Visitor(server) for _ in range(2)]
    for visitor, password in zip(visitors, (cast.PASSWORD, PASSWORD), strict=True):
        answer = visitor.send("/account/login", login=EMAIL, password=password)
        assert answer.status == (302 if password == cast.PASSWORD else 200)
    return visitors


def go_wrong(visitor: Visitor, superuser: psycopg.Connection) -> None:
    """A crash, a statement that takes too long, and what a constraint refuses."""
    column = "ALTER TABLE participants_participant RENAME COLUMN %s"
    guard = visitor.guard()
    form = f"csrfmiddlewaretoken={guard}&words={quote(FAMILY)}"
    kind = "application/x-www-form-urlencoded"
    superuser.execute((column % "family_name TO away").encode())
    try:
        found = visitor.post("/participants/search", form, kind)
        assert visitor.get(re.search(r"Location: (\S+)", found.headers)[1]).status == 500
    finally:
        superuser.execute((column % "away TO family_name").encode())
    with superuser.transaction():
        superuser.execute("LOCK TABLE participants_participant")
        assert visitor.get("/participants").status == 503
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as application:
        for statement in (
            "INSERT INTO organisation_user (email, name, password, language, is_active, created_at)"
            " VALUES (%s, %s, '', 'nl', true, now())",
            "SELECT %s::int, %s::text",
        ):
            with pytest.raises(psycopg.Error, match=EMAIL):
                application.execute(statement.encode(), [EMAIL, FAMILY])


def test_no_canary_is_found_where_it_has_no_business(server, folder, superuser):
    user = registrar()
    program, listener = Program(user), Listener()
    visitor = Visitor(server, session_of(user))
    assert bring_in(visitor, register()).accepted, "the register has to come in"
    assert not bring_in(visitor, register(gender=FAMILY, first_application=WORD)).accepted
    look_around(visitor, program)
    visitors = [visitor, *come_in(server)]
    go_wrong(visitor, superuser)
    metrics = visitor.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert metrics.status == 200
    listener.stop()

    place = place_of(Path(os.environ["LVV_HOME"]))
    logs = {
        "web": server.log.read_text(),
        "worker": (folder / "worker").read_text(),
        "PostgreSQL": place.log("postgresql").read_text(),
        "Redis": place.log("redis").read_text(),
    }
    answers = [answer for each in visitors for answer in each.answers]
    places = logs | {
        # Mail is written to the log here: there is no other way out of this process.
        "what Redis heard": "\n".join(listener.heard),
        "metrics": metrics.body,
        "headers": "\n".join(answer.headers for answer in answers),
        "addresses": "\n".join(a for answer in answers for a in ADDRESS.findall(answer.body)),
    }
    assert settings.EMAIL_BACKEND
    assert {"request_failed"} <= set(re.findall(r'"event": "(\w+)"', logs["web"]))
    assert "exchange.run_import" in logs["worker"]
    assert any("exchange.run_import" in said for said in listener.heard)
    assert {name: found for name, text in places.items() if (found := found_in(text))} == {}
