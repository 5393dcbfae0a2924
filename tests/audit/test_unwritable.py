"""If the access log cannot be written, the act does not happen."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.organisation.models import Location
from apps.participants.filters import seal_search
from apps.participants.models import Participant
from tests import cast
from tests.asking import Program
from tests.registers.packages import PILOT
from tests.test_isolation import at


@pytest.fixture
def unwritable(committed, superuser: psycopg.Connection):
    """The pilot register and the cast, and from then on no entry can be added."""
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    people = cast.gather()
    program = Program(people["coordinator_utrecht"])
    client = cast.Browser(raise_request_exception=False)
    client.force_login(people["coordinator_utrecht"])
    superuser.execute("REVOKE INSERT ON audit_accessentry FROM lvv_app")
    try:
        yield client, program
    finally:
        superuser.execute("GRANT INSERT ON audit_accessentry TO lvv_app")


def test_no_page_no_search_no_answer_and_no_export_without_the_log(unwritable, tmp_path):
    client, program = unwritable
    with acting_as(at("utrecht")):
        dossier = Participant.objects.exclude(family_name="").first()
    edition = "/monitor/editions"
    asked = {
        "page": client.get(f"/participants/{dossier.pk}"),
        "history": client.get(f"/participants/{dossier.pk}/history"),
        "list": client.get("/tracks"),
        "search": client.get(f"/participants?search={seal_search(dossier.family_name)}"),
        "fragment": client.get("/participants", headers={"HX-Request": "true"}),
        "editions": client.get(edition),
        "API": program.get("participants"),
        "API, one": program.get(f"participants/{dossier.pk}"),
    }
    assert {name: answer.status_code for name, answer in asked.items()} == dict.fromkeys(
        asked, 500
    )
    for name, answer in asked.items():
        assert dossier.family_name not in answer.content.decode(), name
        assert dossier.key not in answer.content.decode(), name
    package = tmp_path / "package.zip"
    with pytest.raises(ProgrammingError, match="audit_accessentry"):
        call_command("export_register", str(package))
    assert not package.exists()


def test_no_import_and_no_change_without_the_log(unwritable):
    client, _program = unwritable
    before = Location.objects.count()
    with pytest.raises(ProgrammingError, match="audit_accessentry"):
        import_now(PILOT, tell=lambda step, done, expected: None)
    assert Location.objects.count() == before
    answer = client.post(
        "/account/tokens", {"name": "x", "scopes": ["register.read"], "expires_on": "01-08-2022"}
    )
    assert answer.status_code == 500
