"""What happened in a dossier, as one line of days: of what the actor may see, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.organisation.access import Actor
from apps.organisation.codes import Part
from apps.participants.models import Participant
from apps.screening.models import Procedure, Screening
from apps.tracks.models import Perspective, Placement, Referral, Track

from .models import Contact

MOST_CONTACTS = 200


@dataclass(frozen=True)
class Event:
    """One thing that happened on a day."""

    on: date
    icon: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Dossier:
    """The rows of one dossier that the actor may see.

    Who sees the outcomes of legal matters alone sees no request and nothing that is pending.
    """

    tracks: list[Track]
    referrals: list[Referral]
    placements: list[Placement]
    perspectives: list[Perspective]
    screenings: list[Screening]
    procedures: list[Procedure]
    contacts: list[Contact]
    sees_requests: bool

    def events(self) -> list[Event]:
        """Everything that happened, newest first."""
        found = [
            *self._of_referrals(),
            *self._of_tracks(),
            *self._of_shelter(),
            *self._of_law(),
            *(
                Event(c.held_on, "message", c.get_form_display(), _minutes(c))
                for c in self.contacts
            ),
        ]
        return sorted(found, key=lambda event: event.on, reverse=True)

    def _of_referrals(self) -> Iterator[Event]:
        for referral in self.referrals:
            by = referral.get_referred_by_display() if referral.referred_by else ""
            yield Event(referral.referred_on, "flag", _("Aangemeld"), by)
            if referral.decided_on:
                reason = (
                    referral.get_rejection_reason_display() if referral.rejection_reason else ""
                )
                yield Event(referral.decided_on, "gavel", referral.get_decision_display(), reason)

    def _of_tracks(self) -> Iterator[Event]:
        for track in self.tracks:
            yield Event(track.admitted_on, "login", _("Traject begonnen"), track.key)
            if track.outflow_on:
                yield Event(
                    track.outflow_on,
                    "logout",
                    _("Uitgestroomd"),
                    track.get_outflow_reason_display(),
                )
        for perspective in self.perspectives:
            told = (
                _("Besproken op %(day)s") % {"day": f"{perspective.communicated_on:%d-%m-%Y}"}
                if perspective.communicated_on
                else _("Nog niet besproken")
            )
            title = _("Perspectief: %(perspective)s") % {
                "perspective": perspective.get_perspective_display()
            }
            yield Event(perspective.determined_on, "compass", title, told)

    def _of_shelter(self) -> Iterator[Event]:
        for placement in self.placements:
            paid = _("Bekostigd door %(who)s") % {"who": placement.get_funded_by_display()}
            yield Event(placement.moved_in_on, "bed", _("In de opvang"), paid)
            if placement.moved_out_on:
                yield Event(placement.moved_out_on, "bed", _("Uit de opvang"))

    def _of_law(self) -> Iterator[Event]:
        for screening in self.screenings:
            if self.sees_requests:
                yield Event(screening.requested_on, "scale", _("Juridische screening aangevraagd"))
            if screening.completed_on:
                yield Event(
                    screening.completed_on,
                    "scale",
                    _("Juridische screening afgerond"),
                    screening.get_outcome_display(),
                )
        for procedure in self.procedures:
            name = procedure.get_procedure_display()
            if self.sees_requests:
                title = _("Ingediend: %(procedure)s") % {"procedure": name}
                yield Event(procedure.submitted_on, "scale", title)
            if procedure.decided_on:
                title = _("Besluit: %(procedure)s") % {"procedure": name}
                yield Event(procedure.decided_on, "scale", title, procedure.get_decision_display())


def _minutes(contact: Contact) -> str:
    parts = [_("%(n)d minuten") % {"n": contact.minutes}] if contact.minutes is not None else []
    if contact.aim:
        parts.append(str(contact.get_aim_display()))
    return ", ".join(parts)


def dossier_of(participant: Participant, actor: Actor) -> Dossier:
    """Fetch what belongs to a dossier: only the parts that the actor may see."""

    def rows(queryset: Any, part: Part, *order: str, **which: Any) -> list[Any]:
        if not actor.sees(part, at=participant.location_id):
            return []
        return list(queryset.visible_to(actor).filter(**which).order_by(*order))

    mine = {"participant": participant}
    tracks = rows(Track.objects, Part.TRACK, "-admitted_on", "-pk", **mine)
    ours = {"track__in": [track.pk for track in tracks]}
    sees_requests = actor.sees(Part.LEGAL, at=participant.location_id)
    screenings = rows(Screening.objects, Part.LEGAL_OUTCOME, "-requested_on", "-pk", **ours)
    procedures = rows(Procedure.objects, Part.LEGAL_OUTCOME, "-submitted_on", "-pk", **ours)
    contacts = rows(Contact.objects, Part.CONTACTS, "-held_on", "-position", **ours)
    return Dossier(
        tracks=tracks,
        referrals=rows(Referral.objects, Part.TRACK, "-referred_on", "-pk", **mine),
        placements=rows(Placement.objects, Part.SHELTER, "-moved_in_on", "-pk", **mine),
        perspectives=rows(
            Perspective.objects, Part.TRACK, "-determined_on", "-position", "-pk", **ours
        ),
        screenings=[row for row in screenings if sees_requests or row.completed_on],
        procedures=[row for row in procedures if sees_requests or row.decided_on],
        contacts=contacts[:MOST_CONTACTS],
        sees_requests=sees_requests,
    )
