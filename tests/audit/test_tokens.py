"""Tokens: made and revoked by their person, shown once, for some things, until a day."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client

from apps.audit.actions import issue_token, withdraw_token
from apps.audit.codes import Act, Result
from apps.audit.models import AccessEntry
from apps.organisation.access import GRANTS, SCOPES, Actor, Permission
from apps.organisation.codes import Scope
from apps.organisation.models import ApiToken, Location, Membership, User
from tests import cast
from tests.asking import BASE, problem_of

TOKENS = "/account/tokens"
SOON = cast.TODAY + timedelta(days=30)


@pytest.fixture
def people(db) -> dict[str, User]:
    for code, name in (("utrecht", "Utrecht"), ("groningen", "Groningen")):
        Location.objects.create(code=code, name=name, municipality_codes="GM0344")
    return cast.gather()


@pytest.fixture
def person(people) -> User:
    return people["coordinator_utrecht"]


def issue(user: User, **fields: object) -> tuple[ApiToken, str]:
    given = {"name": "proef", "scopes": [Scope.MONITOR_READ], "expires_on": SOON}
    return issue_token(**given | fields, by=cast.actor(user))


def status(secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return Client(headers=headers).get(f"{BASE}/code-lists").status_code


def fill_in(client: Client, **fields: object):
    given = {"name": "proef", "scopes": ["monitor.read"], "expires_on": "31-07-2022"}
    return client.post(TOKENS, given | fields)


# --- What they open


def test_a_token_opens_the_api_and_is_noted_once_a_day(person):
    token, secret = issue(person)
    assert status(secret) == 200
    token.refresh_from_db()
    assert token.last_used_on == cast.TODAY


def test_a_token_opens_no_page(person):
    _token, secret = issue(person, scopes=list(Scope))
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    for url in ("/participants", "/tracks", TOKENS):
        assert client.get(url).url == f"/account/login?next={url}"


@pytest.mark.parametrize("secret", ["", "x", "lvv_x", "é", "x" * 5000, "lvv_x y"])
def test_a_secret_of_nobody_opens_nothing_and_is_not_remembered(people, secret):
    before = AccessEntry.objects.count()
    response = Client().get(f"{BASE}/code-lists", headers={"Authorization": f"Bearer {secret}"})
    problem_of(response, 401)
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]
    assert AccessEntry.objects.count() == before


def test_a_token_ends_after_its_last_day(person, settings):
    _token, secret = issue(person)
    settings.LVV_TODAY = SOON
    assert status(secret) == 200
    settings.LVV_TODAY = SOON + timedelta(days=1)
    assert status(secret) == 401


def test_a_revoked_token_stops_at_the_next_request(person):
    token, secret = issue(person)
    assert status(secret) == 200
    withdraw_token(token, by=cast.actor(person))
    assert status(secret) == 401


def test_the_token_of_who_is_no_longer_active_stops_at_the_next_request(person):
    _token, secret = issue(person)
    assert status(secret) == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert status(secret) == 401


def test_a_membership_that_ends_takes_the_token_along(person):
    _token, secret = issue(person)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.get(f"{BASE}/editions").status_code == 200
    Membership.objects.filter(user=person).update(until_on=cast.TODAY)
    assert client.get(f"{BASE}/editions").status_code == 403


def test_a_token_that_no_longer_opens_is_refused_though_a_session_would_open(person):
    token, secret = issue(person)
    withdraw_token(token, by=cast.actor(person))
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    client.force_login(person)
    assert client.get(f"{BASE}/code-lists").status_code == 401


def test_a_token_goes_before_the_session(people):
    _token, secret = issue(people["stranger"])
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    client.force_login(people["coordinator_utrecht"])
    assert client.get(f"{BASE}/editions").status_code == 403


def test_a_try_with_a_token_that_has_stopped_is_remembered(person):
    token, secret = issue(person)
    withdraw_token(token, by=cast.actor(person))
    status(secret)
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.result, last.subject) == (
        Act.SIGN_IN_FAILED,
        Result.REFUSED,
        "api_token",
    )
    assert last.subject_ids == [token.pk]


# --- What they are for


def test_a_token_sees_what_its_person_sees_and_without_that_scope_no_row(people):
    for name, user in people.items():
        whole = cast.actor(user)
        limited = User.objects.actor(user, today=cast.TODAY, scopes=["register.read"])
        assert limited.settings() == whole.settings(), name
        other = User.objects.actor(user, today=cast.TODAY, scopes=["monitor.read"])
        assert {v for n, v in other.settings().items() if "." in n} - {
            other.name, other.source, other.today.isoformat(),
        } == {"{}"}, name  # fmt: skip


def test_no_token_manages_locations_and_every_scope_is_for_something_that_is_granted():
    reached = {permission for permissions in SCOPES.values() for permission in permissions}
    granted = {permission for permissions in GRANTS.values() for permission in permissions}
    assert set(SCOPES) == set(Scope)
    assert reached <= granted
    assert not reached & {
        Permission.LOCATION_MANAGE,
        Permission.LOCATION_VIEW,
        Permission.REGISTER_EXPORT,
    }


# --- How they are made


def test_only_a_hash_of_the_secret_is_kept(person):
    token, secret = issue(person)
    assert re.fullmatch(r"lvv_[A-Za-z0-9_-]{43}", secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM organisation_apitoken AS t")
        kept = str(cursor.fetchall())
    assert secret not in kept
    assert len(bytes(token.secret_hash)) == 32


def test_two_tokens_have_two_secrets(person):
    assert issue(person)[1] != issue(person, name="another")[1]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"expires_on": cast.TODAY}, "expires_on"),
        ({"expires_on": cast.TODAY + timedelta(days=366)}, "expires_on"),
        ({"name": "taken"}, "name"),
    ],
    ids=["no longer than today", "longer than a year", "a name that is in use"],
)
def test_what_is_no_token_is_refused_at_its_field(person, fields, field):
    issue(person, name="taken")
    with pytest.raises(ValidationError) as refused:
        issue(person, **fields)
    assert list(refused.value.message_dict) == [field]


def test_a_token_may_last_a_year(person):
    assert issue(person, expires_on=date(2023, 7, 1))


def test_a_name_is_free_again_after_revoking(person):
    token, _secret = issue(person)
    withdraw_token(token, by=cast.actor(person))
    assert issue(person)


def test_a_token_makes_no_token(person):
    by = User.objects.actor(person, today=cast.TODAY, scopes=list(Scope))
    with pytest.raises(PermissionDenied):
        issue_token(name="x", scopes=[Scope.MONITOR_READ], expires_on=SOON, by=by)


def test_a_system_account_has_no_token(people):
    by = Actor.system("test", today=cast.TODAY, locations=[])
    with pytest.raises(PermissionDenied):
        issue_token(name="x", scopes=[Scope.MONITOR_READ], expires_on=SOON, by=by)


def test_nobody_revokes_the_token_of_another(people):
    token, _secret = issue(people["coordinator_utrecht"])
    with pytest.raises(PermissionDenied):
        withdraw_token(token, by=cast.actor(people["administrator"]))


def test_making_and_revoking_are_remembered(person):
    token, _secret = issue(person)
    withdraw_token(token, by=cast.actor(person))
    entries = AccessEntry.objects.filter(subject="api_token")
    assert [(entry.act, entry.subject_ids) for entry in entries] == [
        (Act.CHANGE, [token.pk]),
        (Act.CHANGE, [token.pk]),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organisation_apitoken SET expires_on = expires_on + 1",
        "UPDATE organisation_apitoken SET scopes = '{register.read}'",
        "UPDATE organisation_apitoken SET user_id = user_id",
        "DELETE FROM organisation_apitoken",
    ],
)
def test_the_database_lets_nobody_stretch_a_token(person, statement):
    issue(person)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


# --- The page


def test_the_page_shows_the_secret_once(client, person):
    client.force_login(person)
    page = fill_in(client).content.decode()
    secret = re.search(r"lvv_[A-Za-z0-9_-]{43}", page)[0]
    assert status(secret) == 200
    again = client.get(TOKENS).content.decode()
    assert secret not in again
    assert "proef" in again


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Dit is nog leeg. Vul het in."),
        ({"scopes": []}, "Er is niets gekozen. Kies er ten minste een."),
        ({"expires_on": "01-07-2023"}, ""),
        ({"expires_on": "02-07-2023"}, "Een token geldt hooguit een jaar."),
        ({"expires_on": "soon"}, "Vul een bestaande datum in"),
    ],
)
def test_the_page_says_what_is_wrong(client, person, fields, sentence):
    client.force_login(person)
    response = fill_in(client, **fields)
    assert response.status_code == (422 if sentence else 200)
    assert sentence in response.content.decode()
    assert ApiToken.objects.count() == (0 if sentence else 1)


def test_the_page_revokes_after_asking(client, person):
    token, secret = issue(person)
    client.force_login(person)
    address = f"{TOKENS}/{token.pk}/revoke"
    assert "proef" in client.get(address).content.decode()
    assert status(secret) == 200
    assert client.post(address).url == TOKENS
    assert status(secret) == 401
    assert "Ingetrokken" in client.get(TOKENS).content.decode()


def test_the_tokens_of_another_are_not_there(client, people):
    token, _secret = issue(people["coordinator_utrecht"])
    client.force_login(people["coordinator_groningen"])
    assert "proef" not in client.get(TOKENS).content.decode()
    assert client.get(f"{TOKENS}/{token.pk}/revoke").status_code == 404
    assert client.post(f"{TOKENS}/{token.pk}/revoke").status_code == 404


def test_the_page_is_for_everyone_who_has_signed_in(client, people):
    for user in people.values():
        client.force_login(user)
        assert client.get(TOKENS).status_code == 200
    assert "/account/tokens" in client.get(TOKENS).content.decode().split("<main")[0]
