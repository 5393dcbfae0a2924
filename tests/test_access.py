"""Every address × every role: who may, who may not, and for whom it is not there."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.accounts.models import FactorReset, RoleRequest
from apps.audit.codes import Act, Result
from apps.audit.models import AccessEntry
from apps.exchange.actions import import_now
from apps.exchange.models import ImportJob
from apps.foundation.acting import acting_as
from apps.monitor.actions import request_edition, run_edition
from apps.monitor.models import Edition, EditionRequest
from apps.organisation.access import Actor
from apps.organisation.models import Location, Partnership, User
from apps.participants.models import Participant
from apps.tracks.models import Track
from tests import cast
from tests.registers.packages import PILOT

MAY, NOT, ABSENT, ELSEWHERE, SIGN_IN = 200, 403, 404, 302, 302
EVERYONE = [person.name for person in cast.CAST]


def only(*names: str, otherwise: int = NOT) -> dict[str, int]:
    return {name: MAY if name in names else otherwise for name in EVERYONE}


READS_DOSSIERS = (
    "coordinator_utrecht",
    "registrar_utrecht",
    "counsellor_utrecht",
    "shelter_utrecht",
    "counsellor_groningen",
    "coordinator_groningen",
    "partner_dtv",
)
# Of a dossier of Utrecht: here, refused, or, for whoever has the right but elsewhere, not there.
DOSSIER = only("coordinator_utrecht", "registrar_utrecht", "counsellor_utrecht", "shelter_utrecht")
DOSSIER |= dict.fromkeys(("counsellor_groningen", "coordinator_groningen", "partner_dtv"), ABSENT)
# Of a track of Utrecht likewise.
OF_TRACK = DOSSIER | {"shelter_utrecht": NOT, "officer_utrecht": MAY}
SEES_FIGURES = ("coordinator_utrecht", "officer_utrecht", "coordinator_groningen", "bureau")
IMPORTERS = ("coordinator_utrecht", "registrar_utrecht", "coordinator_groningen")
MANAGERS = ("coordinator_utrecht", "coordinator_groningen", "administrator")
# Whole lists out: who keeps the register or counsels, and of tracks who answers for the figures.
TAKES_LISTS = (
    "coordinator_utrecht",
    "registrar_utrecht",
    "counsellor_utrecht",
    "counsellor_groningen",
    "coordinator_groningen",
)
# Of the account of someone in Utrecht, and of what waits for a decision there.
OF_ACCOUNT = only("coordinator_utrecht", "administrator") | {"coordinator_groningen": ABSENT}
MATRIX: dict[str, dict[str, int]] = {
    "home": only("stranger", otherwise=ELSEWHERE),
    "account_list": only(*MANAGERS),
    "account_detail": OF_ACCOUNT,
    "change_account": OF_ACCOUNT,
    "invite": only("administrator"),
    "ask_role": only("administrator"),
    "role_list": only(*MANAGERS),
    "organisation_list": only("administrator"),
    "organisation_detail": only("administrator"),
    "access_requests": only(*MANAGERS),
    "decide_role": OF_ACCOUNT,
    "decide_reset": OF_ACCOUNT,
    "rights_review": only("administrator"),
    "end_membership": only("administrator"),
    "rights_told": only("privacy_officer"),
    "participant_list": only(*READS_DOSSIERS),
    "participant_export": only(*TAKES_LISTS),
    "participant_detail": DOSSIER,
    "track_export": only(*TAKES_LISTS, "officer_utrecht"),
    # One's own, whoever one is; that of the address is of someone else.
    "export_list": only(*EVERYONE),
    "export_detail": only(otherwise=ABSENT),
    "participant_history": DOSSIER,
    "access_log": only("privacy_officer"),
    "access_of_dossier": only("privacy_officer"),
    "access_letter": only("privacy_officer"),
    "track_list": only(*(set(READS_DOSSIERS) - {"shelter_utrecht"}), "officer_utrecht"),
    "monitor": only("coordinator_utrecht", "officer_utrecht", "coordinator_groningen", "bureau"),
    "edition_list": only(
        "coordinator_utrecht", "officer_utrecht", "coordinator_groningen", "bureau"
    ),
    "edition_detail": only(
        "coordinator_utrecht", "officer_utrecht", "coordinator_groningen", "bureau"
    ),
    "edition_export": only(
        "coordinator_utrecht", "officer_utrecht", "coordinator_groningen", "bureau"
    ),
    "edition_changes": only(
        "coordinator_utrecht", "officer_utrecht", "coordinator_groningen", "bureau"
    ),
    "api_editions": only(*SEES_FIGURES),
    "api_edition": only(*SEES_FIGURES),
    "api_cells": only(*SEES_FIGURES),
    "api_export": only(*SEES_FIGURES),
    "api_edition_request": only(*SEES_FIGURES),
    "api_indicators": only(*SEES_FIGURES),
    "api_indicator": only(*SEES_FIGURES),
    "api_code_lists": only(*EVERYONE),
    "api_code_list": only(*EVERYONE),
    "api_import_jobs": only(*IMPORTERS),
    "api_import_job": only(*IMPORTERS) | dict.fromkeys(IMPORTERS, ABSENT),
    "api_participants": only(*READS_DOSSIERS),
    "api_participant": DOSSIER,
    "api_tracks": only(*(set(READS_DOSSIERS) - {"shelter_utrecht"}), "officer_utrecht"),
    "api_track": OF_TRACK,
    "import_list": only(*IMPORTERS),
    "import_detail": only(*IMPORTERS) | dict.fromkeys(IMPORTERS, ABSENT),
    "location_list": only(*MANAGERS),
    "location_detail": only("coordinator_utrecht", "administrator")
    | {"coordinator_groningen": ABSENT},
    "end_partnership": only("administrator"),
}
# Read by POST alone, or the same for everyone.
POSTED = {"participant_search", "export_file", "api_participant_search", "confirm_membership"}
PUBLIC = {"set_language", "account_login", "account_inactive", "api_openapi", "api_docs"}
PUBLIC |= {"mfa_authenticate", "session_left", "invitation"}
PUBLIC |= {"openid_connect_login", "openid_connect_callback"}
PUBLIC |= {"account_reset_password", "account_reset_password_done"}
PUBLIC |= {"account_reset_password_from_key", "account_reset_password_from_key_done"}
OWN = {"account_logout", "account_change_password", "token_list", "revoke_token"}
OWN |= {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
OWN |= {"session_list", "end_session"}
OWN |= {"mfa_index", "mfa_activate_totp", "mfa_deactivate_totp"}
OWN |= {"mfa_view_recovery_codes", "mfa_generate_recovery_codes"}
OWN |= {"mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"}


def names(resolver: URLResolver) -> set[str]:
    found: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.add(entry.name or str(entry.pattern))
        else:
            found |= names(entry)
    return found


def test_every_route_is_in_the_matrix():
    assert names(get_resolver()) == set(MATRIX) | POSTED | PUBLIC | OWN, (
        "Add each new route to MATRIX with what every one of the cast gets, or to the named sets."
    )


@pytest.fixture
def people(db) -> dict:
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    return cast.gather()


def addresses() -> dict[str, str]:
    utrecht = Location.objects.get(code="utrecht")
    with acting_as(Actor.system("test", today=cast.TODAY, locations=[utrecht.pk])):
        dossier = Participant.objects.order_by("position").first()
    job = ImportJob.objects.order_by("pk").first()
    numbers = {"participant_detail": [dossier.pk], "import_detail": [job.pk]}
    of_dossier = ("participant_history", "access_of_dossier", "access_letter")
    numbers |= dict.fromkeys(of_dossier, [dossier.pk])
    numbers |= {"api_participant": [dossier.pk], "api_import_job": [job.pk]}
    numbers |= {"api_indicator": ["tracks"], "api_code_list": ["gender"]}
    with acting_as(Actor.system("test", today=cast.TODAY, locations=[utrecht.pk])):
        numbers["api_track"] = [Track.objects.order_by("position").first().pk]
    numbers["participant_export"] = numbers["track_export"] = ["csv"]
    numbers["export_detail"] = [0]
    numbers["location_detail"] = ["utrecht"]
    partnership = Partnership.objects.filter(location=utrecht).order_by("pk").first()
    numbers["end_partnership"] = ["utrecht", partnership.pk]
    numbers["edition_detail"] = numbers["edition_changes"] = [edition()]
    numbers["edition_export"] = [*numbers["edition_detail"], "json"]
    numbers["api_export"] = numbers["edition_export"]
    numbers["api_edition"] = numbers["api_cells"] = numbers["edition_detail"]
    numbers["api_edition_request"] = [EditionRequest.objects.latest("pk").pk]
    numbers |= of_accounts(utrecht)
    return {name: reverse(name, args=numbers.get(name, [])) for name in MATRIX}


def of_accounts(utrecht: Location) -> dict[str, list[object]]:
    """Of the registrar of Utrecht, with a role and a reset that an administrator asked."""
    registrar = User.objects.get(name="registrar_utrecht")
    membership = registrar.memberships.get()
    asked = {
        "user": registrar,
        "asked_by": User.objects.get(name="administrator"),
        "asked_at": timezone.now(),
    }
    role = RoleRequest.objects.create(
        organisation=membership.organisation,
        location=utrecht,
        role=membership.role,
        from_on=cast.TODAY,
        **asked,
    )
    reset = FactorReset.objects.create(**asked)
    return {
        "account_detail": [registrar.pk],
        "organisation_detail": [membership.organisation_id],
        "ask_role": [registrar.pk],
        "change_account": [registrar.pk, "reset"],
        "decide_role": [role.pk],
        "decide_reset": [reset.pk],
        "end_membership": [membership.pk],
    }


def edition() -> int:
    """An edition of all locations, with one before it by older definitions."""
    day = date(2022, 4, 30)
    Edition.objects.create(
        reference_date=day,
        period_first=date(2022, 2, 1),
        definition="0",
        cut_off=timezone.now(),
        hash="",
        made_by="test",
    )
    locations = Location.objects.values_list("pk", flat=True)
    by = Actor.system("test", today=cast.TODAY, locations=locations)
    asked = request_edition(on=day, location=None, by=by, again=True)
    run_edition(asked.pk)
    return Edition.objects.latest("pk").pk


@pytest.mark.parametrize("name", EVERYONE)
def test_each_gets_what_the_matrix_says(client, people, name):
    client.force_login(people[name])
    found = {route: client.get(url).status_code for route, url in addresses().items()}
    assert found == {route: expected[name] for route, expected in MATRIX.items()}


@pytest.mark.django_db
def test_who_has_not_signed_in_is_sent_to_sign_in(client):
    for url in ("/", "/participants", "/tracks", "/monitor", "/imports", "/locations"):
        response = client.get(url)
        assert (response.status_code, response.url) == (302, f"/account/login?next={url}")


# Session, person, rights, settings and the entry in the access log included.
MOST_QUERIES = {"track_list": 8, "participant_list": 8, "participant_detail": 15, "monitor": 10}
TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@pytest.mark.parametrize("name", ["coordinator_utrecht", "counsellor_utrecht"])
@pytest.mark.parametrize("route", MOST_QUERIES)
def test_a_page_asks_the_database_little(client, people, name, route):
    client.force_login(people[name])
    url = addresses()[route]
    if client.get(url).status_code == 403:
        assert MATRIX[route][name] == 403
        return
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    queries = [q["sql"] for q in asked if not q["sql"].startswith(TRANSACTIONS)]
    # Within the transaction of a test the settings are put back; otherwise they go with it.
    assert "set_config" in queries.pop()
    assert len(queries) <= MOST_QUERIES[route], "\n".join(queries)


def test_no_page_shows_a_dossier_of_elsewhere(client, people):
    groningen = Location.objects.get(code="groningen")
    with acting_as(Actor.system("test", today=cast.TODAY, locations=[groningen.pk])):
        foreign = list(Participant.objects.values_list("pk", flat=True)[:50])
    client.force_login(people["coordinator_utrecht"])
    assert {client.get(f"/participants/{pk}").status_code for pk in foreign} == {404}
    assert "Groningen" not in client.get("/participants").content.decode().split("<main")[1]


def test_shelter_staff_see_a_name_and_a_birth_year_and_no_more(client, people):
    client.force_login(people["shelter_utrecht"])
    dossier = addresses()["participant_detail"]
    page = client.get(dossier).content.decode()
    assert "Geboortejaar" in page
    for hidden in ("Geboortedatum", "Land van herkomst", "Eerste aanvraag", "Perspectief:"):
        assert hidden not in page


def test_no_name_and_no_v_number_stands_in_an_address(client, people):
    client.force_login(people["coordinator_utrecht"])
    response = client.post("/participants/search", {"words": "Demo"})
    assert response.status_code == 302
    assert "demo" not in response.url.lower()
    page = client.get(response.url)
    assert page.status_code == 200
    body = page.content.decode()
    assert "Demo" in body
    assert client.get("/participants?search=made-up").status_code == 200


# What shows figures, words or files, and no dossier.
SHOW_NO_DOSSIER = {
    *("home", "location_list", "location_detail", "end_partnership", "access_log"),
    *("monitor", "edition_list", "edition_detail", "edition_export", "edition_changes"),
    *("api_editions", "api_edition", "api_cells", "api_export", "api_edition_request"),
    *("api_indicators", "api_indicator", "api_code_lists", "api_code_list"),
    *("import_list", "import_detail", "api_import_jobs", "api_import_job"),
    *("account_list", "account_detail", "change_account", "invite", "ask_role", "role_list"),
    *("organisation_list", "organisation_detail", "access_requests", "decide_role"),
    *("decide_reset", "rights_review", "end_membership", "rights_told", "export_list"),
}


def shown_in(body: str, dossiers: dict[int, list[str]]) -> set[int]:
    """The dossiers of which a page shows the name, the key or the key of a track."""
    return {number for number, words in dossiers.items() if any(word in body for word in words)}


def canaries() -> dict[int, list[str]]:
    """Of each dossier in Utrecht what stands on a page only where it is shown."""
    utrecht = Location.objects.get(code="utrecht")
    with acting_as(Actor.system("test", today=cast.TODAY, locations=[utrecht.pk])):
        keys = {d.pk: [f">{d.key}<", f'"{d.key}"'] for d in Participant.objects.all()}
        for track in Track.objects.all():
            keys[track.participant_id] += [f">{track.key}<", f'"{track.key}"']
            keys[track.participant_id].append(f'/participants/{track.participant_id}"')
        return keys


@pytest.mark.parametrize("name", ["coordinator_utrecht", "counsellor_utrecht", "privacy_officer"])
def test_every_page_with_personal_data_leaves_a_row_in_the_access_log(client, people, name):
    """Of all routes there are, pages and API: which dossiers a page shows, its entry names."""
    client.force_login(people[name])
    dossiers = canaries()
    shows, told = set(), set()
    for route, url in addresses().items():
        last = AccessEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        response = client.get(url)
        if response.status_code != 200:
            continue
        # Of a stream the rows are named as they are read.
        content = b"".join(response) if response.streaming else response.content
        body = content.decode(errors="replace").partition("<main")
        shown = shown_in(body[2] or body[0], dossiers)
        told |= {route} if shown else set()
        entries = AccessEntry.objects.filter(pk__gt=last, user_id=people[name].pk)
        named = {number for entry in entries for number in entry.dossier_ids}
        assert shown <= named, f"{route} shows dossiers that record_read() does not name"
        if route not in SHOW_NO_DOSSIER:
            assert named, f"{route} leaves no dossier in the log: call record_read(dossiers=…)"
            shows.add(route)
        assert not (route in SHOW_NO_DOSSIER and shown), f"Take {route} out of SHOW_NO_DOSSIER."
        for entry in entries:
            assert entry.context.partition(" ")[0] == route
    lists = {"participant_list", "track_list", "api_participants", "api_tracks"}
    assert told >= {route for route in lists if MATRIX[route][name] == MAY}
    assert shows >= {r for r in MATRIX if MATRIX[r][name] == MAY and r not in SHOW_NO_DOSSIER}


def test_a_page_without_dossiers_that_reads_figures_leaves_a_row_too(client, people):
    client.force_login(people["coordinator_utrecht"])
    # The monitor also writes down that it had a day counted.
    read = AccessEntry.objects.exclude(act=Act.CHANGE)
    before = read.count()
    assert client.get("/monitor").status_code == 200
    assert read.count() == before + 1


def test_a_refusal_is_remembered(client, people):
    client.force_login(people["bureau"])
    client.get("/participants")
    last = AccessEntry.objects.latest("pk")
    assert (last.result, last.subject) == (Result.REFUSED, "participant_list")
    assert last.user_id == people["bureau"].pk
    assert last.act == Act.READ


@pytest.mark.parametrize("url", ["/participants", "/tracks"])
def test_the_number_of_queries_does_not_grow_with_the_list(client, people, monkeypatch, url):
    client.force_login(people["coordinator_utrecht"])
    client.get(url)
    counts = []
    for size in (2, 20):
        monkeypatch.setattr("apps.foundation.paging.page.__defaults__", (size,))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
