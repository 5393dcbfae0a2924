"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import (
    ACCOUNT,
    ADMINISTRATORS,
    ID,
    NOBODY,
    ONESELF,
    Declared,
    Kind,
    not_personal,
)

from .models import (
    Account,
    AllowedProvider,
    FactorReset,
    Invitation,
    Opening,
    Review,
    RoleRequest,
    SignIn,
)

DECIDERS = "who decides on access there"


def _of_staff(purpose: str, seen_by: str = ADMINISTRATORS) -> Declared:
    return Declared(Kind.ORDINARY, purpose, seen_by, ACCOUNT)


_ASKED: dict[str, Declared] = {
    "asked_by": _of_staff("Says who asked.", DECIDERS),
    "asked_at": _of_staff("Tells when it was asked.", DECIDERS),
    "decided_by": _of_staff("Says who decided: someone else.", DECIDERS),
    "decided_at": _of_staff("Tells when it was decided.", DECIDERS),
    "is_granted": _of_staff("Says what was decided.", DECIDERS),
}
FIELDS = {
    # The same rows as those of `organisation.User`, where their fields are declared.
    Account: dict[str, Declared](),
    SignIn: ID
    | {
        "user": _of_staff("Says whose session it is.", ONESELF),
        "session_key": _of_staff("Finds the session, so that it can be ended.", NOBODY),
        "began_at": _of_staff("Tells when it began.", ONESELF),
        "source": _of_staff("Tells from where: the address of a machine.", ONESELF),
        "program": _of_staff("Tells with what: the name of a browser.", ONESELF),
    },
    Opening: ID
    | {
        "user": _of_staff("Says whose account was opened again."),
        "by": _of_staff("Says who opened it."),
        "at": _of_staff("Tells when."),
    },
    Invitation: ID
    | {
        "user": _of_staff("Says who was invited."),
        "by": _of_staff("Says who invited."),
        "secret_hash": _of_staff("Finds the invitation of a link; a hash.", NOBODY),
        "sent_at": _of_staff("Tells when it was sent."),
        "expires_at": _of_staff("Tells until when the link works."),
        "used_at": _of_staff("Tells when it was used: it works once."),
    },
    FactorReset: ID
    | _ASKED
    | {"user": _of_staff("Says whose second step is to be taken away.", DECIDERS)},
    RoleRequest: ID
    | _ASKED
    | {
        "user": _of_staff("Says who is to have the role.", DECIDERS),
        "organisation": _of_staff("Says for whom they work.", DECIDERS),
        "location": _of_staff("Says where they work.", DECIDERS),
        "role": _of_staff("Says what they are to do.", DECIDERS),
        "from_on": _of_staff("Says from when.", DECIDERS),
        "until_on": _of_staff("Says until when.", DECIDERS),
        "membership": _of_staff("Says which role came of it.", DECIDERS),
    },
    Review: ID
    | {
        "membership": _of_staff("Says which role was looked at."),
        "by": _of_staff("Says who found it still right."),
        "on": _of_staff("Tells when."),
    },
    AllowedProvider: ID
    | not_personal(
        "Says which identity provider speaks for an organisation.", "organisation", "provider"
    ),
}
