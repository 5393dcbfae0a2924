"""What happens at a location: referral, track, placement, perspective, and whose caseload it is."""

from .of_dossier import OfDossierQuerySet, OfTrackQuerySet
from .placement import Placement
from .referral import Referral
from .track import Caseload, Perspective, Track

__all__ = [
    "Caseload",
    "OfDossierQuerySet",
    "OfTrackQuerySet",
    "Perspective",
    "Placement",
    "Referral",
    "Track",
]
