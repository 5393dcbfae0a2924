"""What holds for every address of the API: who may in, problems, versions, pages, languages."""

import json

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import ConnectionError as Away

from apps.audit.codes import Result
from apps.audit.models import AccessEntry
from apps.organisation.codes import Scope
from apps.organisation.models import Location, User
from lvv.api.urls import urlpatterns
from tests import cast
from tests.asking import BASE, PROBLEM, Program, problem_of
from tests.registers.packages import PILOT, read_package
from tests.registers.small import as_folder, files_of, small_register

DOSSIERS = [row for row in read_package(PILOT)["participants"] if row["location"] == "utrecht"]


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def small(db, tmp_path, bring_in) -> dict[str, User]:
    accepted, report = bring_in(as_folder(files_of(small_register()), tmp_path / "register"))
    assert accepted, report.as_text("en")
    return cast.gather()


@pytest.fixture
def pilot(db, bring_in) -> dict[str, User]:
    accepted, report = bring_in(PILOT)
    assert accepted, report.as_text("en")
    return cast.gather()


@pytest.fixture
def program(small) -> Program:
    return Program(small["coordinator_utrecht"])


# --- Problems

JSON = {"content_type": "application/json"}
WRONG = {
    "an address that is not there": (404, "get", "nowhere", {}),
    "a slash at the end": (404, "get", "tracks/", {}),
    "a track that is not there": (404, "get", "tracks/999999999", {}),
    "a number beyond all": (404, "get", "tracks/99999999999999999999999", {}),
    "an indicator that is not there": (404, "get", "indicators/nothing", {}),
    "a method that is not there": (405, "delete", "tracks", {}),
    "a question what there is": (405, "options", "tracks", {}),
    "a form that is not there": (406, "get", "tracks", {"headers": {"Accept": "text/html"}}),
    "a filter that is not there": (400, "get", "tracks?colour=red", {}),
    "a filter of another list": (400, "get", "tracks?search=x", {}),
    "a filter twice": (400, "get", "tracks?state=open&state=ended", {}),
    "a filter without a value": (400, "get", "tracks?state=", {}),
    "a choice that is not there": (400, "get", "tracks?state=red", {}),
    "a location that is not there": (400, "get", "tracks?location=nowhere", {}),
    "a character that cannot be": (400, "get", "tracks?location=%00", {}),
    "a page that is none": (400, "get", "tracks?cursor=x", {}),
    "no rows on a page": (400, "get", "tracks?pageSize=0", {}),
    "too many rows on a page": (400, "get", "tracks?pageSize=101", {}),
    "a size that is no number": (400, "get", "tracks?pageSize=ten", {}),
    "no JSON": (400, "post", "editions", {"data": "{", **JSON}),
    "endless JSON": (400, "post", "editions", {"data": "[" * 100_000, **JSON}),
    "no object": (400, "post", "editions", {"data": "[]", **JSON}),
    "an empty object": (400, "post", "editions", {"data": "{}", **JSON}),
    "a field that is not there": (
        400, "post", "editions", {"data": '{"referenceDate": "2022-04-30", "x": 1}', **JSON},
    ),
    "a day that is none": (
        400, "post", "editions", {"data": '{"referenceDate": "2022-02-30"}', **JSON},
    ),
    "a day to come": (
        400, "post", "editions", {"data": '{"referenceDate": "2022-07-02"}', **JSON},
    ),
    "half a character": (
        400, "post", "participants/_search", {"data": r'{"words": "\ud800"}', **JSON},
    ),
    "another form of message": (
        415, "post", "editions", {"data": "a=b", "content_type": "text/plain"},
    ),
    "another alphabet": (
        415, "post", "editions", {"data": "{}", "content_type": "application/json; charset=utf-16"},
    ),
    "a message too large": (
        413, "post", "editions", {"data": '"' + "x" * 2_700_000 + '"', **JSON},
    ),
    "an upload without a boundary": (
        400, "post", "import-jobs", {"data": b"x", "content_type": "multipart/form-data"},
    ),
    "an upload of JSON": (415, "post", "import-jobs", {"data": "{}", **JSON}),
}  # fmt: skip


