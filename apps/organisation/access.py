"""Who may do what: the actor, with the permissions that its roles give."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails
from rest_framework.request import Request

from .codes import OrganisationKind as Kind
from .codes import Part, Role, Scope, Zone
from .grants import (
    GRANTS,
    KIND_PARTS,
    PART_ZONES,
    ROLE_PARTS,
    SCOPES,
    SIGHTED,
    Permission,
)

# Other apps take these from here.
__all__ = [
    "GRANTS",
    "KIND_PARTS",
    "PART_ZONES",
    "ROLE_PARTS",
    "SCOPES",
    "SIGHTED",
    "ActingRequest",
    "Actor",
    "ApiRequest",
    "Grant",
    "Permission",
    "allowed",
    "needs",
    "require",
    "require_over",
]


@dataclass(frozen=True)
class Grant:
    """One membership on one day: a role in an organisation, at one location or at all."""

    role: Role
    kind: Kind
    organisation_id: int
    location_id: int | None = None
    location_code: str = ""
    organisation_name: str = ""
    # The partnerships of the organisation that this membership reaches: location by partnership.
    partnerships: Mapping[int, int] = field(default_factory=dict)

    @property
    def parts(self) -> frozenset[Part]:
        return ROLE_PARTS[self.role] & KIND_PARTS[self.kind]

    @property
    def zones(self) -> frozenset[Zone]:
        return frozenset(PART_ZONES[part] for part in self.parts)

    @property
    def location_ids(self) -> frozenset[int]:
        """The locations of which it sees every dossier: the municipality its own, others none."""
        if self.kind == Kind.MUNICIPALITY and self.location_id is not None:
            return frozenset({self.location_id})
        return frozenset()

    def reaches(self, location_id: int | None) -> bool:
        return self.location_id is None or self.location_id == location_id


@dataclass(frozen=True)
class Actor:
    """Who acts on a day: a person with memberships, or a named system account."""

    name: str
    today: date
    user_id: int | None = None
    grants: tuple[Grant, ...] = ()
    # A system account acts in full at these locations; a person has none.
    system_locations: frozenset[int] | None = None
    source: str = ""
    # What the token is for by which a person acts; None where they act themselves.
    scopes: frozenset[Scope] | None = None

    @classmethod
    def system(cls, name: str, *, today: date, locations: Iterable[int]) -> "Actor":
        """The named account of a command, a task or beat."""
        return cls(f"system:{name}", today, system_locations=frozenset(locations))

    @classmethod
    def nobody(cls, today: date) -> "Actor":
        """Someone who has not signed in: for them no dossier exists."""
        return cls("nobody", today)

    @property
    def is_system(self) -> bool:
        return self.system_locations is not None

    def is_within_scope(self, permission: Permission) -> bool:
        """Whether what the actor came in with reaches so far: a token is for some things alone."""
        return self.scopes is None or any(permission in SCOPES[scope] for scope in self.scopes)

    @property
    def sight(self) -> str:
        """What the memberships let one see, as a hash: while it is the same, so is that."""
        return sha256(repr(self.grants).encode()).hexdigest()

    @property
    def _dossier_grants(self) -> tuple[Grant, ...]:
        """The memberships by which dossiers are seen: with a token for other things, none."""
        return self.grants if self.scopes is None or Scope.REGISTER_READ in self.scopes else ()

    def locations(self, zone: Zone) -> frozenset[int]:
        """The locations of which the actor sees every row in the zone."""
        if self.system_locations is not None:
            return self.system_locations
        return frozenset(
            at
            for grant in self._dossier_grants
            if zone in grant.zones
            for at in grant.location_ids
        )

    def partnerships(self, zone: Zone) -> frozenset[int]:
        """The partnerships by whose involvement the actor sees rows in the zone."""
        return frozenset(
            number
            for grant in self._dossier_grants
            if zone in grant.zones and grant.kind != Kind.MUNICIPALITY
            for number in grant.partnerships
        )

    def settings(self) -> dict[str, str]:
        """What row-level security reads."""

        def array(numbers: Iterable[int]) -> str:
            return "{" + ",".join(str(number) for number in sorted(numbers)) + "}"

        values = {
            "lvv.actor": self.name,
            "lvv.source": self.source,
            "lvv.today": self.today.isoformat(),
        }
        anywhere: set[int] = set()
        partly: set[int] = set()
        for zone in Zone:
            values[f"lvv.{zone.value}"] = array(self.locations(zone))
            values[f"lvv.{zone.value}_parts"] = array(self.partnerships(zone))
            anywhere |= self.locations(zone)
            partly |= self.partnerships(zone)
        return values | {"lvv.any": array(anywhere), "lvv.any_parts": array(partly)}

    def sees(self, part: Part, *, at: int) -> bool:
        """Whether the actor may see these fields in a dossier of location `at`."""
        if self.system_locations is not None:
            return at in self.system_locations
        return any(
            part in grant.parts
            and (at in grant.location_ids or at in set(grant.partnerships.values()))
            for grant in self._dossier_grants
        )

    def locations_with(self, permission: Permission) -> frozenset[int] | None:
        """Where the actor has the permission: location ids, or None for everywhere."""
        if self.system_locations is not None:
            return self.system_locations
        if not self.is_within_scope(permission):
            return frozenset()
        found = [g.location_id for g in self.grants if permission in GRANTS[g.role]]
        if None in found:
            return None
        return frozenset(at for at in found if at is not None)

    def location_codes_with(self, permission: Permission) -> frozenset[str] | None:
        """The same as codes, of a person; None for everywhere."""
        where = self.locations_with(permission)
        if where is None or self.is_system:
            return None
        return frozenset(g.location_code for g in self.grants if g.location_id in where)


def allowed(by: Actor, permission: Permission, *, at: int | None = None) -> bool:
    """Whether `by` has the permission at location `at`, or, without one, anywhere at all."""
    where = by.locations_with(permission)
    if where is None:
        return True
    return bool(where) if at is None else at in where


def require(by: Actor, permission: Permission, *, at: int | None = None) -> None:
    """Refuse, with PermissionDenied, who lacks the permission."""
    if not allowed(by, permission, at=at):
        raise PermissionDenied(_("Hiervoor heeft u geen recht. Vraag uw functioneel beheerder."))


def require_over(by: Actor, permission: Permission, *, location: int | None) -> None:
    """The same for something of one location, or, without one, of all of them."""
    where = by.locations_with(permission)
    if where is not None and (location is None or location not in where):
        raise PermissionDenied(_("Hiervoor heeft u geen recht. Vraag uw functioneel beheerder."))


class ActingRequest(HttpRequest):
    """A request as views get it: the middleware has said who acts."""

    actor: Actor
    htmx: HtmxDetails


class ApiRequest(Request):
    """The same, as views of the API get it."""

    actor: Actor


View = Callable[..., HttpResponseBase]


def needs(permission: Permission) -> Callable[[View], View]:
    """The coarse gate of a view: the permission somewhere. The action asks it at the place."""

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request.actor, permission)
            return view(request, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return guarded

    return gate
