"""What a machine may count: for who holds the token, and never a person."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.audit.actions import seal_access_log
from apps.audit.models import AccessEntry
from apps.exchange.models import ImportJob
from apps.foundation.acting import acting_as
from apps.monitor.models import Edition, EditionRequest
from apps.organisation.access import Actor
from apps.organisation.models import Location
from apps.participants.models import Participant
from tests import cast
from tests.registers.packages import PILOT, read_package, write_package

CHECKOUT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-twenty-or-more"
CANARY = "Vrouwkanarie"
V_NUMBER = "2800000001"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"}
SAMPLE = re.compile(r"^(?P<name>\w+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)$")


@pytest.fixture
def token(settings) -> None:
    settings.LVV_METRICS_TOKEN = TOKEN


def bearing(token: str = TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Host": "10.0.0.7:8000"}


def read(text: str) -> dict[tuple[str, ...], float]:
    """The samples by name and labels, read by a parser of our own."""
    found = {}
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        sample = SAMPLE.match(line)
        assert sample, line
        labels = re.findall(r'(\w+)="([^"]*)"', sample["labels"] or "")
        found[sample["name"], *(f"{name}={value}" for name, value in sorted(labels))] = float(
            sample["value"]
        )
    return found


def scrape(client) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics", headers=bearing())
    assert response.status_code == 200
    return read(response.content.decode())


def answers(view: str, status: int, method: str = "GET") -> tuple[str, ...]:
    name = "django_http_responses_total_by_status_view_method_total"
    return (name, f"method={method}", f"status={status}", f"view={view}")


def test_without_a_token_of_its_own_the_page_is_not_there(client, settings):
    settings.LVV_METRICS_TOKEN = ""
    for headers in ({}, bearing(), bearing("")):
        response = client.get("/metrics", headers=headers)
        assert (response.status_code, response.content) == (404, b"not found")


@pytest.mark.parametrize(
    "headers",
    [{}, bearing("a-token-of-another-kind"), bearing(""), bearing(TOKEN[:-1]), bearing("é")]
    + [{"Authorization": f"Basic {TOKEN}"}, {"Authorization": TOKEN}],
)
def test_who_does_not_hold_the_token_is_refused(client, token, headers):
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 401
    assert b"lvv_" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("https", [True, False], ids=["redirecting to https", "plain"])
def test_it_is_answered_under_any_name_and_over_plain_http(client, token, settings, https):
    settings.SECURE_SSL_REDIRECT = https
    response = client.get("/metrics", headers=bearing())
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
def test_requests_and_statements_are_counted(client, token):
    before = scrape(client)
    for _number in range(3):
        assert client.get("/account/login").status_code == 200
    after = scrape(client)

    def grown(*sample: str) -> float:
        return after[sample] - before.get(sample, 0)

    assert grown(*answers("account_login", 200)) == 3
    latency = "django_http_requests_latency_seconds_by_view_method_count"
    assert grown(latency, "method=GET", "view=account_login") == 3
    assert grown("django_db_execute_total", "alias=default", "vendor=postgresql") > 3


def test_nobody_is_in_it(client, token, db, bring_in, tmp_path):
    """Canaries: a name, a V-number, an address, a method, a header; none comes back."""
    register = read_package(PILOT)
    dossiers = register["participants"]
    known = Counter(row["v_number"] for row in dossiers)
    named = next(
        row for row in dossiers if row["location"] == "utrecht" and known[row["v_number"]] == 1
    )
    named |= {"family_name": CANARY, "v_number": V_NUMBER}
    write_package(register, tmp_path / "package")
    accepted, report = bring_in(tmp_path / "package")
    assert accepted, report.as_text("en")
    people = cast.gather()
    utrecht = Location.objects.get(code="utrecht")
    with acting_as(Actor.system("test", today=cast.TODAY, locations=[utrecht.pk])):
        dossier = Participant.objects.get(family_name=CANARY)
    client.force_login(people["coordinator_utrecht"])
    assert CANARY in client.get(f"/participants/{dossier.pk}").content.decode()
    found = client.post("/participants/search", {"words": CANARY}, follow=True)
    assert CANARY in found.content.decode()
    client.get("/participants", {"q": V_NUMBER, CANARY: "1"}, headers={"User-Agent": CANARY})
    client.get(f"/participants/{CANARY}")
    client.get(f"/{CANARY}/{V_NUMBER}")
    client.generic(CANARY, "/participants")
    text = client.get("/metrics", headers=bearing()).content.decode()
    counted = read(text)
    assert counted[answers("participant_detail", 200)] >= 1
    assert counted[answers("nowhere", 404)] >= 2
    assert any("method=other" in sample for sample in counted)
    emails = [user.email for user in people.values()]
    for canary in (CANARY, V_NUMBER, *emails):
        assert canary.lower() not in text.lower()
    assert f"/{dossier.pk}" not in text


@pytest.mark.django_db
def test_labels_are_names_of_the_code(client, token):
    client.get("/account/login?next=/x")
    client.get("/nowhere/at/all")
    allowed = {"view", "method", "status", "le", "state", "alias", "vendor", "type"}
    platform = {"implementation", "major", "minor", "patchlevel", "version", "generation"}
    for sample in scrape(client):
        labels = dict(label.split("=", 1) for label in sample[1:])
        assert set(labels) <= allowed | platform
        if "view" in labels:
            assert re.fullmatch(r"[a-z_.:]+", labels["view"])
            assert labels["method"] in METHODS


def waited(minutes: int):
    return timezone.now() - timedelta(minutes=minutes)


@pytest.mark.django_db
def test_what_waits_is_counted_with_the_age_of_the_oldest(client, token):
    empty = scrape(client)
    assert empty["lvv_imports", "state=waiting"] == 0
    assert empty["lvv_imports_oldest_seconds", "state=waiting"] == 0
    assert ("lvv_edition_newest_reference_date_seconds",) not in empty
    for minutes, fields in {
        5: {},
        9: {},
        20: {"begun_at": waited(2)},
        99: {"begun_at": waited(99), "ended_at": waited(98), "accepted": True},
    }.items():
        job = ImportJob.objects.create(actor="test", **fields)
        ImportJob.objects.filter(pk=job.pk).update(created_at=waited(minutes))
    asked = EditionRequest.objects.create(reference_date=date(2022, 4, 30), asked_by="test")
    EditionRequest.objects.filter(pk=asked.pk).update(asked_at=waited(3))
    for day in (date(2022, 6, 30), date(2022, 4, 30)):
        Edition.objects.create(
            reference_date=day,
            period_first=day,
            definition="1",
            cut_off=timezone.now(),
            hash="",
            made_by="test",
        )
    found = scrape(client)
    assert found["lvv_imports", "state=waiting"] == 2
    assert found["lvv_imports", "state=running"] == 1
    assert found["lvv_editions", "state=waiting"] == 1
    assert found["lvv_editions", "state=counting"] == 0
    assert 9 * 60 <= found["lvv_imports_oldest_seconds", "state=waiting"] < 10 * 60
    assert 2 * 60 <= found["lvv_imports_oldest_seconds", "state=running"] < 3 * 60
    assert 3 * 60 <= found["lvv_editions_oldest_seconds", "state=waiting"] < 4 * 60
    assert found["lvv_editions_oldest_seconds", "state=counting"] == 0
    june_30 = 1_656_547_200  # date --utc --date 2022-06-30 +%s
    assert found["lvv_edition_newest_reference_date_seconds",] == june_30
    assert 0 < found["lvv_database_connections",] < found["lvv_database_connections_max",]
    assert found["lvv_database_up",] == 1


@pytest.mark.django_db
def test_what_is_not_sealed_of_the_access_log_is_counted_with_its_age(client, token):
    for _number in range(2):
        AccessEntry.objects.create(actor="test", act="read", subject="x", at=waited(9))
    found = scrape(client)
    assert found["lvv_access_unsealed",] == 2
    assert 9 * 60 <= found["lvv_access_unsealed_oldest_seconds",] < 10 * 60
    seal_access_log()
    found = scrape(client)
    assert found["lvv_access_unsealed",] == found["lvv_access_unsealed_oldest_seconds",] == 0


@pytest.mark.django_db
def test_a_scrape_costs_a_handful_of_statements(client, token):
    with CaptureQueriesContext(
        connection,
    ) as few:
        scrape(client)
    ImportJob.objects.bulk_create(ImportJob(actor="test") for _number in range(20))
    with CaptureQueriesContext(connection) as many:
        scrape(client)
    assert len(many) == len(few) <= 10


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_metric(client, token, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("x")

    monkeypatch.setattr(connection, "cursor", refuse)
    found = scrape(client)
    assert found["lvv_database_up",] == 0
    assert found["lvv_web_processes",] == 1
    assert ("lvv_imports", "state=waiting") not in found


@dataclass(frozen=True)
class Server:
    """Gunicorn with two workers."""

    port: int
    process: subprocess.Popen

    def ask(self, address: str) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", address, headers={"Authorization": f"Bearer {TOKEN}"})
            response = connection.getresponse()
            assert response.status == 200
            return response.read().decode()
        finally:
            connection.close()

    def workers(self) -> set[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(number) for number in path.read_text().split()}


@pytest.fixture
def server(tmp_path: Path, django_db_setup: None) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "lvv.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    with (tmp_path / "log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command, "--no-control-socket"],
            cwd=CHECKOUT,
            env=os.environ | {"LVV_METRICS_TOKEN": TOKEN},
            stdout=output,
            stderr=output,
        )
    running = Server(port, process)
    try:
        patiently(lambda: "ok" in running.ask("/healthz"))
        yield running
    finally:
        process.terminate()
        process.wait(20)


def patiently(question) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            if question():
                return
        except OSError:
            pass
        assert time.monotonic() < until
        time.sleep(0.1)


def folders_of(process: subprocess.Popen) -> list[Path]:
    places = (Path("/dev/shm"), Path("/tmp"))
    return [found for at in places for found in at.glob(f"lvv-metrics-{process.pid}-*")]


def test_whichever_worker_is_asked_all_are_counted_also_those_that_died(server: Server):
    alive = ("lvv_web_processes",)
    patiently(lambda: read(server.ask("/metrics")).get(alive) == 2)
    (folder,) = folders_of(server.process)
    assert folder.stat().st_mode & 0o077 == 0
    for _number in range(40):
        server.ask("/account/login")
    login = answers("account_login", 200)
    assert {read(server.ask("/metrics"))[login] for _number in range(10)} == {40}
    before = server.workers()
    assert len(before) == 2
    os.kill(min(before), signal.SIGKILL)
    patiently(lambda: len(server.workers() - before) == 1)
    patiently(lambda: read(server.ask("/metrics"))[alive] == 2)
    # Of who lives only; what they are forked from has a file too, in which it counts nothing.
    assert not list(folder.glob(f"gauge_livesum_{min(before)}.db"))
    assert {read(server.ask("/metrics"))[login] for _number in range(10)} == {40}
    server.process.terminate()
    server.process.wait(20)
    assert not folders_of(server.process)
