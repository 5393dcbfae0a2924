"""What happens to accounts, each with its entry in the access log."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from secrets import token_urlsafe

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.audit.actions import record
from apps.audit.codes import Act, Result
from apps.foundation.acting import acting_as
from apps.foundation.clock import today
from apps.foundation.sealing import plain_hash
from apps.organisation.access import Actor, Permission, require
from apps.organisation.models import User

from . import mail, rules
from .models import Account, FactorReset, Invitation, Opening, RoleRequest, SignIn
from .second_factor import has_factor


def record_failed_factor(user: User, *, source: str) -> None:
    """Say that someone who had the password of this account failed at its second step."""
    nobody = Actor("nobody", today(), source=source)
    with acting_as(nobody):
        record(nobody, Act.SECOND_FACTOR_FAILED, "session", ids=[user.pk], result=Result.REFUSED)


def record_failed_identity(*, source: str) -> None:
    """Say that someone came from an identity provider and was not let in."""
    nobody = Actor("nobody", today(), source=source)
    with acting_as(nobody):
        record(nobody, Act.SIGN_IN_FAILED, "identity", result=Result.REFUSED)


def forget_claims(user: User) -> None:
    """Keep by which number a provider knows someone, and nothing else that it told."""
    SocialAccount.objects.filter(user=user).exclude(extra_data={}).update(extra_data={})


def record_factor(*, by: Actor) -> None:
    """Say that a person set up or took away a factor of their own."""
    record(by, Act.CHANGE, "second_factor", ids=[by.user_id] if by.user_id else [])


def give_app(user: User, *, secret: str = "") -> None:
    """Give an account that was made up a factor, if it has none: its codes are asked for too."""
    if not has_factor(user):
        TOTP.activate(user, secret or generate_totp_secret())


def note_sign_in(user: User, *, session_key: str, user_agent: str, by: Actor) -> None:
    """Keep that a session has begun, so that its person can find and end it."""
    record(by, Act.SIGN_IN, "session")
    program = rules.program_name(user_agent)
    # What is over need not be kept: the access log has it.
    open_ones = SignIn.objects.open_at(timezone.now()).exclude(session_key=session_key)
    SignIn.objects.filter(user=user).exclude(pk__in=open_ones.values("pk")).delete()
    SignIn.objects.create(user=user, session_key=session_key, source=by.source, program=program)


def keep_session_alone(user: User, *, before: str | None, now: str | None) -> None:
    """After a new password: keep track of this session, whose key was changed, and end the rest."""
    SignIn.objects.filter(user=user, session_key=before).update(session_key=now)
    for sign_in in SignIn.objects.filter(user=user).exclude(session_key=now):
        _end(sign_in)


@transaction.atomic
def end_session(sign_in: SignIn, *, by: Actor) -> None:
    """From now on it opens nothing. Refuses another's."""
    if by.user_id is None or sign_in.user_id != by.user_id:
        raise PermissionDenied
    record(by, Act.SIGN_OUT, "session")
    _end(sign_in)


def end_all_sessions(user: User) -> None:
    """Sign someone out everywhere. Asked for by what takes their access away."""
    for sign_in in SignIn.objects.filter(user=user):
        _end(sign_in)


def _end(sign_in: SignIn) -> None:
    engine = import_module(settings.SESSION_ENGINE)
    engine.SessionStore(sign_in.session_key).delete()
    SignIn.objects.filter(pk=sign_in.pk).delete()


@transaction.atomic
def invite(*, email: str, name: str, page: Callable[[str], str], by: Actor) -> User:
    """Make an account and send its person a link. Refuses an address that has one.

    `page` gives the address of the page behind the link, of a secret.
    """
    require(by, Permission.ACCOUNT_MANAGE)
    rules.check_address(is_in_use=User.objects.filter(email__iexact=email).exists())
    user = User.objects.create_user(email.lower(), None, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    return invite_again(user, page=page, by=by)


@transaction.atomic
def invite_again(user: User, *, page: Callable[[str], str], by: Actor) -> User:
    """Send a new link; an older one opens nothing any more. Refuses who has a password."""
    require(by, Permission.ACCOUNT_MANAGE)
    _require_sight(user, by)
    rules.check_invitation(has_password=user.has_usable_password(), is_active=user.is_active)
    Invitation.objects.filter(user=user, used_at=None).delete()
    secret, now = token_urlsafe(32), timezone.now()
    Invitation.objects.create(
        user=user,
        by_id=by.user_id,
        secret_hash=plain_hash(secret),
        sent_at=now,
        expires_at=now + rules.INVITATION_LASTS,
    )
    record(by, Act.INVITE, "account", ids=[user.pk])
    mail.send_after(mail.INVITATION, user.email, link=page(secret), language=user.language)
    return user


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str, by: Actor) -> None:
    """Set the first password. Refuses a link that was used meanwhile, or is too old."""
    usable = Invitation.objects.select_for_update(of=("self",)).usable_at(timezone.now())
    found = usable.filter(pk=invitation.pk).select_related("user").first()
    if found is None:
        raise PermissionDenied
    found.user.set_password(password)
    found.user.save(update_fields=["password"])
    EmailAddress.objects.filter(user=found.user).update(verified=True)
    Invitation.objects.filter(pk=found.pk).update(used_at=timezone.now())
    record(by, Act.CHANGE, "password", ids=[found.user_id])


