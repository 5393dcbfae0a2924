"""Giving and taking roles: one asks, for what sees dossiers another decides, and it is told."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.audit.actions import record
from apps.audit.codes import Act, Result
from apps.organisation.access import SIGHTED, Actor, Permission, require_over
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User

from . import mail, rules
from .actions import person_of
from .models import AllowedProvider, Review, RoleRequest


@transaction.atomic
def add_organisation(*, name: str, kind: OrganisationKind, by: Actor) -> Organisation:
    """Add an organisation. Refuses a name that is in use."""
    require_over(by, Permission.ACCOUNT_MANAGE, location=None)
    rules.check_organisation(is_in_use=Organisation.objects.filter(name__iexact=name).exists())
    organisation = Organisation.objects.create(name=name, kind=kind)
    record(by, Act.CHANGE, "organisation", ids=[organisation.pk])
    return organisation


@transaction.atomic
def choose_providers(organisation: Organisation, *, providers: Iterable[str], by: Actor) -> None:
    """Say by which identity providers an organisation's people sign in, and by no others."""
    require_over(by, Permission.ACCOUNT_MANAGE, location=None)
    chosen = set(providers)
    AllowedProvider.objects.filter(organisation=organisation).exclude(provider__in=chosen).delete()
    for provider in sorted(chosen):
        AllowedProvider.objects.get_or_create(organisation=organisation, provider=provider)
    record(by, Act.CHANGE, "organisation_providers", ids=[organisation.pk])


@transaction.atomic
def ask_role(
    user: User,
    *,
    organisation: Organisation,
    location: Location | None,
    role: Role,
    from_on: date,
    until_on: date | None,
    page: str,
    by: Actor,
) -> RoleRequest:
    """Ask a role for someone; one that sees no dossier is given at once. Refuses oneself."""
    at = location.pk if location else None
    require_over(by, Permission.ACCOUNT_MANAGE, location=at)
    if user.pk == by.user_id:
        raise PermissionDenied(_("Niemand geeft zichzelf een rol. Vraag een andere beheerder."))
    rules.check_role(
        kind=OrganisationKind(organisation.kind),
        has_location=location is not None,
        from_on=from_on,
        until_on=until_on,
    )
    asked = RoleRequest.objects.create(
        user=user,
        organisation=organisation,
        location=location,
        role=role,
        from_on=from_on,
        until_on=until_on,
        asked_by_id=person_of(by),
        asked_at=timezone.now(),
    )
    record(by, Act.GRANT, "role_request", ids=[user.pk], locations=_at(at))
    if role not in SIGHTED:
        _grant(asked, page=page, by=by)
    return asked


@transaction.atomic
def decide_role(asked: RoleRequest, *, is_granted: bool, page: str, by: Actor) -> None:
    """Give the role that was asked, or do not. Refuses who asked, unless to take that back.

    Refuses the person, and deciding twice.
    """
    asked = RoleRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    require_over(by, Permission.ROLE_APPROVE, location=asked.location_id)
    if asked.user_id == by.user_id:
        raise PermissionDenied(_("Niemand geeft zichzelf een rol. Vraag een andere beheerder."))
    rules.check_decision(
        is_decided=asked.decided_at is not None,
        is_by_who_asked=is_granted and asked.asked_by_id == by.user_id,
    )
    if is_granted:
        _grant(asked, page=page, by=by)
        return
    _decide(asked, is_granted=False, by=by)
    locations = _at(asked.location_id)
    record(
        by,
        Act.GRANT,
        "role_request",
        ids=[asked.user_id],
        locations=locations,
        result=Result.REFUSED,
    )


def _grant(asked: RoleRequest, *, page: str, by: Actor) -> None:
    asked.membership = Membership.objects.create(
        user=asked.user,
        organisation=asked.organisation,
        location=asked.location,
        role=asked.role,
        from_on=asked.from_on,
        until_on=asked.until_on,
    )
    _decide(asked, is_granted=True, by=by)
    locations = _at(asked.location_id)
    record(by, Act.GRANT, "membership", ids=[asked.membership.pk], locations=locations)
    if asked.sees_dossiers:
        for officer in _privacy_officers(asked.location_id, by.today):
            mail.send_after(mail.TOLD, officer.email, link=page, language=officer.language)


def _decide(asked: RoleRequest, *, is_granted: bool, by: Actor) -> None:
    asked.decided_by_id, asked.decided_at = person_of(by), timezone.now()
    asked.is_granted = is_granted
    asked.save(update_fields=["decided_by", "decided_at", "is_granted", "membership"])


def _privacy_officers(location_id: int | None, day: date) -> list[User]:
    roles = Membership.objects.on(day).filter(role=Role.PRIVACY_OFFICER)
    if location_id is not None:
        roles = roles.filter(Q(location=None) | Q(location=location_id))
    return list(User.objects.filter(is_active=True, pk__in=roles.values("user")).order_by("pk"))


@transaction.atomic
def end_membership(membership: Membership, *, until_on: date, by: Actor) -> None:
    """From `until_on` it gives nothing. Refuses a day before tomorrow's of its first, or past."""
    require_over(by, Permission.ACCOUNT_MANAGE, location=membership.location_id)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    rules.check_end_of_role(
        from_on=membership.from_on,
        ended_on=membership.until_on,
        until_on=until_on,
        today=by.today,
    )
    membership.until_on = until_on
    membership.save(update_fields=["until_on"])
    locations = _at(membership.location_id)
    record(by, Act.WITHDRAW, "membership", ids=[membership.pk], locations=locations)


@transaction.atomic
def confirm_membership(membership: Membership, *, by: Actor) -> Review:
    """Say that a membership is still right, for the yearly review. Refuses one's own."""
    require_over(by, Permission.ACCOUNT_MANAGE, location=membership.location_id)
    if membership.user_id == by.user_id:
        raise PermissionDenied(_("Uw eigen rol beoordeelt een ander. Vraag een tweede beheerder."))
    locations = _at(membership.location_id)
    record(by, Act.CHANGE, "membership_review", ids=[membership.pk], locations=locations)
    return Review.objects.create(membership=membership, by_id=person_of(by), on=by.today)


def _at(location_id: int | None) -> list[int]:
    return [] if location_id is None else [location_id]
