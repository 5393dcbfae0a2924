"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import DOSSIER, RECORDED, Declared, Kind
from apps.organisation.codes import Part

from .models import Contact


def _about(purpose: str, kind: Kind = Kind.ORDINARY) -> Declared:
    return Declared(kind, purpose, Part.CONTACTS, DOSSIER)


FIELDS = {
    Contact: RECORDED
    | {
        "track": _about("Says which track it is about."),
        "location": _about("Says whose dossier it is."),
        "held_on": _about("Says when there was contact."),
        "form": _about(
            "Says what the contact was about: may tell that there was health care.", Kind.SPECIAL
        ),
        "minutes": _about("Says how long it took."),
        "aim": _about("Says what it was to lead to."),
    },
}
