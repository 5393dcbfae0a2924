"""What a machine that watches may count: requests, statements, and what waits; never a person."""

import hmac
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from apps.audit.codes import ExportState
from apps.audit.models import AccessEntry, ListExport
from apps.exchange.codes import ImportState
from apps.exchange.models import ImportJob
from apps.foundation.acting import acting_as
from apps.foundation.clock import today
from apps.monitor.codes import EditionState
from apps.monitor.models import Edition, EditionRequest
from apps.organisation.access import Actor

PATH = "/metrics"
FOLDER = (
    "PROMETHEUS_MULTIPROC_DIR"  # of what the workers of one web server count: gunicorn.conf.py
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# Under the names of django-prometheus, of which its dashboards know. Its own middleware is left
# out: it makes a label of a method as somebody typed it, and counts twice what breaks off.
LATENCY = Histogram(
    "django_http_requests_latency_seconds_by_view_method",
    "Seconds from a request to its answer, by the name of the view.",
    ["view", "method"],
)
RESPONSES = Counter(
    "django_http_responses_total_by_status_view_method",
    "Answers, by status and by the name of the view.",
    ["status", "view", "method"],
)
PROCESSES = Gauge(
    "lvv_web_processes", "Workers of this web server that live.", multiprocess_mode="livesum"
)


def count_worker() -> None:
    """Called in a worker when it begins: it is one that lives."""
    PROCESSES.set(1)


class MetricsMiddleware:
    """Answers `/metrics` to who holds the token; for anyone, where no token is set, it is absent.

    As far out as the health pages: who asks knows no name of ours, has no session and speaks no
    HTTPS.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = respond
        if FOLDER not in os.environ:
            # There is this process alone, and nobody else says when one begins.
            count_worker()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path != PATH:
            return self._respond(request)
        if not settings.LVV_METRICS_TOKEN:
            response = HttpResponse("not found", status=404, content_type="text/plain")
        elif not _is_trusted(request.headers.get("Authorization", "")):
            response = HttpResponse("the token is wrong", status=401, content_type="text/plain")
            response.headers["WWW-Authenticate"] = "Bearer"
        else:
            response = HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response


def _is_trusted(given: str) -> bool:
    expected = f"Bearer {settings.LVV_METRICS_TOKEN}"
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


class MeasuringMiddleware:
    """Counts and times every request, by the name of its view: an address may hold a name."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self._respond(request)
        match = request.resolver_match
        view = (match.view_name if match else "") or "nowhere"
        method = request.method if request.method in METHODS else "other"
        LATENCY.labels(view=view, method=method).observe(time.perf_counter() - begun)
        RESPONSES.labels(status=str(response.status_code), view=view, method=method).inc()
        return response


def exposition() -> bytes:
    """Everything that is counted, as text of Prometheus: of all workers, and of the database."""
    counted = REGISTRY
    if FOLDER in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    stored = CollectorRegistry()
    stored.register(StoredCollector())
    return generate_latest(counted) + generate_latest(stored)


class StoredCollector(Collector):
    """What the database knows at this moment; that it does not answer is a metric too."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A handful of statements, each over an index or over a few rows."""
        try:
            with acting_as(Actor.system("metrics", today=today(), locations=())):
                found = [
                    *_imports(),
                    *_exports(),
                    *_editions(),
                    *_access_log(),
                    *_connections(),
                ]
        except DatabaseError:
            found = []
        yield _gauge("lvv_database_up", "Whether the database answers.", bool(found))
        yield from found


def _imports() -> Iterator[GaugeMetricFamily]:
    states = {ImportState.WAITING: "created_at", ImportState.RUNNING: "begun_at"}
    yield from _unended("lvv_imports", "Imports", ImportJob.objects.unended(), states)


def _exports() -> Iterator[GaugeMetricFamily]:
    states = {ExportState.WAITING: "asked_at", ExportState.RUNNING: "begun_at"}
    yield from _unended("lvv_exports", "Exports", ListExport.objects.unended(), states)


def _editions() -> Iterator[GaugeMetricFamily]:
    states = {EditionState.WAITING: "asked_at", EditionState.COUNTING: "begun_at"}
    unended = EditionRequest.objects.unended()
    yield from _unended("lvv_editions", "Editions", unended, states)
    newest = Edition.objects.order_by("-reference_date").values_list("reference_date", flat=True)
    day = newest.first()
    if day is not None:
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        name = "lvv_edition_newest_reference_date_seconds"
        yield _gauge(name, "The reference date of the newest edition, as seconds.", moment)


def _access_log() -> Iterator[GaugeMetricFamily]:
    found = AccessEntry.objects.unsealed().aggregate(number=Count("pk"), since=Min("at"))
    age = timezone.now() - (found["since"] or timezone.now())
    words = "Entries of the access log that are not sealed yet."
    yield _gauge("lvv_access_unsealed", words, found["number"])
    words = "How long the oldest of them has been there."
    yield _gauge(
        "lvv_access_unsealed_oldest_seconds", words, max(age, timedelta()).total_seconds()
    )


def _unended(
    name: str, what: str, rows: QuerySet[Any], states: dict[Any, str]
) -> Iterator[GaugeMetricFamily]:
    """How many there are in each state that is no end, and how long the oldest has been in it."""
    counts = GaugeMetricFamily(name, f"{what} that have not ended, by state.", labels=["state"])
    ages = GaugeMetricFamily(
        f"{name}_oldest_seconds", "How long the oldest has been in that state.", labels=["state"]
    )
    waiting = Q(begun_at=None)
    asked: dict[str, Any] = {}
    for state, since in states.items():
        held = waiting if since != "begun_at" else ~waiting
        asked[f"{state.value}_count"] = Count("pk", filter=held)
        asked[f"{state.value}_since"] = Min(since, filter=held)
    found, now = rows.aggregate(**asked), timezone.now()
    for state in states:
        age = now - (found[f"{state.value}_since"] or now)
        counts.add_metric([state.value], found[f"{state.value}_count"])
        ages.add_metric([state.value], max(age, timedelta()).total_seconds())
    yield from (counts, ages)


def _connections() -> Iterator[GaugeMetricFamily]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT numbackends, current_setting('max_connections')::int"
            " FROM pg_stat_database WHERE datname = current_database()"
        )
        used, most = cursor.fetchone()
    yield _gauge("lvv_database_connections", "Connections to this database.", used)
    yield _gauge("lvv_database_connections_max", "Connections that the server admits.", most)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)
