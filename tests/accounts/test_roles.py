"""Giving and taking roles: nobody for oneself, and two for what sees dossiers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts import actions, role_actions
from apps.accounts.models import Review, RoleRequest
from apps.accounts.showing import WORDS
from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.foundation.acting import acting_as
from apps.organisation.access import GRANTS, SIGHTED, Permission
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User
from tests import cast

pytestmark = pytest.mark.django_db
TOLD = "https://lvv.example/rights"
DOSSIERS = "/participants"


@pytest.fixture
def people() -> dict[str, User]:
    Location.objects.create(code="utrecht", name="Utrecht", municipality_codes="GM0344")
    Location.objects.create(code="groningen", name="Groningen", municipality_codes="GM0014")
    return cast.gather()


def ask(user: User, by: User, role: Role = Role.REGISTRAR, where: str = "utrecht") -> RoleRequest:
    actor = cast.actor(by)
    kind = OrganisationKind.MUNICIPALITY if where else OrganisationKind.BUREAU
    with acting_as(actor):
        return role_actions.ask_role(
            user,
            organisation=Organisation.objects.get(name=f"{kind} {where}"),
            location=Location.objects.get(code=where) if where else None,
            role=role,
            from_on=cast.TODAY,
            until_on=None,
            page=TOLD,
            by=actor,
        )


def decide(asked: RoleRequest, by: User, *, is_granted: bool = True) -> None:
    actor = cast.actor(by)
    with acting_as(actor):
        role_actions.decide_role(asked, is_granted=is_granted, page=TOLD, by=actor)


def test_a_role_that_sees_dossiers_gives_nothing_until_another_approves(
    client, people, django_capture_on_commit_callbacks
):
    stranger = people["stranger"]
    asked = ask(stranger, people["administrator"])
    client.force_login(stranger)
    assert client.get(DOSSIERS).status_code == 403
    with pytest.raises(ValidationError, match="zelf gevraagd"):
        decide(asked, people["administrator"])
    assert client.get(DOSSIERS).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        decide(asked, people["coordinator_utrecht"])
    assert client.get(DOSSIERS).status_code == 200
    assert [message.to for message in mail.outbox] == [[people["privacy_officer"].email]]
    words = mail.outbox[0].subject + mail.outbox[0].body
    assert not any(name in words for name in ("stranger", "utrecht", "Utrecht", "registrar"))
    client.force_login(people["privacy_officer"])
    page = client.get("/rights").content.decode()
    for name in ("stranger", "administrator", "coordinator_utrecht", "Registrator"):
        assert name in page
    assert [entry.act for entry in AccessEntry.objects.filter(subject="membership")] == [Act.GRANT]


def test_a_role_that_sees_none_is_given_at_once(people):
    asked = ask(people["stranger"], people["administrator"], Role.PROGRAMME_BUREAU, "")
    assert asked.is_granted
    assert cast.actor(people["stranger"]).grants[0].role == Role.PROGRAMME_BUREAU


def test_a_role_that_is_refused_gives_nothing(people):
    decide(
        ask(people["stranger"], people["administrator"]),
        people["coordinator_utrecht"],
        is_granted=False,
    )
    assert not Membership.objects.filter(user=people["stranger"]).exists()


def test_who_asked_may_take_it_back(people):
    asked = ask(people["stranger"], people["administrator"])
    decide(asked, people["administrator"], is_granted=False)
    with pytest.raises(ValidationError, match="al besloten"):
        decide(asked, people["coordinator_utrecht"])


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.ADMINISTRATOR])
def test_nobody_asks_a_role_for_themselves(people, role):
    with pytest.raises(PermissionDenied):
        ask(people["administrator"], people["administrator"], role)


def test_nobody_approves_a_role_for_themselves(people):
    asked = ask(people["coordinator_utrecht"], people["administrator"])
    with pytest.raises(PermissionDenied):
        decide(asked, people["coordinator_utrecht"])


@pytest.mark.parametrize(
    "name", ["coordinator_groningen", "counsellor_utrecht", "privacy_officer", "stranger"]
)
def test_who_may_not_approve(people, name):
    asked = ask(people["registrar_utrecht"], people["administrator"])
    with pytest.raises(PermissionDenied):
        decide(asked, people[name])


@pytest.mark.parametrize("name", ["coordinator_utrecht", "counsellor_utrecht", "privacy_officer"])
def test_who_may_not_ask(people, name):
    with pytest.raises(PermissionDenied):
        ask(people["stranger"], people[name])


def test_an_administrator_of_one_location_gives_no_role_elsewhere(people):
    Membership.objects.filter(user=people["administrator"]).update(
        location=Location.objects.get(code="groningen")
    )
    for where in ("utrecht", ""):
        with pytest.raises(PermissionDenied):
            ask(people["stranger"], people["administrator"], where=where)


@pytest.mark.parametrize(
    ("user", "asked_by", "decided_by", "constraint"),
    [
        ("stranger", "administrator", "administrator", "takes_two_persons"),
        ("stranger", "stranger", "administrator", "nobody_grants_themselves"),
        ("stranger", "administrator", "stranger", "nobody_grants_themselves"),
    ],
    ids=["approver is requester", "requester is the person", "approver is the person"],
)
def test_the_database_refuses_too(people, user, asked_by, decided_by, constraint):
    asked = ask(people["registrar_utrecht"], people["administrator"])
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RoleRequest.objects.filter(pk=asked.pk).update(
            user=people[user],
            asked_by=people[asked_by],
            decided_by=people[decided_by],
            decided_at=timezone.now(),
            is_granted=True,
        )


def test_a_role_in_a_city_is_at_a_location(people):
    actor = cast.actor(people["administrator"])
    with pytest.raises(ValidationError, match="Kies een locatie"), acting_as(actor):
        role_actions.ask_role(
            people["stranger"],
            organisation=Organisation.objects.get(name="municipality utrecht"),
            location=None,
            role=Role.COORDINATOR,
            from_on=cast.TODAY,
            until_on=None,
            page=TOLD,
            by=actor,
        )


def test_a_role_that_is_ended_today_gives_nothing_from_now_on(client, people):
    user = people["registrar_utrecht"]
    by = cast.actor(people["administrator"])
    with acting_as(by):
        role_actions.end_membership(user.memberships.get(), until_on=cast.TODAY, by=by)
    client.force_login(user)
    assert client.get(DOSSIERS).status_code == 403
    assert AccessEntry.objects.filter(act=Act.WITHDRAW).count() == 1


@pytest.mark.parametrize("days", [-1, -2000])
def test_a_role_does_not_end_in_the_past(people, days):
    by = cast.actor(people["administrator"])
    membership = people["registrar_utrecht"].memberships.get()
    with pytest.raises(ValidationError), acting_as(by):
        role_actions.end_membership(membership, until_on=cast.TODAY + timedelta(days), by=by)


def test_the_yearly_review_confirms_or_ends_each_but_nobody_their_own(client, people):
    client.force_login(people["administrator"])
    page = client.get("/review").content.decode()
    assert "registrar_utrecht" in page
    membership = people["registrar_utrecht"].memberships.get()
    assert client.post(f"/review/{membership.pk}/confirm").status_code == 302
    assert Review.objects.get().membership == membership
    assert "01-07-2022" in client.get("/review").content.decode()
    own = people["administrator"].memberships.get()
    assert client.post(f"/review/{own.pk}/confirm").status_code == 403


def test_an_account_that_is_closed_is_out_everywhere_at_once(client, people):
    by = cast.actor(people["administrator"])
    user = people["registrar_utrecht"]
    client.force_login(user)
    assert client.get(DOSSIERS).status_code == 200
    with acting_as(by):
        actions.close_account(user, by=by)
    assert client.get(DOSSIERS).url.startswith("/account/login")
    with pytest.raises(PermissionDenied), acting_as(by):
        actions.close_account(people["administrator"], by=by)


def test_the_administrator_reads_no_dossier(people):
    assert Role.ADMINISTRATOR not in SIGHTED
    actor = cast.actor(people["administrator"])
    settings = actor.settings()
    said = {settings.pop(name) for name in ("lvv.actor", "lvv.today")}
    assert said == {actor.name, cast.TODAY.isoformat()}
    # From where it is, is said too; every zone is empty.
    assert {value for name, value in settings.items() if name != "lvv.source"} == {"{}"}
    assert not {Permission.PARTICIPANT_VIEW, Permission.TRACK_VIEW} & GRANTS[Role.ADMINISTRATOR]


def test_every_permission_says_what_it_lets_one_do():
    assert set(WORDS) == set(Permission), "Say it in apps/accounts/showing.py"


def test_who_has_what_is_shown_and_changed_on_pages(client, people):
    client.force_login(people["administrator"])
    user = people["stranger"]
    sent = {
        "organisation": Organisation.objects.get(name="municipality utrecht").pk,
        "location": Location.objects.get(code="utrecht").pk,
        "role": "registrar",
        "from_on": "01-07-2022",
    }
    assert client.post(f"/accounts/{user.pk}/roles", sent).status_code == 302
    assert (
        "Een tweede persoon moet nog besluiten"
        in client.get(f"/accounts/{user.pk}").content.decode()
    )
    asked = RoleRequest.objects.get()
    client.force_login(people["coordinator_utrecht"])
    assert "stranger" in client.get("/requests").content.decode()
    assert client.post(f"/requests/roles/{asked.pk}", {"decision": "grant"}).status_code == 302
    asked.refresh_from_db()
    assert asked.membership.role == "registrar"
    client.force_login(people["administrator"])
    for change in ("close", "open", "reset"):
        assert client.get(f"/accounts/{user.pk}/{change}").status_code == 200
        assert client.post(f"/accounts/{user.pk}/{change}").status_code == 302
    assert client.post("/organisations", {"name": "Nieuw", "kind": "ngo"}).status_code == 302
    assert client.post("/organisations", {"name": "nieuw", "kind": "ngo"}).status_code == 422
    new = {"name": "N", "email": "n@example.org"}
    assert client.post("/accounts/invite", new).status_code == 302
    assert client.post("/accounts/invite", new).status_code == 422


def test_a_list_of_accounts_asks_little(client, people, django_assert_max_num_queries):
    client.force_login(people["administrator"])
    client.get("/review")
    with django_assert_max_num_queries(20):
        client.get("/review")
