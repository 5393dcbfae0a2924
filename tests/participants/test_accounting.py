"""The privacy officer sees who saw a dossier of the own location, and not the dossier."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.exchange.actions import export_now, import_now
from apps.foundation.acting import acting_as
from apps.organisation.models import Location, Membership
from apps.participants.models import Participant
from tests import cast
from tests.registers.packages import PILOT, read_package
from tests.test_isolation import at

pytestmark = pytest.mark.django_db
SEARCH = "/access-log"


@pytest.fixture
def people() -> dict:
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    return cast.gather()


def dossier(code: str) -> Participant:
    with acting_as(at(code)):
        found = Participant.objects.filter(location__code=code).exclude(family_name="")
        return found.exclude(v_number_sealed=None).order_by("pk").first()


def v_number(of: Participant) -> str:
    rows = read_package(PILOT)["participants"]
    return next(r["v_number"] for r in rows if r["participant_id"].endswith(of.key))


@pytest.fixture
def officer(client, people):
    client.force_login(people["privacy_officer"])
    return client


@pytest.mark.parametrize("sought", ["key", "V-number"])
def test_a_dossier_is_found_by_key_or_v_number_and_neither_stands_in_the_address(officer, sought):
    ours = dossier("utrecht")
    words = ours.key.lower() if sought == "key" else v_number(ours)
    response = officer.post(SEARCH, {"words": f" {words} "})
    assert (response.status_code, response.url) == (302, f"/access-log/{ours.pk}")
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject, last.dossier_ids) == (Act.SEARCH, "access_log", [ours.pk])


def test_a_dossier_of_elsewhere_is_not_there(officer):
    theirs = dossier("groningen")
    for words in (theirs.key, v_number(theirs)):
        answer = officer.post(SEARCH, {"words": words})
        assert answer.status_code == 422
    assert officer.get(f"/access-log/{theirs.pk}").status_code == 404
    assert officer.get(f"/access-log/{theirs.pk}/letter").status_code == 404


def test_who_saw_it_is_told_with_name_organisation_and_role(client, people, officer):
    ours = dossier("utrecht")
    client.force_login(people["coordinator_utrecht"])
    client.get(f"/participants/{ours.pk}", headers={"X-Request": "x"})
    client.get("/tracks")
    client.force_login(people["privacy_officer"])
    page = client.get(f"/access-log/{ours.pk}").content.decode()
    assert "coordinator_utrecht" in page
    assert "municipality utrecht" in page
    assert "LVV-coördinator" in page
    assert "Bekeken: dossier" in page
    assert "127.0.0.1" in page
    # And no more of the dossier than its key.
    assert ours.key in page
    assert ours.family_name not in page


def test_who_looks_at_the_log_stands_in_it(officer):
    ours = dossier("utrecht")
    officer.get(f"/access-log/{ours.pk}")
    assert "privacy_officer" in officer.get(f"/access-log/{ours.pk}").content.decode()
    assert AccessEntry.objects.latest("pk").subject == "access_log"


def test_the_role_is_that_of_the_day(client, people, officer):
    ours = dossier("utrecht")
    client.force_login(people["counsellor_utrecht"])
    client.get(f"/participants/{ours.pk}")
    user = people["counsellor_utrecht"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    Membership.objects.filter(user=user).update(until_on=tomorrow)
    client.force_login(people["privacy_officer"])
    assert "Begeleider" in client.get(f"/access-log/{ours.pk}").content.decode()
    Membership.objects.filter(user=user).update(until_on=timezone.localdate())
    assert "Begeleider" not in client.get(f"/access-log/{ours.pk}").content.decode()


def test_an_export_of_the_whole_location_is_in_the_log_of_each_dossier(officer, tmp_path):
    ours = dossier("utrecht")
    numbers = dict(Location.objects.values_list("code", "pk"))
    export_now(tmp_path / "theirs", [numbers["groningen"]])
    address = f"/access-log/{ours.pk}?act=export"
    assert "export_register" not in officer.get(address).content.decode()
    export_now(tmp_path / "ours", [numbers["utrecht"]])
    assert "export_register" in officer.get(address).content.decode()


def test_it_is_narrowed_by_period_and_act_and_a_wrong_day_is_told(officer):
    ours = dossier("utrecht")
    officer.get(f"/access-log/{ours.pk}")
    for query, shows in {
        "act=read": True,
        "act=change": False,
        f"from_on={timezone.localdate():%d-%m-%Y}": True,
        "until_on=01-01-2020": False,
    }.items():
        page = officer.get(f"/access-log/{ours.pk}?{query}").content.decode().split("</main")[0]
        assert ("privacy_officer" in page.partition('id="access"')[2]) == shows, query
    wrong = officer.get(f"/access-log/{ours.pk}?from_on=gisteren").content.decode()
    assert "bestaande datum" in wrong


def test_the_letter_names_organisation_and_role_and_no_employee(client, people, officer):
    ours = dossier("utrecht")
    client.force_login(people["coordinator_utrecht"])
    for _time in range(3):
        client.get(f"/participants/{ours.pk}")
    client.force_login(people["privacy_officer"])
    letter = client.get(f"/access-log/{ours.pk}/letter").content.decode().partition("<main")[2]
    letter = letter.partition("</main")[0]
    assert "municipality utrecht" in letter
    assert "LVV-coördinator" in letter
    assert "coordinator_utrecht" not in letter
    assert "127.0.0.1" not in letter
    assert ours.family_name not in letter
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject, last.dossier_ids) == (Act.EXPORT, "access_log", [ours.pk])


def test_who_saw_a_dossier_is_found_through_an_index(people):
    ours = dossier("utrecht")
    AccessEntry.objects.bulk_create(
        AccessEntry(actor="user:1", act="list", subject="participant", dossier_ids=[n, n + 1])
        for n in range(10_000, 15_000)
    )
    with connection.cursor() as cursor:
        queryset = AccessEntry.objects.about_dossier(ours.pk, at=ours.location_id)
        # Without an order: of these few the first 26 would be looked for from the end.
        sql, parameters = queryset.order_by().values("pk").query.sql_with_params()
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "access_of_dossier" in plan
