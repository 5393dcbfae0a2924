"""What a list of tracks says of each: who it is about, and how it stands on the day."""

from collections.abc import Sequence
from typing import Any

from apps.organisation.access import Actor
from apps.participants.models import Participant

from .codes import Perspective


def known_to(actor: Actor, tracks: Sequence[Any]) -> None:
    """Set on each what its row shows. Takes those of `with_perspective`; one query for all."""
    # Apart, and not by a join: whoever may not know the person still sees the track.
    people = Participant.objects.visible_to(actor).in_bulk([t.participant_id for t in tracks])
    for track in tracks:
        track.known_as = people.get(track.participant_id)
        track.days = track.days_on(actor.today)
        track.is_open = track.is_open_on(actor.today)
        track.perspective_label = Perspective(track.perspective_now or "undetermined").label
