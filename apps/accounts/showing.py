"""Roles and rights in words, for the people who hand them out and look them over."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.organisation.access import GRANTS, ROLE_PARTS, Actor, Permission, allowed
from apps.organisation.codes import Part, Role
from apps.organisation.models import Membership, MembershipQuerySet

from .models import FactorReset, Review, RoleRequest

P = Permission
# What each permission lets one do; a new one says so here.
WORDS = {
    P.PARTICIPANT_VIEW: _("deelnemers bekijken"),
    P.PARTICIPANT_EXPORT: _("de lijst van deelnemers exporteren"),
    P.TRACK_VIEW: _("trajecten bekijken"),
    P.TRACK_EXPORT: _("de lijst van trajecten exporteren"),
    P.HISTORY_VIEW: _("de geschiedenis van een dossier bekijken"),
    P.ACCESS_LOG_VIEW: _("zien wie een dossier heeft bekeken"),
    P.REGISTER_IMPORT: _("een register inlezen"),
    P.REGISTER_EXPORT: _("het register exporteren"),
    P.MONITOR_VIEW: _("de monitor bekijken"),
    P.MONITOR_COMPARE: _("locaties in de monitor vergelijken"),
    P.LOCATION_VIEW: _("locaties bekijken"),
    P.LOCATION_MANAGE: _("locaties en samenwerkingen beheren"),
    P.ACCOUNT_VIEW: _("accounts bekijken"),
    P.ACCOUNT_MANAGE: _("accounts, organisaties en rollen beheren"),
    P.ROLE_APPROVE: _("rollen goedkeuren die een ander aanvroeg"),
    P.FACTOR_RESET: _("met een tweede persoon een tweede stap weghalen"),
    P.RIGHTS_OVERSEE: _("zien wie een rol met zicht op dossiers kreeg"),
}


def words_of(permission: Permission) -> str:
    """What it lets one do; one that has no words yet by its name."""
    return str(WORDS.get(permission, permission.value))


def roles() -> list[dict[str, Any]]:
    """Each role with what it may do, and what of a dossier it sees at most."""
    return [
        {
            "label": role.label,
            "may": [words_of(p) for p in Permission if p in GRANTS[role]],
            "sees": [str(part.label) for part in Part if part in ROLE_PARTS[role]],
        }
        for role in Role
    ]


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages about access that the actor may see."""
    places = [
        ("account_list", _("Accounts"), P.ACCOUNT_VIEW),
        ("access_requests", _("Te besluiten"), P.ROLE_APPROVE),
        ("role_list", _("Rollen"), P.ACCOUNT_VIEW),
        ("organisation_list", _("Organisaties"), P.ACCOUNT_MANAGE),
        ("rights_review", _("Jaarlijkse controle"), P.ACCOUNT_MANAGE),
        ("rights_told", _("Toegekende rechten"), P.RIGHTS_OVERSEE),
    ]
    return [
        {
            "label": str(label),
            "url": reverse(name),
            "current": name == current,
            "count": open_requests(actor) or None if name == "access_requests" else None,
        }
        for name, label, permission in places
        if allowed(actor, permission)
    ]


def open_requests(actor: Actor) -> int:
    """How many wait for a decision that the actor may take."""
    return (
        RoleRequest.objects.decided_by_actor(actor).count()
        + FactorReset.objects.open().visible_to(actor).count()
    )


def providers() -> list[tuple[str, str]]:
    """The identity providers of the settings, by name."""
    apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]  # type: ignore[assignment]
    return [(app["provider_id"], app["name"]) for app in apps]


def under_care(actor: Actor) -> MembershipQuerySet:
    """The memberships that the actor may end and confirm."""
    where = actor.locations_with(P.ACCOUNT_MANAGE)
    found = Membership.objects.select_related("user", "organisation", "location")
    return found if where is None else found.filter(location__in=where)


def memberships(found: Any, today: date) -> list[Any]:
    """Memberships, each with whether it is over and when someone last found it right."""
    rows: list[Membership] = list(found)
    newest = dict(
        Review.objects.filter(membership__in=[row.pk for row in rows])
        .order_by("on", "pk")
        .values_list("membership", "on")
    )
    for row in rows:
        row.is_over = row.until_on is not None and row.until_on <= today  # type: ignore[attr-defined]
        row.reviewed_on = newest.get(row.pk)  # type: ignore[attr-defined]
        row.role_label = Role(row.role).label  # type: ignore[attr-defined]
        row.place = row.location.name if row.location else gettext("alle locaties")  # type: ignore[attr-defined]
    return rows
