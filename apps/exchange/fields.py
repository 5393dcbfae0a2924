"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import ID, IMPORT, REPORT, Declared, Kind, not_personal

from .models import ImportJob, UploadPiece

UPLOADER = "who uploaded it"

FIELDS = {
    ImportJob: ID
    | not_personal(
        "Says how far an import is, and how it ended.",
        "created_at",
        "begun_at",
        "heard_at",
        "ended_at",
        "attempts",
        "step",
        "bytes_read",
        "bytes_expected",
        "accepted",
        "size",
    )
    | not_personal("Says which locations are touched.", "locations")
    | {
        "user": Declared(Kind.ORDINARY, "Says who uploaded it.", UPLOADER, REPORT),
        "actor": Declared(Kind.ORDINARY, "Says who uploaded it, by number.", UPLOADER, REPORT),
        "report": Declared(
            Kind.ORDINARY,
            "Says what is wrong where, without names, dates of birth, keys and V-numbers.",
            UPLOADER,
            REPORT,
        ),
        "key_wrapped": Declared(Kind.IDENTIFIER, "Opens the upload.", "nobody", IMPORT),
    },
    UploadPiece: ID
    | not_personal("Says which piece of which upload it is.", "job", "number")
    | {
        "sealed": Declared(
            Kind.IDENTIFIER, "Is the register as it was sent; sealed.", "nobody", IMPORT
        ),
    },
}
