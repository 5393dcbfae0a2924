"""Exchange for programs: a package from upload to report, and the code lists."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.exchange.actions import import_now, run_import
from apps.exchange.models import ImportJob, UploadPiece
from apps.organisation.codes import Scope
from apps.participants.models import Participant
from tests import cast
from tests.asking import BASE, Program, problem_of
from tests.registers import small
from tests.registers.packages import FIELDS, codes
from tests.registers.small import Files, as_folder, files_of, only, small_register


@pytest.fixture
def people(db, tmp_path):
    accepted, report = import_now(
        as_folder(files_of(small_register()), tmp_path / "register"),
        tell=lambda step, done, expected: None,
    )
    assert accepted, report.as_text("en")
    return cast.gather()


def zipped(files: Files) -> SimpleUploadedFile:
    return SimpleUploadedFile("p.zip", small.zipped(files), "application/zip")


def of_utrecht() -> Files:
    """The small register of one city, with one participant more."""
    register = only(small_register(), "U1", "U2")
    register["participants"].append(register["participants"][1] | {"participant_id": "U3"})
    return files_of(register)


def upload(program: Program, package: SimpleUploadedFile):
    return program.client.post(f"{BASE}/import-jobs", {"package": package})


def test_a_package_that_was_uploaded_waits(people):
    program = Program(people["registrar_utrecht"])
    package = zipped({"locations.csv": b""})
    response = upload(program, package)
    assert response.status_code == 202
    address = response.headers["Location"]
    waiting = program.get(address).json()
    assert (waiting["state"], waiting["report"], waiting["size"]) == (
        "waiting",
        None,
        package.size,
    )


def test_from_upload_to_report(committed, tmp_path):
    accepted, _report = import_now(
        as_folder(files_of(small_register()), tmp_path / "register"),
        tell=lambda step, done, expected: None,
    )
    assert accepted
    program = Program(cast.gather()["registrar_utrecht"])
    address = upload(program, zipped(of_utrecht())).headers["Location"]
    run_import(ImportJob.objects.latest("pk").pk)
    found = program.get(address).json()
    assert found["state"] == "accepted", found["report"]
    assert (found["report"]["new"], found["report"]["errors"]) == (1, [])
    assert {row["key"] for row in program.rows("participants")} == {"U1", "U2", "U3"}
    assert UploadPiece.objects.count() == 0

    wrong = of_utrecht()
    wrong["participants.csv"] = wrong["participants.csv"].replace(b"female", b"feminine")
    address = upload(program, zipped(wrong)).headers["Location"]
    run_import(ImportJob.objects.latest("pk").pk)
    said = {
        language: program.get(address, headers={"Accept-Language": language}).json()
        for language in ("nl", "en")
    }
    assert said["nl"]["state"] == "refused"
    (error,) = said["nl"]["report"]["errors"]
    assert (error["file"], error["line"], error["field"], error["rule"]) == (
        "participants.csv",
        2,
        "gender",
        "unknown_code",
    )
    assert said["nl"]["report"]["counts"] == {"unknown_code": 1}
    assert said["en"]["report"]["errors"][0]["message"] != error["message"]
    listed = program.get("import-jobs").json()["results"]
    assert [job["state"] for job in listed] == ["refused", "accepted"]
    assert "report" not in listed[0]


def test_a_job_is_for_who_asked_for_it_alone(people):
    address = upload(Program(people["registrar_utrecht"]), zipped(of_utrecht())).headers[
        "Location"
    ]
    colleague = Program(people["coordinator_utrecht"])
    problem_of(colleague.get(address), 404)
    assert colleague.rows("import-jobs") == []


@pytest.mark.parametrize("name", ["counsellor_utrecht", "bureau", "administrator", "stranger"])
def test_who_brings_in_no_register_uploads_nothing(people, name):
    problem_of(upload(Program(people[name]), zipped(of_utrecht())), 403)
    assert ImportJob.objects.exclude(user=None).count() == 0


def test_a_token_for_reading_uploads_nothing(people):
    program = Program(people["registrar_utrecht"], [Scope.REGISTER_READ, Scope.MONITOR_READ])
    problem_of(upload(program, zipped(of_utrecht())), 403)


def test_without_a_file_or_with_an_empty_one_it_says_what_to_choose(people):
    program = Program(people["registrar_utrecht"])
    for body, sentence in (
        ({}, "Kies een bestand."),
        ({"package": "text"}, "Kies een bestand."),
        ({"package": SimpleUploadedFile("p.zip", b"")}, "Dit bestand is leeg."),
    ):
        found = problem_of(program.client.post(f"{BASE}/import-jobs", body), 400)
        (error,) = found["errors"]
        assert error["field"] == "package"
        assert error["detail"].startswith(sentence)


@pytest.mark.parametrize("around", [100, 100_000])
def test_what_is_too_large_is_not_taken_in(people, settings, monkeypatch, around):
    settings.LVV_UPLOAD_MAX_BYTES = 1000
    monkeypatch.setattr("apps.exchange.api.UPLOADS", {})
    program = Program(people["registrar_utrecht"])
    large = SimpleUploadedFile("p.zip", b"x" * (1000 + around), "application/zip")
    problem_of(upload(program, large), 413)
    assert ImportJob.objects.exclude(user=None).count() == 0


def test_the_code_lists_are_those_of_the_standard(people):
    program = Program(people["stranger"])
    described = {
        place: program.get(f"code-lists/{found['name']}").json()
        for found in program.get("code-lists").json()
        for place in found["usedIn"]
    }
    wanted = {
        f"{table}.{column}"
        for table, fields in FIELDS.items()
        for column, field in fields.items()
        if "enum" in field.get("constraints", {})
    }
    assert set(described) == wanted
    for place, found in described.items():
        assert [code["code"] for code in found["codes"]] == codes(*place.split("."))
        assert all(code["label"] for code in found["codes"])


def test_no_job_is_written_twice_for_one_request(people):
    program = Program(people["registrar_utrecht"])
    before = Participant.objects.count()
    upload(program, zipped(of_utrecht()))
    assert ImportJob.objects.exclude(user=None).count() == 1
    assert Participant.objects.count() == before