@pytest.mark.parametrize(("status", "method", "address", "rest"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_as_a_problem(program, status, method, address, rest):
    response = getattr(program.client, method)(f"{BASE}/{address}", **rest)
    problem_of(response, status)


def test_a_problem_names_the_field_the_rule_and_what_to_do(program):
    response = program.post("editions", {"referenceDate": "2022-07-02"})
    found = problem_of(response, 400)
    assert found["title"] == "Verzoek niet begrepen"
    assert found["instance"] == "/api/v1/editions"
    assert found["errors"] == [
        {
            "field": "referenceDate",
            "code": "day_to_come",
            "detail": "Deze dag komt nog. Kies een dag tot en met vandaag.",
        }
    ]


def test_a_problem_says_nothing_back(program):
    for address in ("tracks?Jansen=1", "tracks?location=Jansen", "participants?search=%00Jansen"):
        assert "Jansen" not in program.get(address).content.decode()
    assert "Jansen" not in program.post("editions", {"Jansen": "Jansen"}).content.decode()


def test_a_crash_is_a_problem_that_tells_nothing(program, monkeypatch):
    def crash(*_args, **_rest):
        raise RuntimeError("Jansen")

    monkeypatch.setattr("apps.tracks.api.known_to", crash)
    response = program.get("tracks")
    problem_of(response, 500)
    assert "Jansen" not in response.content.decode()


def test_an_unknown_host_is_a_problem_too(client, db, settings):
    settings.ALLOWED_HOSTS = ["lvv.example"]
    problem_of(client.get(f"{BASE}/tracks", headers={"Host": "elsewhere.example"}), 400)


def test_without_debugging_or_with_it_an_unknown_address_is_a_problem(program, settings):
    settings.DEBUG = True
    problem_of(program.get("nowhere"), 404)


def test_what_methods_there_are_is_said(program):
    response = program.client.put(f"{BASE}/editions")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_refusal_undoes_and_is_remembered(small):
    response = Program(small["bureau"]).get("participants")
    problem_of(response, 403)
    last = AccessEntry.objects.latest("pk")
    assert (last.result, last.subject) == (Result.REFUSED, "api_participants")
    assert last.user_id == small["bureau"].pk


# --- Who may in


def test_without_token_or_session_every_address_asks_to_sign_in(client, small):
    public = {"api_openapi", "api_docs"}
    values = {"number": 1, "code": "tracks", "name": "gender", "form": "csv"}
    for pattern in urlpatterns:
        kwargs = {name: values[name] for name in pattern.pattern.converters}
        response = client.get(reverse(pattern.name, kwargs=kwargs))
        if pattern.name in public:
            assert response.status_code == 200, pattern.name
        else:
            problem_of(response, 401)
            assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_with_the_session_of_a_browser_one_reads(client, small):
    client.force_login(small["coordinator_utrecht"])
    assert client.get(f"{BASE}/tracks").status_code == 200


def test_by_session_a_post_needs_the_token_against_forgery(small):
    browser = cast.Browser(enforce_csrf_checks=True)
    browser.force_login(small["coordinator_utrecht"])
    body = json.dumps({"words": "Amina"})
    response = browser.post(f"{BASE}/participants/_search", body, **JSON)
    problem_of(response, 403)
    browser.get("/account/tokens")
    forged = {"X-CSRFToken": browser.cookies[settings.CSRF_COOKIE_NAME].value}
    response = browser.post(f"{BASE}/participants/_search", body, **JSON, headers=forged)
    assert response.status_code == 303


def test_by_token_a_post_needs_nothing_more(small):
    program = Program(small["coordinator_utrecht"])
    program.client.handler.enforce_csrf_checks = True
    assert program.post("participants/_search", {"words": "Amina"}).status_code == 303


def test_a_program_gets_no_cookie(program):
    assert not program.get("tracks").cookies


def test_too_often_is_told_with_how_long_to_wait(program, settings):
    settings.LVV_API_REQUESTS_A_MINUTE = 2
    statuses = [program.get("code-lists").status_code for _time in range(2)]
    response = program.get("code-lists")
    assert statuses == [200, 200]
    problem_of(response, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_while_redis_is_away_one_may_ask(program, settings, monkeypatch):
    def away(*_args, **_rest):
        raise Away

    settings.LVV_API_REQUESTS_A_MINUTE = 1
    monkeypatch.setattr(cache, "incr", away)
    assert [program.get("code-lists").status_code for _time in range(2)] == [200, 200]


# --- Versions and languages


def test_every_answer_says_the_version_and_is_kept_by_nobody(program):
    for address in ("tracks", "nowhere", "openapi.json"):
        response = program.get(address)
        assert response.headers["API-Version"] == "1.0.0"
        assert response.headers["Cache-Control"] == "no-store"


def test_the_language_is_the_one_that_is_asked_for(program):
    titles = {
        asked: program.get("indicators/tracks", headers={"Accept-Language": asked})
        for asked in ("nl", "en", "en-GB, nl;q=0.5", "de", "")
    }
    assert [response.headers["Content-Language"] for response in titles.values()] == [
        "nl", "en", "en", "nl", "nl",
    ]  # fmt: skip
    assert titles["nl"].json()["title"] == "Trajecten"
    assert titles["en"].json()["title"] == "Tracks"


def test_problems_are_told_in_the_language_too(program):
    response = program.get("nowhere", headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == "en"


def test_a_page_that_is_not_there_is_a_page_as_ever(client, db):
    response = client.get("/nowhere")
    assert (response.status_code, response.headers["Content-Type"]) == (
        404,
        "text/html; charset=utf-8",
    )
    assert "API-Version" not in response.headers


# --- Pages


def test_pages_follow_each_other_there_and_back_and_miss_nothing(pilot):
    program = Program(pilot["coordinator_utrecht"])
    first = program.get("participants", pageSize=100).json()
    assert (len(first["results"]), first["previous"]) == (100, None)
    second = program.client.get(first["next"]).json()
    back = program.client.get(second["previous"]).json()
    assert back["results"] == first["results"]
    everyone = program.rows("participants", pageSize=100)
    assert sorted(row["key"] for row in everyone) == sorted(
        row["participant_id"] for row in DOSSIERS
    )
    assert len(program.get("participants").json()["results"]) == 25


def test_a_place_in_one_list_is_none_in_another(pilot):
    program = Program(pilot["coordinator_utrecht"])
    cursor = program.get("participants").json()["next"].split("cursor=")[1]
    assert program.client.get(f"{BASE}/tracks?cursor={cursor}").status_code == 400


@pytest.mark.parametrize("address", ["participants", "tracks", "import-jobs", "editions"])
def test_the_number_of_queries_does_not_grow_with_the_rows(pilot, address):
    program = Program(pilot["coordinator_utrecht"])
    program.get(address)
    counts = []
    for size in (2, 20):
        with CaptureQueriesContext(connection) as queries:
            assert program.get(address, pageSize=size).status_code == 200
        assert not any("COUNT(" in query["sql"] for query in queries)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_the_page_of_a_list_has_an_address_without_names(pilot):
    program = Program(pilot["coordinator_utrecht"])
    page = program.get("participants").json()
    names = {row["familyName"].lower() for row in page["results"]}
    assert not any(name in page["next"].lower() for name in names if len(name) > 4)


# --- The document


def test_the_document_is_there_for_everyone_in_both_languages(client, db):
    found = {
        language: client.get(f"{BASE}/openapi.json", headers={"Accept-Language": language})
        for language in ("nl", "en")
    }
    for response in found.values():
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.json()["openapi"].startswith("3.")
    titles = {response.json()["info"]["title"] for response in found.values()}
    assert len(titles) == 2


def test_the_document_names_every_address_and_no_other(client, db):
    described = set(client.get(f"{BASE}/openapi.json").json()["paths"])
    known = {
        "/" + str(pattern.pattern).replace("<int:", "{").replace("<slug:", "{")
        .replace("<str:", "{").replace(">", "}")
        for pattern in urlpatterns
    }  # fmt: skip
    assert described == known - {"/openapi.json", "/docs"}


def test_the_page_that_explains_the_api_shows_every_operation(client, db):
    response = client.get(f"{BASE}/docs")
    page = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/html")
    document = client.get(f"{BASE}/openapi.json", headers={"Accept-Language": "nl"}).json()
    for path, operations in document["paths"].items():
        assert f"{BASE}{path}" in page
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in page


# --- One and the same as on the pages


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_opens_its_addresses_and_no_others(small, scope):
    program = Program(small["coordinator_utrecht"], [scope])
    opened = {
        address: program.get(address).status_code
        for address in ("editions", "indicators", "tracks", "participants", "import-jobs")
    }
    wanted = {
        Scope.MONITOR_READ: {"editions", "indicators"},
        Scope.REGISTER_READ: {"tracks", "participants"},
        Scope.IMPORTS_WRITE: {"import-jobs"},
    }[scope]
    assert {address for address, status in opened.items() if status == 200} == wanted
    assert set(opened.values()) == {200, 403}


def test_a_token_gives_no_more_than_its_person_may(small):
    program = Program(small["bureau"])
    found = {
        address: program.get(address).status_code
        for address in ("editions", "tracks", "participants", "import-jobs")
    }
    assert found == {"editions": 200, "tracks": 403, "participants": 403, "import-jobs": 403}
    package = SimpleUploadedFile("p.zip", b"x", "application/zip")
    problem_of(program.client.post(f"{BASE}/import-jobs", {"package": package}), 403)


def test_who_asks_from_elsewhere_finds_nothing(small):
    ours = Program(small["coordinator_utrecht"]).rows("participants")
    theirs = Program(small["coordinator_groningen"])
    assert {row["location"] for row in ours} == {"utrecht"}
    for row in ours:
        problem_of(theirs.get(f"participants/{row['id']}"), 404)
    assert {row["location"] for row in theirs.rows("participants")} == {"groningen"}
    assert Location.objects.count() == 2


def test_problems_are_json_and_nothing_else(program):
    response = program.client.get(f"{BASE}/tracks", headers={"Accept": PROBLEM})
    assert response.status_code == 406
