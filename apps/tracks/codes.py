"""The code lists of what happens at a location."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReferredBy(TextChoices):
    """Who asked for admission."""

    SELF = "self", _("Deelnemer zelf")
    NGO = "ngo", _("Maatschappelijke organisatie")
    MUNICIPALITY = "municipality", _("Gemeente")
    LEGAL_AID = "legal_aid", _("Rechtshulp")
    HEALTH_CARE = "health_care", _("Zorg")
    POLICE = "police", _("Politie")
    OTHER = "other", _("Anders")
    UNKNOWN = "unknown", _("Onbekend")


class Decision(TextChoices):
    """The decision on a referral."""

    ADMITTED = "admitted", _("Toegelaten")
    REJECTED = "rejected", _("Afgewezen")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    PENDING = "pending", _("Nog geen besluit")


class DecidedBy(TextChoices):
    """The body that decided on a referral."""

    MUNICIPALITY = "municipality", _("Gemeente")
    CASE_CONSULTATION = "case_consultation", _("Casusoverleg (LSO)")
    REVIEW_TEAM = "review_team", _("Reviewteam (MRT)")
    STEERING_GROUP = "steering_group", _("Stuurgroep")
    PROGRAMME_COUNCIL = "programme_council", _("Programmaraad")


class RejectionReason(TextChoices):
    """Why a referral was turned down."""

    HEAVY_ENTRY_BAN = "heavy_entry_ban", _("Zwaar inreisverbod")
    UNDESIRABLE_DECLARATION = "undesirable_declaration", _("Ongewenstverklaring")
    SAFE_COUNTRY = "safe_country", _("Veilig land")
    RIGHT_TO_NATIONAL_RECEPTION = (
        "right_to_national_reception",
        _("Recht op rijksopvang"),
    )
    RIGHT_OF_RESIDENCE = "right_of_residence", _("Rechtmatig verblijf")
    NOT_COOPERATING = "not_cooperating", _("Werkt niet mee")
    NO_LOCAL_TIE = "no_local_tie", _("Geen binding met de regio")
    OTHER = "other", _("Anders")


class OutflowReason(TextChoices):
    """Why a track ended."""

    RESIDENCE_PERMIT_GRANTED = (
        "residence_permit_granted",
        _("Inwilliging verblijfsaanvraag"),
    )
    DEPARTURE = "departure", _("Zelfstandig vertrek naar land van herkomst")
    ONWARD_MIGRATION = "onward_migration", _("Doormigratie")
    FORCED_DEPARTURE = "forced_departure", _("Gedwongen vertrek")
    REPEAT_ASYLUM_APPLICATION = (
        "repeat_asylum_application",
        _("Herhaalde asielaanvraag (HASA)"),
    )
    ARTICLE_64 = "article_64", _("Uitstel van vertrek om medische redenen (artikel 64)")
    DETENTION_FOR_DEPARTURE = (
        "detention_for_departure",
        _("Inbewaringstelling gericht op vertrek (IBS)"),
    )
    ENDED_BY_MUNICIPALITY = (
        "ended_by_municipality",
        _("Traject beëindigd door gemeente"),
    )
    ENDED_BY_PARTICIPANT = "ended_by_participant", _("Traject beëindigd door deelnemer")
    UNKNOWN_DESTINATION = (
        "unknown_destination",
        _("Met onbekende bestemming vertrokken (MOB)"),
    )
    OTHER_SHELTER = "other_shelter", _("Doorstroom naar andere opvang")
    CRIMINAL_DETENTION = "criminal_detention", _("Strafdetentie")
    OTHER = "other", _("Overig")
    DECEASED = "deceased", _("Overleden")


# Only these reasons can have support at departure.
LEAVING_THE_COUNTRY = frozenset({OutflowReason.DEPARTURE, OutflowReason.ONWARD_MIGRATION})


class DepartureSupport(TextChoices):
    """Who helped with a departure."""

    IOM = "iom", _("IOM")
    NGO = "ngo", _("Maatschappelijke organisatie")
    IOM_AND_NGO = "iom_and_ngo", _("IOM en maatschappelijke organisatie")
    DTV = "dtv", _("DT&V")
    INDEPENDENT = "independent", _("Zelfstandig")
    OTHER = "other", _("Anders")
    UNKNOWN = "unknown", _("Onbekend")


class Funding(TextChoices):
    """Who pays for a place of shelter."""

    LVV = "lvv", _("LVV")
    MUNICIPALITY = "municipality", _("Gemeente")
    OTHER = "other", _("Anders")


class Perspective(TextChoices):
    """What the counselling aims at."""

    RETURN = "return", _("Terugkeer")
    LEGALISATION = "legalisation", _("Legalisering")
    ONWARD_MIGRATION = "onward_migration", _("Doormigratie")
    UNDETERMINED = "undetermined", _("Nog niet bepaald")
