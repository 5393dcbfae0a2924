"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import (
    ACCOUNT,
    DOSSIER,
    ID,
    LOG,
    RECORDED,
    Declared,
    Kind,
    not_personal,
)

from .models import AccessEntry, Change, ExportPiece, ListExport, Seal

PRIVACY_OFFICER = "privacy officer"
AS_THE_ROW = "who sees the row that changed"
ASKER = "who asked for it"
A_DAY = "until it is fetched, for a day at most"


def _of_staff(purpose: str) -> Declared:
    return Declared(Kind.ORDINARY, purpose, PRIVACY_OFFICER, LOG)


def _of_row(purpose: str) -> Declared:
    return Declared(Kind.ORDINARY, purpose, AS_THE_ROW, DOSSIER)


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
        "context": _of_staff("Says in which view or task, and in which request."),
        "dossier_ids": _of_staff("Says which dossiers it showed: who looked at whose."),
        "location_ids": _of_staff("Says at which locations."),
    },
    Seal: not_personal(
        "Gives an entry of the log its place in one chain, so that none is altered unseen.",
        "position",
        "entry_id",
        "hash",
        "sealed_at",
    ),
    Change: ID
    | not_personal("Says what kind of change it was, of how many rows.", "kind", "number")
    | not_personal("Says of which table and zone the rows are.", "table_name", "zone")
    | {"import_number": RECORDED["import_number"]}
    | {
        "at": _of_row("Says when."),
        "actor": _of_row("Says who, by number."),
        "source": _of_row("Says from where: the address of a machine."),
        "context": _of_row("Says in which view or task, and in which request."),
        "first_row": _of_row("Says which row it was, or the first of several."),
        "last_row": _of_row("Says which row it was, or the last of several."),
        "location_id": _of_row("Says at which location: its rows are seen as those that changed."),
        "participant_id": _of_row("Says whose dossier it was."),
        "track_id": _of_row("Says of which track it was."),
        "partnership_id": _of_row("Says by which partnership it is seen."),
        "other_location_id": _of_row("Says of which other location it was, where two are named."),
        "what": Declared(
            Kind.SPECIAL,
            "Keeps what a row was and became; of the V-number only the sealed form.",
            AS_THE_ROW,
            DOSSIER,
        ),
    },
    ListExport: ID
    | not_personal("Says which list, in which language.", "listing", "language")
    | not_personal(
        "Says how far an export is, and how it ended.",
        "begun_at",
        "heard_at",
        "ended_at",
        "fetched_at",
        "attempts",
        "rows_written",
        "rows_expected",
        "file_name",
        "size",
    )
    | {
        "user": Declared(Kind.ORDINARY, "Says who asked for it.", ASKER, ACCOUNT),
        "asked_at": Declared(Kind.ORDINARY, "Tells when it was asked for.", ASKER, ACCOUNT),
        "query_sealed": Declared(Kind.IDENTIFIER, "Says what was looked for.", "nobody", A_DAY),
        "query_hash": Declared(
            Kind.IDENTIFIER, "Finds the same list once more; a keyed hash.", "nobody", ACCOUNT
        ),
        "key_wrapped": Declared(Kind.IDENTIFIER, "Opens the file.", "nobody", A_DAY),
        "sight": Declared(
            Kind.ORDINARY, "Says what its person could see then; a hash.", "nobody", ACCOUNT
        ),
    },
    ExportPiece: ID
    | not_personal("Says which piece of which file it is.", "export", "number")
    | {"sealed": Declared(Kind.SPECIAL, "Is the list as a file; sealed.", ASKER, A_DAY)},
}
