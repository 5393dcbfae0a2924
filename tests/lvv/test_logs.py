"""Nothing that somebody typed, and nothing that a row holds, comes into a log."""

import json
import logging
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import structlog
from celery import shared_task
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.test import Client
from django.urls import path

from apps.organisation.models import User
from lvv import logs
from lvv.celery import app
from tests import cast

CANARY = "Canary-1234567890"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Where the console would be: all that the configured logging writes."""
    console = next(h for h in logging.root.handlers if isinstance(h.formatter, logs.Formatter))
    stream = StringIO()
    before = console.setStream(stream)  # type: ignore[attr-defined]
    yield stream
    console.setStream(before)  # type: ignore[attr-defined]


@pytest.fixture
def lines(log: StringIO) -> Callable[[], list[dict]]:
    """The lines, once it is sure that the canary is in none."""

    def read() -> list[dict]:
        written = log.getvalue()
        assert CANARY not in written
        assert CANARY.encode().hex() not in written
        return [json.loads(line) for line in written.splitlines()]

    return read


def fail(request: HttpRequest, number: int, word: str) -> HttpResponse:
    name = request.GET.get("name", "") or request.POST.get("name", "")
    try:
        raise KeyError(name)
    except KeyError as error:
        error.add_note(name)
        raise ValueError(f"no {name}") from error


def refuse(request: HttpRequest, number: int, word: str) -> HttpResponse:
    """The database refuses a second row, and says which key with which value."""
    with transaction.atomic():
        User.objects.create(email=CANARY, name=CANARY, password=cast.HASHED)
        User.objects.create(email=CANARY, name=CANARY, password=cast.HASHED)
    return HttpResponse()


def not_a_number(request: HttpRequest, number: int, word: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [CANARY])
    return HttpResponse()


def template(request: HttpRequest, number: int, word: str) -> HttpResponse:
    return HttpResponse(
        engines["django"].from_string("{% include name %}").render({"name": CANARY})
    )


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        yield b"begun"
        raise ValueError(CANARY)

    return StreamingHttpResponse(parts())


def group(request: HttpRequest, number: int, word: str) -> HttpResponse:
    raise ExceptionGroup(CANARY, [ValueError(CANARY)])


urlpatterns = [
    path(f"{view.__name__}/<int:number>/<str:word>", login_not_required(view))
    for view in (fail, refuse, not_a_number, template, group)
] + [path("stream", login_not_required(stream))]


@shared_task(name="tests.fail", throws=())
def failing(word: str, *, name: str) -> None:
    raise ValueError(f"{word} {name}")


@shared_task(name="tests.echo")
def echoing(word: str) -> str:
    return word


@pytest.fixture
def site(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def visit(site: Client, name: str, method: str = "get") -> HttpResponse:
    words = {"name": CANARY}
    address = f"/{name}/5/{CANARY}"
    names = ("User-Agent", "Referer", "X-Request-ID", "X-Correlation-ID", "Cookie")
    headers = dict.fromkeys(names, CANARY)
    if method == "get":
        return site.get(address, words, headers=headers)
    return site.post(f"{address}?q={CANARY}", words, headers=headers)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_error_is_told_by_its_kind_and_its_places(site, lines, method):
    assert visit(site, "fail", method).status_code == 500
    (line,) = lines()
    assert line["event"] == "request_failed"
    assert line["level"] == "error"
    assert line["request"] == f"{method.upper()} /fail/<int:number>/<str:word>"
    assert len(line["request_id"]) == 36
    last, first = line["error"]
    assert (last["type"], first["type"]) == ("builtins.ValueError", "builtins.KeyError")
    module, function, number = last["at"][-1].split(":")
    assert (module, function) == (__name__, "fail")
    assert int(number) > 0


@pytest.mark.django_db
def test_what_the_database_refuses_is_told_by_code_and_constraint(site, lines):
    assert visit(site, "refuse").status_code == 500
    (line,) = lines()
    django_s, driver_s = line["error"]
    assert django_s["type"] == "django.db.utils.IntegrityError"
    assert (driver_s["sqlstate"], driver_s["table"]) == ("23505", "organisation_user")
    assert "email" in driver_s["constraint"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("not_a_number", "django.db.utils.DataError"),
        ("template", "django.template.exceptions.TemplateDoesNotExist"),
        ("group", "builtins.ExceptionGroup"),
    ],
)
def test_an_error_of_another_kind_is_told_no_further(site, lines, name, kind):
    assert visit(site, name).status_code == 500
    assert [line["error"][0]["type"] for line in lines()] == [kind]


@pytest.mark.django_db
def test_a_stream_that_breaks_is_told(site, lines):
    with pytest.raises(ValueError, match=CANARY):
        b"".join(site.get("/stream", {"q": CANARY}).streaming_content)
    finished, failed = lines()
    assert (finished["event"], failed["event"]) == ("request_finished", "streaming_failed")
    assert finished["request_id"] == failed["request_id"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "code"),
    [("/account/login", 200), ("/participants", 302), (f"/{CANARY}", 404), ("/healthz", None)],
)
def test_a_request_leaves_one_line_and_one_of_a_machine_none(client, lines, address, code):
    client.get(address, {"q": CANARY, "next": f"/{CANARY}"}, headers={"User-Agent": CANARY})
    assert [line["code"] for line in lines()] == ([code] if code else [])


@pytest.mark.django_db
def test_who_is_signed_in_is_told_by_number(client, lines):
    user = User.objects.create(email=f"{CANARY}@example.org", name=CANARY, password=cast.HASHED)
    client.force_login(user)
    client.get(f"/{CANARY}", {"q": CANARY})
    client.get("/", {"q": CANARY})
    nowhere, home = lines()
    assert (nowhere["request"], nowhere["code"]) == ("GET nowhere", 404)
    assert (home["user_id"], home["request"]) == (user.pk, "GET /")


@pytest.mark.django_db
def test_a_sign_in_and_one_that_fails_say_nothing_of_the_account(client, lines):
    for password in (CANARY, "wrong"):
        client.post("/account/login", {"login": f"{CANARY}@example.org", "password": password})
    assert {line["request"] for line in lines()} == {"POST /account/login"}


@pytest.mark.django_db
def test_a_form_from_elsewhere_and_a_name_of_elsewhere_are_refused_in_silence(lines):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    origin = {"Origin": f"https://{CANARY}.example"}
    assert client.post(f"/account/login?q={CANARY}", headers=origin).status_code == 403
    assert client.get("/account/login", headers={"Host": f"{CANARY}.example"}).status_code == 400
    assert {line["logger"] for line in lines()} >= {
        "django.security.csrf",
        "django.security.DisallowedHost",
    }


@pytest.mark.django_db
def test_an_error_is_told_where_nobody_could_be_asked_for(site, lines, monkeypatch):
    def without_database(*args: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("django.contrib.auth.middleware.get_user", without_database)
    assert visit(site, "fail").status_code == 500
    assert [line["event"] for line in lines()] == ["request_failed"]


def test_a_server_that_is_away_is_told_by_the_kind_of_the_error(client, lines, monkeypatch):
    def refuse() -> None:
        raise OperationalError(f"connection to {CANARY} failed")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/readyz").status_code == 503
    assert [line["event"] for line in lines()] == ["Not ready: [OperationalError]."]


def test_the_arguments_the_error_and_the_result_of_a_task_are_not_told(lines):
    failing.apply(args=[CANARY], kwargs={"name": CANARY})
    echoing.apply(args=[CANARY])
    failed, echoed = lines()
    assert "Task tests.fail[" in failed["event"]
    assert failed["error"][0]["at"][-1].startswith(f"{__name__}:failing:")
    assert "Task tests.echo[" in echoed["event"]


def test_of_a_message_the_text_of_the_code_and_the_numbers_are_kept(lines):
    ours = logging.getLogger("apps.exchange.actions")
    ours.warning("Import %d of %s waits: %s.", 5, CANARY, ValueError(CANARY))
    ours.warning(f"Import of {CANARY} waits.")
    ours.warning("Import of %(name)s waits.", {"name": CANARY})
    ours.warning("Import %d waits.", CANARY)
    ours.warning({"name": CANARY})
    ours.warning("It waits.", extra={"request": CANARY, "code": CANARY}, stack_info=True)
    structlog.get_logger(__name__).warning("it_waits", name_of=CANARY, code=CANARY)
    assert [line["event"] for line in lines()] == [
        "Import 5 of [str] waits: [ValueError].",
        logs.LEFT_OUT,
        "Import of [str] waits.",
        "Import %d waits.",
        logs.LEFT_OUT,
        "It waits.",
        "it_waits",
    ]


def test_a_library_is_no_exception(lines):
    for name in ("django.server", "django.db.backends", "psycopg.pool", "celery.worker", "x"):
        logger = logging.getLogger(name)
        logger.error(f"The contents was {CANARY}.")
        logger.error("The contents was %s.", CANARY)
        logger.error("The contents was %(body)s.", {"body": CANARY})
    assert {line["event"] for line in lines()} == {
        logs.LEFT_OUT,
        "The contents was [str].",
    }


def test_a_warning_of_python_is_told_by_its_kind(lines, monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        monkeypatch.setattr(warnings, "showwarning", logs.warn)
        warnings.warn(CANARY, RuntimeWarning, stacklevel=1)
    (line,) = lines()
    assert line["error"][0]["type"] == "builtins.RuntimeWarning"
    assert line["where"].startswith("test_logs:")


def test_no_other_way_out_is_left():
    formatters = {
        type(handler.formatter)
        for logger in (logging.root, *map(logging.getLogger, logging.root.manager.loggerDict))
        for handler in logger.handlers
        if not isinstance(handler, logging.NullHandler)
        and not type(handler).__module__.startswith("_pytest")
    }
    assert formatters == {logs.Formatter}
    assert not logging.raiseExceptions


def read_until(process: subprocess.Popen, file, word: str, seconds: float = 30) -> str:
    until = time.monotonic() + seconds
    while word not in (written := file.read_text()) and time.monotonic() < until:
        assert process.poll() is None, written
        time.sleep(0.1)
    return written


def test_a_worker_tells_neither_arguments_nor_errors(tmp_path):
    """A real one: it has processes of its own, and libraries that log by themselves."""
    file = tmp_path / "log"
    queue = f"queue-{os.getpid()}"
    command = ["-m", "celery", "-A", "lvv", "worker", "-c", "1", "-Q", queue, "-l", "INFO"]
    with file.open("wb") as output:
        worker = subprocess.Popen(
            [sys.executable, *command, "--without-gossip", "--without-mingle"],
            stdout=output,
            stderr=output,
        )
    try:
        app.send_task("exchange.run_import", [CANARY], queue=queue)
        app.send_task("exchange.run_import", kwargs={"name": CANARY}, queue=queue)
        app.send_task(f"unknown.{CANARY}", [CANARY], queue=queue)
        read_until(worker, file, "unregistered")
    finally:
        worker.terminate()
        worker.wait(20)
    written = file.read_text()
    assert CANARY not in written
    told = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    errors = [
        error["type"] for line in told if line["level"] == "error" for error in line["error"]
    ]
    # The first comes from the database, and quotes what it was given.
    assert errors == [
        "django.db.utils.DataError",
        "psycopg.errors.InvalidTextRepresentation",
        "builtins.TypeError",
        "builtins.KeyError",
    ]
    assert any("Task exchange.run_import[" in line["event"] for line in told)
