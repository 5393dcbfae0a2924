"""The sentences of the rules that span rows: what is wrong, and how to mend it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "key_twice": _("Deze sleutel komt vaker voor. Geef elke rij een eigen sleutel."),
    "capacity_twice": _("Voor deze locatie en datum staan er meer aantallen. Houd er een over."),
    "unknown_location": _(
        "Deze locatie staat niet in locations.csv. Voeg de locatie toe of verbeter de code."
    ),
    "unknown_participant": _(
        "Deze deelnemer staat niet in participants.csv. Voeg de deelnemer toe of verbeter de "
        "sleutel."
    ),
    "unknown_referral": _(
        "Deze aanmelding staat niet in referrals.csv. Voeg haar toe of verbeter de sleutel."
    ),
    "unknown_track": _(
        "Dit traject staat niet in tracks.csv. Voeg het toe of verbeter de sleutel."
    ),
    "v_number_twice": _(
        "Twee dossiers van een locatie hebben dit V-nummer. Voeg ze samen of verbeter het "
        "V-nummer."
    ),
    "key_and_v_number_differ": _(
        "De sleutel hoort bij een dossier en het V-nummer bij een ander. Verbeter een van beide."
    ),
    "dossier_matched_twice": _(
        "Twee rijen wijzen hetzelfde dossier aan. Voeg ze samen tot een rij."
    ),
    "born_after_admission": _(
        "De geboortedatum ligt na een toelating van deze persoon. Verbeter een van beide datums."
    ),
    "admitted_before_decision": _(
        "De toelating ligt voor het besluit op de aanmelding. Verbeter een van beide datums."
    ),
    "perspective_before_admission": _(
        "Het perspectief is bepaald voor de toelating. Verbeter een van beide datums."
    ),
    "screening_before_admission": _(
        "De screening is aangevraagd voor de toelating. Verbeter een van beide datums."
    ),
    "contact_before_admission": _(
        "Het contact ligt voor de toelating. Verbeter een van beide datums."
    ),
    "deceased_needs_date_of_death": _(
        "Bij uitstroom door overlijden hoort dezelfde datum van overlijden bij de deelnemer. Maak "
        "beide datums gelijk."
    ),
    "track_past_death": _(
        "Dit traject loopt na het overlijden van deze persoon. Verbeter de datum van overlijden, "
        "of beëindig het traject op of voor die dag."
    ),
    "tracks_overlap": _(
        "Deze persoon heeft twee trajecten tegelijk, hier of bij een andere locatie. Laat het ene "
        "eindigen voor het andere begint."
    ),
    "placements_overlap": _(
        "Deze persoon verblijft op twee plaatsen tegelijk, hier of bij een andere locatie. Laat "
        "het ene verblijf eindigen voor het andere begint."
    ),
    "other_location_than_dossier": _(
        "Deze rij en het dossier noemen elk een andere locatie. Maak ze gelijk."
    ),
    "referral_of_other_dossier": _(
        "De aanmelding van dit traject is van een andere deelnemer. Verbeter de sleutel."
    ),
    "referral_not_admitted": _(
        "De aanmelding van dit traject is niet toegelaten. Verbeter het besluit of de sleutel."
    ),
    "referral_of_known_track": _(
        "Een traject dat niet in dit pakket staat, hoort bij deze aanmelding. Verbeter de "
        "aanmelding, of neem het traject op."
    ),
    "known_row_before_admission": _(
        "Hier is al iets vastgelegd van voor deze toelating. Verbeter de datum van toelating."
    ),
    "new_location": _(
        "Deze locatie is nog niet bekend. Vraag uw functioneel beheerder de locatie te maken."
    ),
    "location_not_yours": _(
        "U mag het register van deze locatie niet inlezen. Vraag uw functioneel beheerder."
    ),
    "register_changed_meanwhile": _(
        "Iemand anders veranderde het register tegelijk. Probeer het opnieuw."
    ),
    # Warnings: these come in, and are shown.
    "location_differs": _(
        "De naam of de gemeenten zijn hier anders vastgelegd. Dat blijft zo. Vraag uw functioneel "
        "beheerder."
    ),
    "implausible_age": _(
        "De leeftijd bij de toelating is onder 16 of boven 90 jaar. Controleer de geboortedatum."
    ),
    "implausibly_long_track": _(
        "Dit traject duurt langer dan vijf jaar. Controleer of het is geëindigd."
    ),
    "more_taken_than_places": _(
        "Vanaf deze dag zijn er meer plaatsen bezet dan er zijn. Controleer plaatsen en "
        "verblijven."
    ),
    "possible_double": _(
        "Er is een dossier met dezelfde naam, geboortedatum en land. Kijk of het dezelfde persoon "
        "is."
    ),
    "kept_what_was_changed_here": _(
        "Dit is hier gemaakt of gewijzigd en verschilt van het pakket. Het is niet overschreven. "
        "Vergelijk beide."
    ),
}

WARNINGS = frozenset(
    {
        "location_differs",
        "implausible_age",
        "implausibly_long_track",
        "more_taken_than_places",
        "possible_double",
        "kept_what_was_changed_here",
    }
)
