"""Lists that leave: exactly what the page shows to who asks, and never without a line in the log."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.audit import actions
from apps.audit.codes import Act, ExportState, Listing, Result
from apps.audit.models import MOST_ATTEMPTS, AccessEntry, ExportPiece, ListExport
from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.organisation.codes import Role
from apps.organisation.models import Membership
from apps.participants.exporting import participant_table
from apps.participants.models import Participant
from apps.participants.tasks import make_list_export
from apps.tracks.exporting import track_table
from apps.tracks.models import Track
from tests import cast
from tests.asking import Program
from tests.registers.packages import PILOT

pytestmark = pytest.mark.django_db
TAKERS = (
    "coordinator_utrecht",
    "registrar_utrecht",
    "counsellor_utrecht",
    "counsellor_groningen",
    "coordinator_groningen",
)


@pytest.fixture
def people(db) -> dict:
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    return cast.gather()


def signed_in(user) -> Client:
    client = cast.Browser()
    client.force_login(user)
    return client


def rows(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def asked(client: Client, address: str = "/participants/export/xlsx") -> ListExport:
    """Ask for a workbook that is too long; gives the row that says so."""
    response = client.get(address)
    assert response.status_code == 302
    return ListExport.objects.get(pk=int(response.url.rsplit("/", 1)[1]))


@pytest.fixture
def short(monkeypatch) -> None:
    """Whatever has more than ten rows is too long to wait for."""
    monkeypatch.setattr("apps.audit.actions.exports.LONG", 10)


@pytest.mark.parametrize("name", TAKERS)
def test_participants_are_those_of_the_list_in_its_order(people, name):
    listed = Program(people[name]).rows("participants", pageSize=100)
    found = rows(signed_in(people[name]).get("/participants/export/csv"))
    assert [row["Kenmerk"] for row in found] == [row["key"] for row in listed]
    assert [row["Achternaam"] for row in found] == [row["familyName"] for row in listed]
    assert [row["Geboren"] for row in found] == [row["dateOfBirth"] or "" for row in listed]


FILTERS = (
    "",
    "state=open",
    "state=ended",
    "perspective=return",
    "perspective=undetermined",
    "outflow_reason=departure",
    "location=utrecht",
    "location=groningen&state=open",
    "caseload=mine",
    "location=nowhere",
)


def listed(client: Client, query: str) -> list[str]:
    """The keys of every page of the list of tracks."""
    keys, address = [], f"/tracks?{query}"
    while address:
        page = client.get(address).context["page"]
        keys += [row.key for row in page.rows]
        address = page.next and f"/tracks{page.next}"
    return keys


@pytest.mark.parametrize("name", [*TAKERS, "officer_utrecht"])
def test_tracks_are_those_of_the_list_for_every_filter(people, name):
    client = signed_in(people[name])
    for query in FILTERS:
        found = rows(client.get(f"/tracks/export/csv?{query}"))
        assert [row["Kenmerk"] for row in found] == listed(client, query), query
        if name == "officer_utrecht":
            # Who may not know the person sees the track without a name.
            assert {row["Achternaam"] + row["Voornamen"] for row in found} <= {""}


def test_a_row_says_what_the_list_says(people):
    by_key = {t["key"]: t for t in Program(people["counsellor_utrecht"]).rows("tracks")}
    found = rows(signed_in(people["counsellor_utrecht"]).get("/tracks/export/csv"))
    assert len(found) == len(by_key)
    for row in found:
        track = by_key[row["Kenmerk"]]
        assert row["Achternaam"] == track["participant"]["familyName"]
        assert (row["Toegelaten"], row["Uitgestroomd"]) == (
            track["admittedOn"],
            track["outflowOn"] or "",
        )
        assert row["Dagen"] == str(track["days"])
        assert row["Stand"] == ("Lopend" if track["isOpen"] else "Geëindigd")
        assert row["Perspectief sinds"] == (track["perspectiveSince"] or "")


@pytest.mark.parametrize("name", TAKERS)
def test_no_row_of_another_city_and_no_v_number_ever_leaves(people, name):
    city = name.rsplit("_", 1)[1].title()
    for address in ("/participants/export/csv", "/tracks/export/csv"):
        found = rows(signed_in(people[name]).get(address))
        assert {row["Locatie"] for row in found} == {city}
        assert "V-nummer" not in found[0]


def test_a_search_exports_what_it_found(people):
    client = signed_in(people["coordinator_utrecht"])
    address = client.post("/participants/search", {"words": "Demo"}).url
    page = client.get(address)
    export = page.context["exports"][0]["url"]
    assert "page=" not in export
    found = rows(client.get(export))
    assert len(found) == page.context["page"].counted
    assert all("demo" in (row["Achternaam"] + row["Voornamen"]).lower() for row in found)


def test_a_search_that_is_cut_says_so_on_the_page_and_in_the_name_of_the_file(people, monkeypatch):
    monkeypatch.setattr("apps.participants.models.MOST_FOUND", 2)
    monkeypatch.setattr("apps.participants.views.MOST_FOUND", 2)
    monkeypatch.setattr("apps.participants.exporting.MOST_FOUND", 2)
    client = signed_in(people["coordinator_utrecht"])
    address = client.post("/participants/search", {"words": "Demo"}).url
    page = client.get(address)
    assert "Alleen de eerste 2 gevonden deelnemers staan hier" in page.content.decode()
    response = client.get(page.context["exports"][0]["url"])
    assert "deelnemers-eerste-2.csv" in response.headers["Content-Disposition"]
    assert len(rows(response)) == len(page.context["page"].rows) == 2


def test_in_english_heads_and_labels_are_english(people):
    people["coordinator_utrecht"].language = "en"
    people["coordinator_utrecht"].save()
    response = signed_in(people["coordinator_utrecht"]).get("/participants/export/csv")
    assert "participants.csv" in response.headers["Content-Disposition"]
    found = rows(response)
    assert {row["Gender"] for row in found} <= {"Male", "Female", "Unknown", ""}


def test_who_may_see_less_at_one_place_gets_less_of_it(people):
    """A coordinator of Utrecht who is shelter staff in Groningen may export Utrecht alone."""
    user = people["coordinator_utrecht"]
    groningen = Membership.objects.get(user=people["coordinator_groningen"])
    Membership.objects.create(
        user=user,
        organisation=groningen.organisation,
        location=groningen.location,
        role=Role.SHELTER_STAFF,
        from_on=cast.FROM,
    )
    client = signed_in(user)
    assert (
        "alleen de locaties waar u mag exporteren" in client.get("/participants").content.decode()
    )
    found = rows(client.get("/participants/export/csv"))
    assert {row["Locatie"] for row in found} == {"Utrecht"}


def test_a_short_workbook_comes_at_once_with_the_same_rows(people):
    client = signed_in(people["coordinator_utrecht"])
    response = client.get("/tracks/export/xlsx?state=open")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    head, *found = list(book["Trajecten"].values)
    written = rows(client.get("/tracks/export/csv?state=open"))
    assert [dict(zip(head, row, strict=True))["Kenmerk"] for row in found] == [
        row["Kenmerk"] for row in written
    ]
    assert ("Stand", "Lopend") in list(book["Toelichting"].values)
    assert not ListExport.objects.exists()


@pytest.mark.parametrize("listing", ["participant", "track"])
def test_every_row_that_left_stands_in_the_log_with_its_dossier(people, listing):
    client = signed_in(people["coordinator_utrecht"])
    response = client.get(f"/{listing}s/export/csv")
    begun = AccessEntry.objects.latest("pk")
    # Before any byte: that it leaves, and of where.
    assert (begun.act, begun.subject, len(begun.location_ids)) == (
        Act.EXPORT,
        f"{listing}_export",
        1,
    )
    found = rows(response)
    entries = AccessEntry.objects.filter(act=Act.EXPORT, subject=listing)
    assert sum(len(entry.subject_ids) for entry in entries) == len(found)
    with acting_as(cast.actor(people["coordinator_utrecht"])):
        of = "pk" if listing == "participant" else "participant_id"
        model = Participant if listing == "participant" else Track
        dossiers = set(model.objects.values_list(of, flat=True))
    assert {number for entry in entries for number in entry.dossier_ids} == dossiers


def test_who_goes_away_has_what_was_sent_and_the_log_keeps_that(people, monkeypatch):
    monkeypatch.setattr("apps.foundation.table_files.FIRST_BATCH", 10)
    by = cast.actor(people["coordinator_utrecht"])
    with acting_as(by):
        query = QueryDict("")
        _name, pieces = actions.export_list(
            Listing.PARTICIPANTS, participant_table, query=query, form="csv", by=by
        )
    assert next(pieces).count(b"\n") == 11
    pieces.close()
    last = AccessEntry.objects.latest("pk")
    assert (last.subject, len(last.subject_ids)) == ("participant", 10)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_without_a_log_no_byte_leaves(people, monkeypatch, form):
    def broken(*given: object, **said: object) -> None:
        raise OSError("the log is full")

    client = signed_in(people["coordinator_utrecht"])
    client.raise_request_exception = False
    response = client.get(f"/participants/export/{form}")
    monkeypatch.setattr(AccessEntry.objects, "create", broken)
    with pytest.raises(OSError):
        list(response.streaming_content)
    assert client.get(f"/participants/export/{form}").status_code == 500


def test_a_refusal_is_remembered(people):
    assert signed_in(people["shelter_utrecht"]).get("/participants/export/csv").status_code == 403
    last = AccessEntry.objects.latest("pk")
    assert (last.subject, last.result) == ("participant_export", Result.REFUSED)


def test_a_form_that_is_not_there_is_not_found(people):
    client = signed_in(people["coordinator_utrecht"])
    assert client.get("/participants/export/doc").status_code == 404
    assert client.post("/participants/export/csv").status_code == 405


@pytest.mark.parametrize("address", ["/participants", "/tracks"])
def test_an_export_asks_the_database_little(people, address):
    client = signed_in(people["coordinator_utrecht"])
    with CaptureQueriesContext(connection) as asked:
        list(client.get(f"{address}/export/csv").streaming_content)
    assert len(asked) <= 20, [query["sql"][:90] for query in asked]


@pytest.mark.parametrize("name", ["shelter_utrecht", "partner_dtv"])
def test_who_may_not_export_is_not_offered_it(people, name):
    page = signed_in(people[name]).get("/participants").content.decode()
    assert "/participants/export" not in page


def test_a_long_workbook_is_made_beside_the_web_and_fetched_once(people, short):
    client = signed_in(people["coordinator_utrecht"])
    export = asked(client, "/participants/export/xlsx?location=utrecht")
    assert "Wacht op verwerking" in client.get(f"/exports/{export.pk}").content.decode()
    assert asked(client, "/participants/export/xlsx?location=utrecht") == export
    make_list_export(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.READY
    assert export.rows_written > 10
    assert "Bestand ophalen" in client.get(f"/exports/{export.pk}").content.decode()
    response = client.post(f"/exports/{export.pk}/file")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    written = rows(client.get("/participants/export/csv?location=utrecht"))
    assert len(list(book["Deelnemers"].values)) == len(written) + 1
    export.refresh_from_db()
    assert (export.state, export.key_wrapped) == (ExportState.FETCHED, None)
    assert not ExportPiece.objects.exists()
    again = client.post(f"/exports/{export.pk}/file")
    assert again.status_code == 410
    assert "U hebt dit bestand opgehaald" in again.content.decode()
    assert str(export.pk) in client.get("/exports").content.decode()


def test_a_file_is_sealed_and_so_is_what_was_looked_for(people, short):
    client = signed_in(people["coordinator_utrecht"])
    export = asked(
        client,
        client.post("/participants/search", {"words": "Demo"}).url.replace(
            "/participants?", "/participants/export/xlsx?"
        ),
    )
    actions.make_export(export.pk, participant_table)
    export.refresh_from_db()
    assert b"search" not in bytes(export.query_sealed)
    pieces = b"".join(bytes(piece.sealed) for piece in ExportPiece.objects.all())
    assert not pieces.startswith(b"PK")
    assert b"sheet1.xml" not in pieces


def test_who_was_cut_off_fetches_it_once_more(people, short):
    user = people["coordinator_utrecht"]
    export = asked(signed_in(user))
    actions.make_export(export.pk, participant_table)
    pieces = actions.fetch_export(export, by=cast.actor(user))
    next(pieces)
    pieces.close()
    assert b"".join(actions.fetch_export(export, by=cast.actor(user))).startswith(b"PK")


def test_a_file_is_for_who_asked_and_for_nobody_else(people, short):
    export = asked(signed_in(people["coordinator_utrecht"]))
    actions.make_export(export.pk, participant_table)
    for name in ("registrar_utrecht", "coordinator_groningen", "administrator"):
        other = signed_in(people[name])
        assert other.get(f"/exports/{export.pk}").status_code == 404
        assert other.post(f"/exports/{export.pk}/file").status_code == 404


def test_rights_that_were_withdrawn_refuse_the_file(people, short):
    user = people["coordinator_utrecht"]
    export = asked(signed_in(user))
    actions.make_export(export.pk, participant_table)
    Membership.objects.filter(user=user).update(role=Role.COUNSELLOR)
    assert signed_in(user).post(f"/exports/{export.pk}/file").status_code == 403
    Membership.objects.filter(user=user).update(until_on=cast.TODAY)
    assert signed_in(user).post(f"/exports/{export.pk}/file").status_code == 403
    assert AccessEntry.objects.latest("pk").result == Result.REFUSED


def test_rights_that_were_withdrawn_before_it_was_made_break_it_off(people, short):
    user = people["coordinator_utrecht"]
    export = asked(signed_in(user))
    Membership.objects.filter(user=user).update(until_on=cast.TODAY)
    actions.make_export(export.pk, participant_table)
    export.refresh_from_db()
    assert export.state == ExportState.BROKEN_OFF
    assert AccessEntry.objects.latest("pk").result == Result.REFUSED
    page = signed_in(user).get(f"/exports/{export.pk}").content.decode()
    assert "De export is afgebroken" in page


def test_a_file_that_nobody_fetched_is_destroyed_after_a_day(people, short):
    client = signed_in(people["coordinator_utrecht"])
    export = asked(client, "/tracks/export/xlsx")
    actions.make_export(export.pk, track_table)
    ListExport.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    # Also where beat was away.
    late = client.post(f"/exports/{export.pk}/file")
    assert (late.status_code, "Dit bestand is verlopen" in late.content.decode()) == (410, True)
    actions.destroy_old_exports()
    export.refresh_from_db()
    assert (export.state, export.key_wrapped) == (ExportState.EXPIRED, None)
    assert not ExportPiece.objects.exists()
    assert "Dit bestand is verlopen" in client.get(f"/exports/{export.pk}").content.decode()


def test_an_export_that_keeps_failing_is_ended_and_says_so(people, short):
    client = signed_in(people["coordinator_utrecht"])
    export = asked(client)
    ListExport.objects.update(attempts=MOST_ATTEMPTS, begun_at=timezone.now())
    actions.make_export(export.pk, participant_table)
    export.refresh_from_db()
    assert export.state == ExportState.BROKEN_OFF
    assert "De export is afgebroken" in client.get(f"/exports/{export.pk}").content.decode()


def test_what_waits_or_was_left_is_sent_again(people, short):
    client = signed_in(people["coordinator_utrecht"])
    export = asked(client)
    assert actions.waiting_exports() == []
    ListExport.objects.update(asked_at=timezone.now() - timedelta(seconds=11))
    assert actions.waiting_exports() == [(export.pk, "participants")]
    ListExport.objects.update(begun_at=timezone.now(), heard_at=timezone.now())
    assert actions.waiting_exports() == []
    ListExport.objects.update(heard_at=timezone.now() - timedelta(seconds=61))
    assert actions.waiting_exports() == [(export.pk, "participants")]


def test_a_swap_gives_what_the_fresh_page_holds(people, short):
    client = signed_in(people["coordinator_utrecht"])
    export = asked(client)
    fragment = client.get(f"/exports/{export.pk}", headers={"HX-Request": "true"})
    page = client.get(f"/exports/{export.pk}").content.decode()
    assert fragment.content.decode().strip() in page