def record_new_password(user: User, *, by: Actor) -> None:
    """Say that a forgotten password was replaced by a link, and end the sessions of before."""
    end_all_sessions(user)
    record(by, Act.RESET, "password", ids=[user.pk])


@transaction.atomic
def close_account(user: User, *, by: Actor) -> None:
    """From the next request on the account opens nothing. Refuses one's own."""
    _require_other(user, Permission.ACCOUNT_MANAGE, by)
    _close([user.pk], by)


@transaction.atomic
def open_account(user: User, *, by: Actor) -> None:
    """Let someone in again, with what they had. Refuses one's own."""
    _require_other(user, Permission.ACCOUNT_MANAGE, by)
    User.objects.filter(pk=user.pk).update(is_active=True)
    Opening.objects.create(user=user, by_id=by.user_id)
    record(by, Act.GRANT, "account", ids=[user.pk])


def close_unused_accounts() -> int:
    """Close the accounts that nobody used for as long as the setting says; gives how many."""
    if not settings.LVV_UNUSED_DAYS:
        return 0
    by = Actor.system("close_unused_accounts", today=today(), locations=())
    moment = timezone.now() - timedelta(days=settings.LVV_UNUSED_DAYS)
    with acting_as(by):
        numbers = list(Account.objects.unused_since(moment).values_list("pk", flat=True))
        if numbers:
            _close(numbers, by)
    return len(numbers)


def _close(numbers: list[int], by: Actor) -> None:
    User.objects.filter(pk__in=numbers).update(is_active=False)
    for sign_in in SignIn.objects.filter(user__in=numbers):
        _end(sign_in)
    record(by, Act.WITHDRAW, "account", ids=numbers)


@transaction.atomic
def ask_factor_reset(user: User, *, by: Actor) -> FactorReset:
    """Ask that someone's second factor is taken away. Refuses one's own, and asking twice."""
    _require_other(user, Permission.FACTOR_RESET, by)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    rules.check_reset(is_asked=FactorReset.objects.open().filter(user=user).exists())
    record(by, Act.RESET, "factor_reset", ids=[user.pk])
    return FactorReset.objects.create(
        user=user, asked_by_id=person_of(by), asked_at=timezone.now()
    )


@transaction.atomic
def decide_factor_reset(reset: FactorReset, *, is_granted: bool, page: str, by: Actor) -> None:
    """Take the factor away, end the sessions and tell the person; or do not.

    Refuses who asked, unless it is to take that back; refuses the person, and deciding twice.
    """
    reset = FactorReset.objects.select_for_update(of=("self",)).get(pk=reset.pk)
    _require_other(reset.user, Permission.FACTOR_RESET, by)
    rules.check_decision(
        is_decided=reset.decided_at is not None,
        is_by_who_asked=is_granted and reset.asked_by_id == by.user_id,
    )
    _decide(reset, is_granted=is_granted, by=by)
    result = Result.DONE if is_granted else Result.REFUSED
    record(by, Act.RESET, "second_factor", ids=[reset.user_id], result=result)
    if is_granted:
        Authenticator.objects.filter(user=reset.user).delete()
        end_all_sessions(reset.user)
        told = reset.user
        mail.send_after(mail.FACTOR_RESET, told.email, link=page, language=told.language)


def _decide(asked: FactorReset, *, is_granted: bool, by: Actor) -> None:
    asked.decided_by_id, asked.decided_at = person_of(by), timezone.now()
    asked.is_granted = is_granted
    asked.save(update_fields=["decided_by", "decided_at", "is_granted"])


def person_of(by: Actor) -> int:
    """Who decides is a person: refuses a task or a command."""
    if by.user_id is None:
        raise PermissionDenied
    return by.user_id


def _require_other(user: User, permission: Permission, by: Actor) -> None:
    require(by, permission)
    _require_sight(user, by)
    if user.pk == by.user_id:
        raise PermissionDenied(_("Dit doet een ander voor u. Vraag een tweede beheerder."))


def _require_sight(user: User, by: Actor) -> None:
    is_new = not user.memberships.exists() and not RoleRequest.objects.filter(user=user).exists()
    if not is_new and not Account.objects.visible_to(by).filter(pk=user.pk).exists():
        raise PermissionDenied
