"""What can be done with tracks: bringing them in, and giving a partner its part of them."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from apps.audit.actions import record
from apps.audit.codes import Act
from apps.foundation.acting import acting_as
from apps.foundation.bulk import Loaded, load_groups, load_keyed
from apps.organisation import actions as organisation_actions
from apps.organisation.access import Actor
from apps.organisation.codes import Zone
from apps.organisation.models import Location, Organisation, Partnership, User

from .models import Caseload, Track

# Each partnership that holds gets the tracks that had not ended when it began, and new ones.
_INVOLVE = """
INSERT INTO participants_involvement
    (participant_id, location_id, track_id, partnership_id, zones, purpose, from_on, until_on)
SELECT track.participant_id, track.location_id, track.id, partner.id, partner.zones,
    partner.purpose, GREATEST(track.admitted_on, partner.from_on), partner.until_on
FROM tracks_track AS track
JOIN organisation_partnership AS partner ON partner.location_id = track.location_id
WHERE (track.outflow_on IS NULL OR track.outflow_on >= partner.from_on)
  AND (partner.until_on IS NULL OR track.admitted_on < partner.until_on)
  AND {which}
ON CONFLICT (track_id, partnership_id, from_on) DO NOTHING
"""
# What began on that day or later stays, as a row that gives sight on no day.
_RELEASE = """
UPDATE participants_involvement SET until_on = GREATEST(from_on, %s) WHERE partnership_id = %s
"""


def load_rows(*, import_number: int) -> dict[str, Loaded]:
    """Bring in referrals, tracks, placements and perspectives; partners get their part of them."""
    loaded = {
        "referrals": load_keyed(
            "tracks_referral",
            "pkg_referrals",
            (
                "key",
                "location_id",
                "participant_id",
                "referred_on",
                "referred_by",
                "decision",
                "decided_on",
                "decided_by",
                "rejection_reason",
                "exception",
            ),
            import_number=import_number,
        ),
        "tracks": load_keyed(
            "tracks_track",
            "pkg_tracks",
            (
                "key",
                "location_id",
                "participant_id",
                "person_id",
                "referral_id",
                "admitted_on",
                "outflow_on",
                "outflow_reason",
                "departure_support",
                "destination_country",
            ),
            import_number=import_number,
        ),
        "placements": load_groups(
            "tracks_placement",
            "pkg_placements",
            "participant_id",
            ("person_id", "moved_in_on", "moved_out_on", "funded_by"),
            groups="pkg_participants",
            import_number=import_number,
        ),
        "perspectives": load_groups(
            "tracks_perspective",
            "pkg_perspectives",
            "track_id",
            ("determined_on", "perspective", "communicated_on"),
            groups="pkg_tracks",
            import_number=import_number,
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _INVOLVE.format(which="track.id IN (SELECT id FROM pkg_tracks WHERE NOT held)")
        )
    return loaded


@transaction.atomic
def involve_partner(
    location: Location,
    *,
    organisation: Organisation,
    zones: Iterable[Zone],
    purpose: str,
    from_on: date,
    by: Actor,
) -> Partnership:
    """From a day on an organisation gets the tracks of a location: those open then, and later ones."""
    partnership = organisation_actions.begin_partnership(
        location,
        organisation=organisation,
        zones=zones,
        purpose=purpose,
        from_on=from_on,
        by=by,
    )
    # Whoever sets this reads no dossier; the system gives the partner its part.
    system = Actor.system("involve_partner", today=by.today, locations=[location.pk])
    with acting_as(system), connection.cursor() as cursor:
        cursor.execute(_INVOLVE.format(which="partner.id = %s"), [partnership.pk])
    record(by, Act.CHANGE, "partnership", ids=[partnership.pk], locations=[location.pk])
    return partnership


@transaction.atomic
def release_partner(partnership: Partnership, *, until_on: date, by: Actor) -> Partnership:
    """From a day on an organisation no longer gets the tracks of a location, neither old nor new.

    Until that day has come, another day can be chosen.
    """
    partnership = organisation_actions.end_partnership(partnership, until_on=until_on, by=by)
    at = partnership.location_id
    system = Actor.system("release_partner", today=by.today, locations=[at])
    with acting_as(system), connection.cursor() as cursor:
        cursor.execute(_RELEASE, [until_on, partnership.pk])
        # With a later day than before, tracks come in between.
        cursor.execute(_INVOLVE.format(which="partner.id = %s"), [partnership.pk])
    record(by, Act.CHANGE, "partnership", ids=[partnership.pk], locations=[at])
    return partnership


@transaction.atomic
def take_into_caseload(tracks: Iterable[Track], *, user: User, from_on: date) -> int:
    """Put tracks into the caseload of a person; those that are in it already stay so."""
    entries = [
        Caseload(track=track, location_id=track.location_id, user=user, from_on=from_on)
        for track in tracks
    ]
    return len(Caseload.objects.bulk_create(entries, ignore_conflicts=True))
