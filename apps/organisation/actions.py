"""What can be done with locations, who works there, and their tokens."""

from collections.abc import Iterable
from datetime import date
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.foundation.bulk import Loaded, load_keyed
from apps.foundation.sealing import plain_hash

from . import rules
from .access import Actor, Permission, require
from .codes import Scope, Zone
from .models import ApiToken, Location, Organisation, Partnership, User


@transaction.atomic
def create_location(*, code: str, name: str, municipality_codes: str, by: Actor) -> Location:
    """Add a location. Refuses a code that is in use or is no code."""
    require(by, Permission.LOCATION_MANAGE)
    rules.check_location_code(code)
    if Location.objects.filter(code=code).exists():
        raise ValidationError({"code": _("Deze code is al in gebruik. Kies een andere code.")})
    return Location.objects.create(code=code, name=name, municipality_codes=municipality_codes)


@transaction.atomic
def begin_partnership(
    location: Location,
    *,
    organisation: Organisation,
    zones: Iterable[Zone],
    purpose: str,
    from_on: date,
    by: Actor,
) -> Partnership:
    """From a day on an organisation gets the tracks of a location, with these parts of them.

    Refuses a second partnership while one holds or is to begin. The tracks themselves follow in
    `tracks.actions.involve_partner`, which calls this.
    """
    require(by, Permission.LOCATION_MANAGE, at=location.pk)
    location = Location.objects.select_for_update().get(pk=location.pk)
    if (
        Partnership.objects.filter(location=location, organisation=organisation)
        .filter(Q(until_on=None) | Q(until_on__gt=from_on))
        .exists()
    ):
        raise ValidationError(
            {"organisation": _("Deze organisatie werkt hier al. Beëindig dat eerst.")}
        )
    return Partnership.objects.create(
        location=location,
        organisation=organisation,
        zones=[zone.value for zone in zones],
        purpose=purpose,
        from_on=from_on,
    )


@transaction.atomic
def end_partnership(partnership: Partnership, *, until_on: date, by: Actor) -> Partnership:
    """From `until_on` an organisation no longer gets the tracks of a location.

    Refuses a day on or before the first, an end that has passed, and one in a later partnership
    of the same two. The tracks themselves follow in `tracks.actions.release_partner`.
    """
    require(by, Permission.LOCATION_MANAGE, at=partnership.location_id)
    # As in `begin_partnership`: of one location, one at a time.
    Location.objects.select_for_update().get(pk=partnership.location_id)
    partnership = Partnership.objects.get(pk=partnership.pk)
    later = Partnership.objects.filter(
        location=partnership.location_id,
        organisation=partnership.organisation_id,
        from_on__gt=partnership.from_on,
    ).order_by("from_on")
    rules.check_end_of_partnership(
        from_on=partnership.from_on,
        ended_on=partnership.until_on,
        until_on=until_on,
        next_from_on=later.values_list("from_on", flat=True).first(),
        today=by.today,
    )
    partnership.until_on = until_on
    partnership.save(update_fields=["until_on"])
    return partnership


@transaction.atomic
def choose_language(user: User, *, language: str) -> None:
    """Keep the language that the person chose."""
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def create_token(
    *, name: str, scopes: Iterable[Scope], expires_on: date, by: Actor
) -> tuple[ApiToken, str]:
    """A token of one's own, and its secret, which is kept nowhere else.

    Refuses an end today or earlier or after more than a year, and a name that is in use. Refuses
    whoever is no person, or acts by a token. Asked for by `audit.actions.issue_token`.
    """
    if by.user_id is None or by.scopes is not None:
        raise PermissionDenied
    # One at a time, so that a button that is pressed twice makes one.
    user = User.objects.select_for_update(no_key=True).get(pk=by.user_id)
    in_use = ApiToken.objects.visible_to(by).not_revoked().filter(name=name).exists()
    rules.check_token(expires_on=expires_on, is_name_in_use=in_use, today=by.today)
    secret = f"lvv_{token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=name,
        secret_hash=plain_hash(secret),
        scopes=[scope.value for scope in scopes],
        created_on=by.today,
        expires_on=expires_on,
    )
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> None:
    """From now on it opens nothing. Refuses another's. Asked for by `audit.actions`."""
    if by.user_id is None or token.user_id != by.user_id:
        raise PermissionDenied
    ApiToken.objects.not_revoked().filter(pk=token.pk).update(revoked_at=timezone.now())


def note_use(token: ApiToken, *, on: date) -> None:
    """Keep the last day on which it was used; written once a day."""
    if token.last_used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=on)


def load_locations(*, import_number: int) -> Loaded:
    """Bring in the locations of a package; the ids of new ones are set apart before."""
    return load_keyed(
        "organisation_location",
        "pkg_locations",
        ("code", "name", "municipality_codes"),
        import_number=import_number,
    )


def load_rows(*, import_number: int) -> dict[str, Loaded]:
    """Bring in the capacities of a package."""
    return {
        "capacities": load_keyed(
            "organisation_capacity",
            "pkg_capacities",
            ("location_id", "valid_from", "places"),
            import_number=import_number,
        )
    }
