"""LVV locations, the organisations that work there, the people, and their dated memberships."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.models import Recorded

from .access import Actor, Grant, Permission
from .codes import OrganisationKind, Role, Zone


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day until the day before another."""

    def on(self, day: date) -> "DatedQuerySet":
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

    def actor(self, user: "User", *, today: date, source: str = "") -> Actor:
        """The person as one who acts on a day, with what the memberships of that day give."""
        rows = Membership.objects.on(today).filter(user=user).select_related("organisation")
        memberships = list(rows)
        partnerships = Partnership.objects.filter(
            organisation__in={m.organisation_id for m in memberships}
        ).values_list("organisation_id", "id", "location_id")
        grants = tuple(
            Grant(
                role=Role(m.role),
                kind=OrganisationKind(m.organisation.kind),
                organisation_id=m.organisation_id,
                location_id=m.location_id,
                partnerships={
                    number: at
                    for organisation, number, at in partnerships
                    if organisation == m.organisation_id and m.location_id in (None, at)
                },
            )
            for m in memberships
        )
        return Actor(f"user:{user.pk}", today, user_id=user.pk, grants=grants, source=source)


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


class Membership(Dated):
    """A person has a role in an organisation, at one location or, for national ones, at all."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(_("Rol"), max_length=20, choices=Role)

    objects = DatedQuerySet.as_manager()

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
