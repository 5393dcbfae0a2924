"""What each field of this app says of whom, what it is for, who sees it, how long it is kept."""

from apps.foundation.personal import DOSSIER, ID, RECORDED, Declared, Kind, not_personal
from apps.organisation.codes import Part

from .models import DataKey, Involvement, Participant, Person, PossibleDouble

NOBODY = "nobody"


def _ordinary(purpose: str, part: str) -> Declared:
    return Declared(Kind.ORDINARY, purpose, part, DOSSIER)


def _identifier(purpose: str, part: str) -> Declared:
    return Declared(Kind.IDENTIFIER, purpose, part, DOSSIER)


_INVOLVED = "who manages the location"

FIELDS = {
    Person: {
        "id": _identifier("Is the same person in every dossier.", NOBODY),
        "v_number_hash": _identifier("Finds a person by V-number; a keyed hash.", NOBODY),
    },
    Participant: RECORDED
    | {
        "key": _identifier("Finds the dossier in a register package.", Part.NAME),
        "location": _ordinary("Says whose dossier it is.", Part.NAME),
        "person": _identifier("Ties dossiers of one person together.", NOBODY),
        "v_number_sealed": _identifier(
            "Names the person at the IND; sealed, shown masked.", Part.NAME
        ),
        "family_name": _ordinary("Finds and addresses the person.", Part.NAME),
        "given_names": _ordinary("Finds and addresses the person.", Part.NAME),
        "search_name": _ordinary("Finds the person by a part of the name.", NOBODY),
        "date_of_birth": _ordinary("Tells people of one name apart.", Part.PERSON),
        "born_on": _ordinary("Counts ages in the monitor.", NOBODY),
        "gender": _ordinary("Finds a place of shelter; is counted.", Part.NAME),
        "country_of_origin": _ordinary("Says to where return would be; is counted.", Part.PERSON),
        "first_application": _ordinary("Says how the person came into procedure.", Part.PERSON),
        "deceased_on": _ordinary("Ends what is planned.", Part.PERSON),
    },
    DataKey: {
        "participant": _ordinary("Says whose key it is.", NOBODY),
        "location": _ordinary("Says whose dossier it is.", NOBODY),
        "wrapped": _ordinary("Opens what is sealed in the dossier; destroyed with it.", NOBODY),
    },
    Involvement: ID
    | {
        "from_on": _ordinary("Says from when an organisation sees the dossier.", _INVOLVED),
        "until_on": _ordinary("Says until when an organisation sees the dossier.", _INVOLVED),
        "participant": _ordinary("Says which dossier is shared.", _INVOLVED),
        "location": _ordinary("Says whose dossier it is.", _INVOLVED),
        "track_id": _ordinary("Says which track is shared.", _INVOLVED),
        "partnership": _ordinary("Says with whom it is shared.", _INVOLVED),
        "zones": _ordinary("Says what of it is shared.", _INVOLVED),
        "purpose": _ordinary("Says why it is shared.", _INVOLVED),
    },
    PossibleDouble: ID
    | not_personal("Says when it was found.", "found_on")
    | {
        "participant": _ordinary("Says who may be the same.", Part.NAME),
        "location": _ordinary("Says whose dossier it is.", Part.NAME),
        "other": _ordinary("Says who may be the same.", Part.NAME),
        "other_location": _ordinary("Says whose dossier it is.", Part.NAME),
    },
}
