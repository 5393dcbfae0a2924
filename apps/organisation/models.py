"""LVV locations, organisations, the people, their dated memberships, and their tokens."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, JSONField, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.models import Recorded
from apps.foundation.sealing import plain_hash

from .access import Actor, Grant, Permission
from .codes import OrganisationKind, Role, Scope, Zone


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day until the day before another."""

    def on(self, day: date) -> Self:
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


class Dated(models.Model):
    """Something that holds from one day until, and without, another."""

    from_on = models.DateField(_("Vanaf"))
    until_on = models.DateField(_("Tot"), null=True, blank=True)

    class Meta:
        abstract = True


class LocationQuerySet(models.QuerySet):
    """Questions about locations."""

    def visible_to(self, actor: Actor) -> "LocationQuerySet":
        """Those whose settings the actor may see."""
        where = actor.locations_with(Permission.LOCATION_VIEW)
        return self if where is None else self.filter(pk__in=where)

    def for_list(self, day: date) -> "LocationQuerySet":
        """By name, with the places that there are on the day."""
        newest = Capacity.objects.filter(location=models.OuterRef("pk"), valid_from__lte=day)
        return self.annotate(
            places=models.Subquery(newest.order_by("-valid_from").values("places")[:1])
        ).order_by("name", "pk")


class Location(Recorded):
    """A place where an LVV is: one city, or several that share it."""

    code = models.CharField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Naam"), max_length=200)
    municipality_codes = models.CharField(_("CBS-gemeentecodes"), max_length=500)

    objects = LocationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="location_code_is_lower_case_and_not_all",
                condition=Q(code__regex=r"^[a-z][a-z0-9-]{1,39}$") & ~Q(code="all"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Capacity(Recorded):
    """The places of a location from a day on; the newest on or before a day holds."""

    location = models.ForeignKey(Location, models.PROTECT, related_name="capacities")
    valid_from = models.DateField(_("Geldig vanaf"))
    places = models.PositiveIntegerField(_("Aantal plaatsen"))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_capacity_a_day", fields=["location", "valid_from"]),
        ]


class Organisation(models.Model):
    """Who works in the LVV: a municipality, an NGO, a national partner, the bureau."""

    name = models.CharField(_("Naam"), max_length=200, unique=True)
    kind = models.CharField(_("Soort"), max_length=20, choices=OrganisationKind)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_is_known",
                condition=Q(kind__in=OrganisationKind.values),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Partnership(Dated):
    """An organisation gets the tracks of a location, from a day on, with these parts of them."""

    location = models.ForeignKey(Location, models.PROTECT, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    zones = ArrayField(models.CharField(max_length=20, choices=Zone), verbose_name=_("Onderdelen"))
    purpose = models.CharField(_("Doel"), max_length=200)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnership_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gt=models.F("from_on")),
            ),
            models.UniqueConstraint(
                name="one_partnership_from_a_day",
                fields=["location", "organisation", "from_on"],
            ),
        ]

    @property
    def zone_labels(self) -> list[str]:
        return [str(Zone(zone).label) for zone in self.zones]


class UserManager(BaseUserManager["User"]):
    """Makes users, and tells who acts."""

    def create_user(self, email: str, password: str | None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def actor(
        self,
        user: "User",
        *,
        today: date,
        source: str = "",
        scopes: Collection[str] | None = None,
    ) -> Actor:
        """The person as one who acts on a day, with what the memberships of that day give.

        With `scopes`, of a token, no more than what those are for.
        """
        memberships = Membership.objects.on(today).filter(user=user).with_partnerships()
        grants = tuple(
            Grant(
                role=Role(m.role),
                kind=OrganisationKind(m.organisation.kind),
                organisation_id=m.organisation_id,
                organisation_name=m.organisation.name,
                location_id=m.location_id,
                location_code=m.location.code if m.location else "",
                partnerships={
                    number: at
                    for number, at in m.partnerships
                    if m.location_id is None or m.location_id == at
                },
            )
            for m in memberships
        )
        return Actor(
            f"user:{user.pk}",
            today,
            user_id=user.pk,
            grants=grants,
            source=source,
            scopes=None if scopes is None else frozenset(Scope(scope) for scope in scopes),
        )


class User(AbstractBaseUser):
    """A person who signs in, by e-mail address."""

    email = models.EmailField(_("E-mailadres"), unique=True)
    name = models.CharField(_("Naam"), max_length=200)
    language = models.CharField(_("Taal"), max_length=2, default="nl")
    is_active = models.BooleanField(_("Actief"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(DatedQuerySet):
    """Questions about who works for whom."""

    def with_partnerships(self) -> Self:
        """With the organisation, and its partnerships as pairs of number and location."""
        of_organisation = Partnership.objects.filter(organisation=models.OuterRef("organisation"))
        pair = Func(F("pk"), F("location_id"), function="jsonb_build_array")
        pairs = of_organisation.order_by("pk").values(pair=pair)
        return (
            self.select_related("organisation", "location")
            .annotate(partnerships=ArraySubquery(pairs, output_field=ArrayField(JSONField())))
            .order_by("pk")
        )


class Membership(Dated):
    """A person has a role in an organisation, at one location or, for national ones, at all."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(_("Rol"), max_length=20, choices=Role)

    # Pairs of number and location, where `with_partnerships` has asked for them.
    partnerships: Sequence[tuple[int, int]]

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gt=models.F("from_on")),
            ),
        ]


class ApiTokenQuerySet(models.QuerySet):
    """Questions about tokens."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and nobody else's."""
        return self.filter(user=actor.user_id) if actor.user_id else self.none()

    def of_secret(self, secret: str) -> Self:
        """The one with this secret, with whose it is."""
        return self.filter(secret_hash=plain_hash(secret)).select_related("user")

    def not_revoked(self) -> Self:
        return self.filter(revoked_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class ApiToken(models.Model):
    """What a program shows to act for a person: until a day, for some things, and never for more.

    The secret itself is shown once and kept nowhere. It is 256 bits at random, so that a plain
    hash of it is enough. Only `revoked_at` and `last_used_on` may change: the grants say so.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.CharField(_("Naam"), max_length=100)
    secret_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("Waarvoor"))
    created_on = models.DateField(_("Gemaakt op"))
    expires_on = models.DateField(_("Geldig tot en met"))
    revoked_at = models.DateTimeField(_("Ingetrokken op"), null=True)
    last_used_on = models.DateField(_("Laatst gebruikt op"), null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_is_for_known_things",
                condition=Q(scopes__contained_by=Scope.values) & ~Q(scopes=[]),
            ),
            models.CheckConstraint(
                name="token_expires_within_a_year",
                condition=Q(expires_on__gt=models.F("created_on"))
                & Q(expires_on__lte=models.F("created_on") + models.Value(366)),
            ),
            models.UniqueConstraint(
                name="one_token_of_a_name_that_is_not_revoked",
                fields=["user", "name"],
                condition=Q(revoked_at=None),
            ),
        ]

    def is_usable_on(self, day: date) -> bool:
        """Whether it still opens anything: not revoked, not expired, of someone who is active."""
        return self.revoked_at is None and day <= self.expires_on and self.user.is_active

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes]
