"""Getting in for the first time, after a password was forgotten, and after a factor was lost."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.models import FactorReset, Invitation
from apps.audit.codes import Act, Result
from apps.audit.models import AccessEntry
from apps.foundation.acting import acting_as
from apps.organisation.models import Location, User
from tests import cast

pytestmark = pytest.mark.django_db
NEW = {"password1": "een heel nieuw wachtwoord", "password2": "een heel nieuw wachtwoord"}


def page(secret: str) -> str:
    return f"https://lvv.example/account/invitation/{secret}"


@pytest.fixture
def people() -> dict[str, User]:
    Location.objects.create(code="utrecht", name="Utrecht", municipality_codes="GM0344")
    Location.objects.create(code="groningen", name="Groningen", municipality_codes="GM0014")
    return cast.gather()


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def link(number: int = -1) -> str:
    """The address in a mail, without the host."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[number].body)[1]


def invited(people, callbacks, email="nieuw@example.org") -> User:
    by = cast.actor(people["administrator"])
    with callbacks(), acting_as(by):
        return actions.invite(email=email, name="Nina Nieuw", page=page, by=by)


def test_who_is_invited_sets_a_password_once_and_then_a_second_factor(people, callbacks):
    user = invited(people, callbacks)
    browser = Client()
    assert mail.outbox[0].to == ["nieuw@example.org"]
    assert "Nina" not in mail.outbox[0].body + mail.outbox[0].subject
    assert browser.get(link()).status_code == 200
    assert browser.post(link(), NEW | {"password2": "iets anders"}).status_code == 422
    assert "Aanmelden" in browser.post(link(), NEW).content.decode()
    for _again in (browser.get(link()), browser.post(link(), NEW)):
        assert _again.status_code == 404
        assert "Hij is al gebruikt, of te oud" in _again.content.decode()
    sent = {"login": user.email, "password": NEW["password1"]}
    answer = browser.post("/account/login", sent, follow=True)
    assert answer.redirect_chain[-1] == ("/account/factors/app", 302)


def test_an_invitation_ends_after_a_week(people, callbacks):
    invited(people, callbacks)
    Invitation.objects.update(
        sent_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() - timedelta(days=1)
    )
    assert Client().get(link()).status_code == 404


def test_a_new_invitation_ends_the_one_before(people, callbacks):
    user = invited(people, callbacks)
    by = cast.actor(people["administrator"])
    with callbacks(), acting_as(by):
        actions.invite_again(user, page=page, by=by)
    assert [Client().get(link(number)).status_code for number in (0, 1)] == [404, 200]


def test_the_secret_of_an_invitation_is_kept_nowhere(people, callbacks):
    invited(people, callbacks)
    secret = link().rsplit("/", 1)[1]
    assert secret.encode() not in bytes(Invitation.objects.get().secret_hash)


@pytest.mark.parametrize("name", ["coordinator_utrecht", "counsellor_utrecht", "stranger"])
def test_only_an_administrator_invites(people, name):
    by = cast.actor(people[name])
    with pytest.raises(PermissionDenied), acting_as(by):
        actions.invite(email="x@example.org", name="X", page=page, by=by)


def test_an_address_has_one_account(people, callbacks):
    invited(people, callbacks)
    with pytest.raises(ValidationError, match="al een account"):
        invited(people, callbacks, "NIEUW@example.org")


def asked_for(email: str) -> tuple[int, str]:
    answer = Client().post("/account/forgotten", {"email": email}, follow=True)
    return answer.status_code, re.sub(r'value="\w+"', "", answer.content.decode())


def test_whoever_forgot_gets_the_same_answer_and_a_mail_too(make):
    make()
    User.objects.create(email="c@example.org", name="C", password=make_password(None))
    answers = [asked_for(f"{name}@example.org") for name in "abc"]
    assert answers[0] == answers[1] == answers[2]
    assert "Kijk in uw e-mail" in answers[0][1]
    assert ["forgotten" in message.body for message in mail.outbox] == [True, False, False]
    assert {message.subject for message in mail.outbox} == {"[LVV] Een nieuw wachtwoord kiezen"}


