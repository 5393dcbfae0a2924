"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import DOSSIER, EDITION, ID, Declared, Kind, not_personal

from .models import Edition, EditionCell, EditionRequest, ReferenceMonths, TrackFact

NOBODY = "nobody: only cells come out"
FIGURES = "who sees the figures"


def _counted(purpose: str, kind: Kind = Kind.ORDINARY) -> Declared:
    return Declared(kind, purpose, NOBODY, DOSSIER)


def _asked(purpose: str) -> Declared:
    return Declared(Kind.ORDINARY, purpose, FIGURES, EDITION)


_WHO = {"user": _asked("Says who asked for it.")}
_COUNTED_DAYS = (
    "admitted_on",
    "outflow_on",
    "next_admitted_on",
    "deceased_on",
    "first_determined_on",
    "perspective_on",
    "screened_on",
    "legal_support_on",
    "social_counselling_on",
    "activation_on",
    "future_orientation_on",
)
_COUNTED_FACTS = (
    "age",
    "is_first",
    "is_first_here",
    "support",
    "perspective",
    "gender",
    "country",
    "first_application",
)

FIELDS = {
    ReferenceMonths: ID
    | not_personal("Is the calendar of the monitor.", "valid_from", "months", "days_after"),
    Edition: ID
    | _WHO
    | not_personal(
        "Says which figures these are.",
        "location",
        "reference_date",
        "period_first",
        "definition",
        "cut_off",
        "hash",
        "location_names",
    )
    | {"made_by": _asked("Says who asked for it, by number.")},
    EditionCell: not_personal(
        "Is a figure; small ones are about few people.",
        "edition",
        "position",
        "location",
        "indicator",
        "category",
        "numerator",
        "denominator",
        "value",
    ),
    EditionRequest: ID
    | _WHO
    | not_personal(
        "Says which figures are asked for, and how far they are.",
        "location",
        "reference_date",
        "asked_at",
        "begun_at",
        "ended_at",
        "attempts",
        "edition",
    )
    | {"asked_by": _asked("Says who asked for it, by number.")},
    TrackFact: {
        "track_id": _counted("Says which track is counted."),
        "location_id": _counted("Says where it is counted."),
        "person_id": _counted("Counts a person once.", Kind.IDENTIFIER),
        **dict.fromkeys(_COUNTED_DAYS, _counted("Decides whether the track is counted on a day.")),
        **dict.fromkeys(_COUNTED_FACTS, _counted("Decides in which figure it is counted.")),
        "health_care_on": _counted("Counts who had health care.", Kind.SPECIAL),
        "reason": _counted("Counts why tracks ended: may tell of detention.", Kind.CRIMINAL),
    },
}
