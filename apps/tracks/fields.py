"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import DOSSIER, ID, RECORDED, Declared, Kind
from apps.organisation.codes import Part

from .models import Caseload, Perspective, Placement, Referral, Track

NOBODY = "nobody"


def _about(purpose: str, part: str = Part.TRACK, kind: Kind = Kind.ORDINARY) -> Declared:
    return Declared(kind, purpose, part, DOSSIER)


_DOSSIER = _about("Says whose dossier it is.")
_PERSON = _about("Keeps two locations from the same person at once.", NOBODY, Kind.IDENTIFIER)
_KEY = _about("Finds the row in a register package.", NOBODY, Kind.IDENTIFIER)
_TRACK = _about("Says which track it is about.")

FIELDS = {
    Referral: RECORDED
    | {
        "key": _KEY,
        "participant": _DOSSIER,
        "location": _DOSSIER,
        "referred_on": _about("Says when admission was asked for."),
        "referred_by": _about("Says who asked."),
        "decision": _about("Says what was decided."),
        "decided_on": _about("Says when it was decided."),
        "decided_by": _about("Says which body decided."),
        "rejection_reason": _about(
            "Says why not: may tell of an entry ban or an undesirable declaration.",
            kind=Kind.CRIMINAL,
        ),
        "exception": _about("Says whether a criterion was waived."),
    },
    Track: RECORDED
    | {
        "key": _KEY,
        "participant": _DOSSIER,
        "person": _PERSON,
        "location": _DOSSIER,
        "referral": _about("Says from which referral it came."),
        "admitted_on": _about("Says when the stay began."),
        "outflow_on": _about("Says when the stay ended."),
        "outflow_reason": _about(
            "Says why the stay ended: may tell of detention, or of illness (article 64).",
            kind=Kind.CRIMINAL,
        ),
        "departure_support": _about("Says who helped to depart."),
        "destination_country": _about("Says where the person went."),
    },
    Perspective: RECORDED
    | {
        "track": _TRACK,
        "location": _DOSSIER,
        "determined_on": _about("Says when it was determined."),
        "perspective": _about("Says what counselling aims at."),
        "communicated_on": _about("Says when the participant was told."),
    },
    Placement: RECORDED
    | {
        "participant": _about("Says whose place it is.", Part.SHELTER),
        "person": _PERSON,
        "location": _about("Says in which city somebody sleeps.", Part.SHELTER),
        "moved_in_on": _about("Says since when somebody sleeps there.", Part.SHELTER),
        "moved_out_on": _about("Says until when somebody slept there.", Part.SHELTER),
        "funded_by": _about("Says who pays.", Part.SHELTER),
    },
    Caseload: ID
    | {
        "track": _TRACK,
        "location": _DOSSIER,
        "user": _about("Says who counsels."),
        "from_on": _about("Says from when somebody counsels."),
        "until_on": _about("Says until when somebody counsels."),
    },
}
