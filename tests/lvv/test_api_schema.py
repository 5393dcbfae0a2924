"""What the API answers is what its description says, whatever is sent."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from apps.exchange.models import ImportJob
from apps.monitor.actions import request_edition, run_edition
from apps.monitor.models import EditionRequest
from apps.organisation.access import Actor
from apps.organisation.codes import Role
from apps.organisation.models import Location, Membership, Organisation
from apps.participants.filters import seal_search
from lvv.wsgi import application
from tests import cast
from tests.asking import BASE, Program
from tests.registers.small import as_folder, files_of, small_register, zipped

LOCATIONS = ["utrecht", "groningen"]


@pytest.fixture
def everyone(committed, tmp_path, bring_in) -> Program:
    """Someone who may do all that the API can, at both places, with a register and figures."""
    accepted, report = bring_in(as_folder(files_of(small_register()), tmp_path / "register"))
    assert accepted, report.as_text("en")
    user = cast.gather()["bureau"]
    for code in LOCATIONS:
        Membership.objects.create(
            user=user,
            organisation=Organisation.objects.get(name=f"municipality {code}"),
            location=Location.objects.get(code=code),
            role=Role.COORDINATOR,
            from_on=cast.FROM,
        )
    by = Actor.system(
        "test", today=cast.TODAY, locations=Location.objects.values_list("pk", flat=True)
    )
    for days in range(2):
        asked = request_edition(on=cast.TODAY - timedelta(days), location=None, by=by)
        run_edition(asked.pk)
    for _job in range(2):
        ImportJob.objects.create(user=user, actor="test")
    return Program(user)


class PromptHandler(QuietWSGIRequestHandler):
    """Sends at once, and does not wait for more to send along."""

    disable_nagle_algorithm = True


# What is no zip is refused, which a schema cannot say.
schemathesis.openapi.media_type("application/zip", st.just(zipped({"locations.csv": b""})))


@pytest.fixture
def server() -> Iterator[str]:
    """The program behind a web server, in threads of its own."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), PromptHandler)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def fill_in(document: dict[str, Any], program: Program) -> None:
    numbers = {
        "/editions": [row["id"] for row in program.rows("editions")],
        "/edition-requests": list(EditionRequest.objects.values_list("pk", flat=True)),
        "/import-jobs": [row["id"] for row in program.rows("import-jobs")],
        "/participants": [row["id"] for row in program.rows("participants")],
        "/tracks": [row["id"] for row in program.rows("tracks")],
    }
    for path, operations in document["paths"].items():
        parameters = operations.get("get", {}).get("parameters", [])
        if "{" in path:
            # A place in a list of cells is of one edition, and any edition may be asked for.
            parameters[:] = [each for each in parameters if each["name"] != "cursor"]
        for parameter in parameters:
            name = parameter["name"]
            if name in ("location", "scope"):
                parameter["schema"] = {"type": "string", "enum": LOCATIONS}
            if name == "number":
                known = numbers["/" + path.split("/")[1]]
                parameter["schema"]["enum"] = known[:1]
            if name == "form":
                parameter["schema"]["enum"] = ["csv", "json"]
            if name == "code":
                parameter["schema"]["enum"] = ["tracks", "gender"]
            if name == "search":
                parameter["schema"]["enum"] = [seal_search("amina")]
            if name == "cursor":
                parameter["schema"]["enum"] = [cursor_of(path, program)]
    asked = document["components"]["schemas"]["EditionInput"]["properties"]
    asked["referenceDate"]["enum"] = ["2022-04-30", "2022-06-30"]
    asked["scope"]["enum"] = ["all", *LOCATIONS]


def cursor_of(path: str, program: Program) -> str:
    page = program.get(path.removeprefix("/"), pageSize=1).json()
    return parse_qs(urlsplit(page["next"]).query)["cursor"][0]


def test_every_answer_is_as_it_is_described(everyone, server, settings):
    """Whatever is sent, fitting or not, in any method, to any address: nothing is found."""
    settings.LVV_API_REQUESTS_A_MINUTE = 1_000_000
    settings.ALLOWED_HOSTS = ["*"]
    document = everyone.get("openapi.json").json()
    fill_in(document, everyone)
    config = SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {everyone.secret}"},
            "base-url": f"{server}{BASE}",
            "workers": 1,
            "generation": {"max-examples": 20, "deterministic": True},
            "phases": {"coverage": {"generate-duplicate-query-parameters": True}},
        }
    )
    schema = schemathesis.openapi.from_dict(document, config=config)
    found, asked = [], 0
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked += len(event.recorder.cases)
            found += list(failures_of(event.recorder))
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(repr(getattr(event, "value", event)))
    assert not found, "\n\n".join(found)
    assert asked > 500


def failures_of(recorder: ScenarioRecorder) -> Iterator[str]:
    """What did not fit, with what was sent and how it was answered."""
    for number, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            sent = recorder.cases[number].value
            answer = recorder.interactions[number].response
            text = answer.text[:500] if answer else "no answer"
            yield f"{sent.as_curl_command()}\n{check.name}: {check.failure_info.failure}\n{text}"
