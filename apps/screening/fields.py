"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import DOSSIER, RECORDED, Declared, Kind
from apps.organisation.codes import Part

from .models import Procedure, Screening


def _about(purpose: str, part: str = Part.LEGAL, kind: Kind = Kind.ORDINARY) -> Declared:
    return Declared(kind, purpose, part, DOSSIER)


_OUTCOME = f"{Part.LEGAL}, {Part.LEGAL_OUTCOME}"
_WHOSE = {
    "track": _about("Says which track it is about."),
    "location": _about("Says whose dossier it is."),
}

FIELDS = {
    Screening: RECORDED
    | _WHOSE
    | {
        "requested_on": _about("Says when it was asked for."),
        "completed_on": _about("Says when it was done.", _OUTCOME),
        "outcome": _about(
            "Says which way is open: may tell of illness (article 64).", _OUTCOME, Kind.SPECIAL
        ),
    },
    Procedure: RECORDED
    | _WHOSE
    | {
        "procedure": _about(
            "Says what was applied for: may tell of illness (article 64, medical).",
            _OUTCOME,
            Kind.SPECIAL,
        ),
        "submitted_on": _about("Says when it was applied for."),
        "decided_on": _about("Says when the IND decided.", _OUTCOME),
        "decision": _about("Says what the IND decided.", _OUTCOME),
    },
}
