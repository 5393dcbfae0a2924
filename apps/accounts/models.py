"""What is kept about getting in: sessions, invitations, and what one asks and another decides."""

from datetime import datetime
from typing import Self

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.sealing import plain_hash
from apps.organisation.access import SIGHTED, Actor, Permission
from apps.organisation.codes import Role
from apps.organisation.models import Location, Membership, Organisation, User


class SignInQuerySet(models.QuerySet):
    """Questions about sign-ins."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and nobody else's."""
        return self.filter(user=actor.user_id) if actor.user_id else self.none()

    def open_at(self, moment: datetime) -> Self:
        """Those whose session still opens something."""
        sessions = Session.objects.filter(expire_date__gt=moment)
        return self.filter(session_key__in=sessions.values("session_key"))

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class SignIn(models.Model):
    """A session that a person began: where, when and with what."""

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    began_at = models.DateTimeField(_("Begonnen"), auto_now_add=True)
    source = models.CharField(_("Vanaf"), max_length=100)
    program = models.CharField(_("Programma"), max_length=60)

    objects = SignInQuerySet.as_manager()


class AccountQuerySet(models.QuerySet):
    """Questions about accounts."""

    def visible_to(self, actor: Actor) -> Self:
        """Those whose access the actor may look after: everybody's, or of one's own locations.

        Someone who has no role yet is seen by who invited them.
        """
        where = actor.locations_with(Permission.ACCOUNT_VIEW)
        if where is None:
            return self
        here = Q(memberships__location__in=where) | Q(role_requests__location__in=where)
        mine = Q(invitations__by=actor.user_id) if where else Q(pk__in=[])
        return self.filter(pk__in=User.objects.filter(here | mine).values("pk"))

    def in_order(self) -> Self:
        return self.order_by("name", "pk")

    def unused_since(self, moment: datetime) -> Self:
        """Open ones with which nobody has signed in since, made before."""
        opened = Opening.objects.filter(at__gte=moment)
        return self.filter(
            Q(last_login=None) | Q(last_login__lt=moment), is_active=True, created_at__lt=moment
        ).exclude(pk__in=opened.values("user"))


class Account(User):
    """A person, as who looks after access sees them."""

    objects = AccountQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True


class Opening(models.Model):
    """An account was opened again after it had been closed."""

    user = models.ForeignKey(User, models.PROTECT, related_name="openings")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class InvitationQuerySet(models.QuerySet):
    """Questions about invitations."""

    def of_secret(self, secret: str) -> Self:
        return self.filter(secret_hash=plain_hash(secret)).select_related("user")

    def usable_at(self, moment: datetime) -> Self:
        """Those that still open something: not used, not too old, of someone who is active."""
        return self.filter(used_at=None, expires_at__gt=moment, user__is_active=True)


class Invitation(models.Model):
    """A link by which someone sets their first password: once, and until a moment."""

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    secret_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    sent_at = models.DateTimeField(_("Verstuurd"))
    expires_at = models.DateTimeField(_("Geldig tot"))
    used_at = models.DateTimeField(_("Gebruikt"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_expires_after_it_was_sent",
                condition=Q(expires_at__gt=models.F("sent_at")),
            ),
        ]


class AskedQuerySet(models.QuerySet):
    """Questions about what one asks and another decides."""

    def open(self) -> Self:
        return self.filter(decided_at=None)

    def decided_by_actor(self, actor: Actor) -> Self:
        """Roles that wait, at the locations where the actor decides."""
        where = actor.locations_with(Permission.ROLE_APPROVE)
        waiting = self.open().exclude(user=actor.user_id)
        return waiting if where is None else waiting.filter(location__in=where)

    def told_to(self, actor: Actor) -> Self:
        """Roles with sight of dossiers that were given where the actor watches over them."""
        where = actor.locations_with(Permission.RIGHTS_OVERSEE)
        given = self.filter(is_granted=True, role__in=SIGHTED)
        return given if where is None else given.filter(location__in=where)

    def visible_to(self, actor: Actor) -> Self:
        """Of the accounts that one may see."""
        return self.filter(user__in=Account.objects.visible_to(actor).values("pk"))

    def for_list(self) -> Self:
        return self.select_related("user", "asked_by", "decided_by")

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Asked(models.Model):
    """Something for a person that one asks, and that another decides."""

    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("Gevraagd"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("Besloten"), null=True)
    is_granted = models.BooleanField(_("Toegekend"), null=True)

    class Meta:
        abstract = True


def _decided_as_a_whole(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(decided_at=None, decided_by=None, is_granted=None)
        | Q(decided_at__isnull=False, decided_by__isnull=False, is_granted__isnull=False),
    )


def _nobody_for_oneself(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=~Q(asked_by=models.F("user"))
        & (Q(decided_by=None) | ~Q(decided_by=models.F("user"))),
    )


class FactorReset(Asked):
    """Someone lost their second factor: one asks to take it away, another looks and does it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="factor_resets")

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = [
            _decided_as_a_whole("factor_reset_is_decided_as_a_whole"),
            _nobody_for_oneself("nobody_resets_their_own_factor"),
            models.CheckConstraint(
                name="factor_reset_takes_two_persons",
                condition=~Q(is_granted=True) | ~Q(decided_by=models.F("asked_by")),
            ),
            models.UniqueConstraint(
                name="one_open_factor_reset_of_a_person",
                fields=["user"],
                condition=Q(decided_at=None),
            ),
        ]


class RoleRequest(Asked):
    """A role for someone: until it is granted it gives nothing, since there is no membership."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("Rol"), max_length=20, choices=Role)
    from_on = models.DateField(_("Vanaf"))
    until_on = models.DateField(_("Tot"), null=True, blank=True)
    membership = models.OneToOneField(
        Membership, models.PROTECT, null=True, related_name="role_request"
    )

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = [
            _decided_as_a_whole("role_request_is_decided_as_a_whole"),
            _nobody_for_oneself("nobody_grants_themselves_a_role"),
            models.CheckConstraint(
                name="a_role_that_sees_dossiers_takes_two_persons",
                condition=~Q(is_granted=True)
                | ~Q(role__in=sorted(SIGHTED))
                | ~Q(decided_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="a_membership_follows_from_a_grant",
                # Not known is not granted.
                condition=Q(membership=None) | Q(is_granted__isnull=False, is_granted=True),
            ),
            models.CheckConstraint(
                name="role_request_is_of_a_known_role", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="role_request_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gt=models.F("from_on")),
            ),
        ]

    @property
    def sees_dossiers(self) -> bool:
        return self.role in SIGHTED


class Review(models.Model):
    """Someone looked at a membership and found that it is still right; kept for the next year."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField(_("Op"))


class AllowedProvider(models.Model):
    """An organisation whose people sign in by an identity provider, by its name in the settings."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="providers")
    provider = models.CharField(_("Identiteitsprovider"), max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_provider_is_let_in_once_for_an_organisation",
                fields=["organisation", "provider"],
            ),
        ]
