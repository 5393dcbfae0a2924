"""Who may take which list out, and what its page offers of it."""

from apps.foundation.downloads import offered
from apps.organisation.access import ActingRequest, Permission, allowed

from .codes import Listing

TAKES = {
    Listing.PARTICIPANTS: Permission.PARTICIPANT_EXPORT,
    Listing.TRACKS: Permission.TRACK_EXPORT,
}
_SEES = {
    Listing.PARTICIPANTS: Permission.PARTICIPANT_VIEW,
    Listing.TRACKS: Permission.TRACK_VIEW,
}


def exports_on(request: ActingRequest, listing: Listing, *, route: str) -> dict[str, object]:
    """In which forms one may have the list of this page, and whether that is less than one sees."""
    actor = request.actor
    may = allowed(actor, TAKES[listing])
    narrowed = actor.locations_with(TAKES[listing]) != actor.locations_with(_SEES[listing])
    return {"exports": offered(request, route) if may else [], "is_narrowed": may and narrowed}
