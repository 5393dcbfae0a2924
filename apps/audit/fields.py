"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import ID, LOG, Declared, Kind, not_personal

from .models import AccessEntry

PRIVACY_OFFICER = "privacy officer"


def _of_staff(purpose: str) -> Declared:
    return Declared(Kind.ORDINARY, purpose, PRIVACY_OFFICER, LOG)


FIELDS = {
    AccessEntry: ID
    | not_personal("Says how it ended.", "result")
    | {
        "at": _of_staff("Says when."),
        "actor": _of_staff("Says who, by number."),
        "user_id": _of_staff("Says who, by number."),
        "source": _of_staff("Says from where: the address of a machine."),
        "act": _of_staff("Says what was done, without content."),
        "subject": _of_staff("Says to what kind of row."),
        "subject_ids": _of_staff("Says to which rows, by number: who looked at whose dossier."),
        "location_ids": _of_staff("Says at which locations."),
    },
}