def test_a_forgotten_password_is_set_by_a_link_once_and_no_factor_is_lost(make):
    user = make()
    cast.give_factor(user)
    asked_for(user.email)
    browser = Client()
    form = browser.get(link(), follow=True)
    done = browser.post(form.redirect_chain[-1][0], NEW, follow=True)
    assert "Uw wachtwoord is gewijzigd" in done.content.decode()
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject, last.subject_ids) == (Act.RESET, "password", [user.pk])
    assert "Deze link werkt niet meer" in Client().get(link(), follow=True).content.decode()
    answer = browser.post("/account/login", {"login": user.email, "password": NEW["password1"]})
    assert answer.url == "/account/login/code"


def reset(user: User, by: User) -> FactorReset:
    actor = cast.actor(by)
    with acting_as(actor):
        return actions.ask_factor_reset(user, by=actor)


def decide(asked: FactorReset, by: User, *, is_granted: bool = True) -> None:
    actor = cast.actor(by)
    with acting_as(actor):
        actions.decide_factor_reset(
            asked, is_granted=is_granted, page="https://l.example/", by=actor
        )


def test_a_lost_factor_is_taken_away_by_two_and_the_person_is_told(people, callbacks):
    user = people["registrar_utrecht"]
    cast.give_factor(user)
    asked = reset(user, people["administrator"])
    assert Authenticator.objects.filter(user=user).exists()
    with pytest.raises(ValidationError, match="zelf gevraagd"):
        decide(asked, people["administrator"])
    with callbacks():
        decide(asked, people["coordinator_utrecht"])
    assert not Authenticator.objects.filter(user=user).exists()
    assert mail.outbox[-1].to == [user.email]
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.subject, last.result) == (Act.RESET, "second_factor", Result.DONE)
    with pytest.raises(ValidationError, match="al besloten"):
        decide(asked, people["coordinator_utrecht"])


def test_a_reset_that_is_refused_takes_nothing_away(people):
    user = people["registrar_utrecht"]
    cast.give_factor(user)
    decide(reset(user, people["administrator"]), people["administrator"], is_granted=False)
    assert Authenticator.objects.filter(user=user).exists()
    assert AccessEntry.objects.latest("pk").result == Result.REFUSED


@pytest.mark.parametrize(
    ("whose", "by"),
    [
        ("administrator", "administrator"),
        ("counsellor_groningen", "coordinator_utrecht"),
        ("registrar_utrecht", "counsellor_utrecht"),
        ("registrar_utrecht", "privacy_officer"),
    ],
    ids=["one's own", "of elsewhere", "without the right", "of who only looks on"],
)
def test_who_may_not_ask_to_take_a_factor_away(people, whose, by):
    with pytest.raises(PermissionDenied):
        reset(people[whose], people[by])


def test_the_person_does_not_decide_on_their_own_reset(people):
    asked = reset(people["coordinator_utrecht"], people["administrator"])
    with pytest.raises(PermissionDenied):
        decide(asked, people["coordinator_utrecht"])


@pytest.mark.parametrize(
    ("asked_by", "decided_by", "constraint"),
    [
        ("administrator", "administrator", "factor_reset_takes_two_persons"),
        ("registrar_utrecht", "administrator", "nobody_resets_their_own_factor"),
        ("administrator", "registrar_utrecht", "nobody_resets_their_own_factor"),
    ],
)
def test_the_database_too_wants_two_others(people, asked_by, decided_by, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FactorReset.objects.create(
            user=people["registrar_utrecht"],
            asked_by=people[asked_by],
            asked_at=timezone.now(),
            decided_by=people[decided_by],
            decided_at=timezone.now(),
            is_granted=True,
        )


def test_an_account_that_nobody_uses_closes_itself(people, settings):
    settings.LVV_UNUSED_DAYS = 90
    long_ago = timezone.now() - timedelta(days=91)
    User.objects.update(created_at=long_ago, last_login=timezone.now())
    unused = [people["stranger"], people["bureau"], people["partner_dtv"]]
    User.objects.filter(pk__in=[u.pk for u in unused]).update(last_login=long_ago)
    User.objects.filter(pk=people["bureau"].pk).update(created_at=timezone.now())
    User.objects.filter(pk=people["partner_dtv"].pk).update(is_active=False)
    by = cast.actor(people["administrator"])
    with acting_as(by):
        actions.open_account(people["partner_dtv"], by=by)
    assert actions.close_unused_accounts() == 1
    closed = User.objects.filter(is_active=False)
    assert list(closed) == [people["stranger"]]
    last = AccessEntry.objects.latest("pk")
    assert (last.act, last.actor) == (Act.WITHDRAW, "system:close_unused_accounts")
