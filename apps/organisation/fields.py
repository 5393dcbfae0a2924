"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import (
    ACCOUNT,
    ADMINISTRATORS,
    ID,
    NOBODY,
    ONESELF,
    RECORDED,
    Declared,
    Kind,
    not_personal,
)

from .models import ApiToken, Capacity, Location, Membership, Organisation, Partnership, User


def _of_staff(purpose: str, seen_by: str = ADMINISTRATORS) -> Declared:
    return Declared(Kind.ORDINARY, purpose, seen_by, ACCOUNT)


_DATED = not_personal("Says from when until when it holds.", "from_on", "until_on")

FIELDS = {
    Location: RECORDED
    | not_personal(
        "Names the location and its municipalities.", "code", "name", "municipality_codes"
    ),
    Capacity: RECORDED
    | not_personal("Counts the places of a location.", "location", "valid_from", "places"),
    Organisation: ID | not_personal("Names the organisation and its kind.", "name", "kind"),
    Partnership: ID
    | _DATED
    | not_personal(
        "Says which organisation works at a location, on what, and why.",
        "location",
        "organisation",
        "zones",
        "purpose",
    ),
    User: ID
    | {
        "password": _of_staff("Proves who signs in; a salted hash.", NOBODY),
        "last_login": _of_staff("Tells when an account was last used."),
        "email": Declared(
            Kind.IDENTIFIER, "Names the account at sign-in.", ADMINISTRATORS, ACCOUNT
        ),
        "name": _of_staff("Says who did what.", "who works in the same dossiers"),
        "language": _of_staff("Speaks to somebody in their language.", ONESELF),
        "is_active": _of_staff("Closes an account."),
        "created_at": _of_staff("Tells since when an account is there."),
    },
    Membership: ID
    | {
        "from_on": _of_staff("Says from when somebody has a role."),
        "until_on": _of_staff("Says until when somebody has a role."),
        "user": _of_staff("Says whose role it is."),
        "organisation": _of_staff("Says for whom somebody works."),
        "location": _of_staff("Says where somebody works."),
        "role": _of_staff("Says what somebody may do."),
    },
    ApiToken: ID
    | {
        "user": _of_staff("Says whose token it is.", ONESELF),
        "name": _of_staff("Tells one's tokens apart.", ONESELF),
        "secret_hash": _of_staff("Finds the token that was shown; a hash.", NOBODY),
        "scopes": _of_staff("Says what the token is for.", ONESELF),
        "created_on": _of_staff("Tells when it was made.", ONESELF),
        "expires_on": _of_staff("Tells when it ends.", ONESELF),
        "revoked_at": _of_staff("Tells when it was withdrawn.", ONESELF),
        "last_used_on": _of_staff("Tells when it was last used.", ONESELF),
    },
}
