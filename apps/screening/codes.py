"""The code lists of legal screening and procedures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ScreeningOutcome(TextChoices):
    """What a legal screening found."""

    REPEAT_ASYLUM_APPLICATION = (
        "repeat_asylum_application",
        _("Herhaalde asielaanvraag (HASA)"),
    )
    REGULAR_APPLICATION = "regular_application", _("Reguliere aanvraag")
    ARTICLE_64 = "article_64", _("Artikel 64")
    NO_FAULT_PERMIT = "no_fault_permit", _("Buitenschuldvergunning")
    NO_GROUNDS = "no_grounds", _("Geen gronden")
    INSUFFICIENT_INFORMATION = "insufficient_information", _("Te weinig informatie")


class Procedure(TextChoices):
    """An application to the IND."""

    REPEAT_ASYLUM_APPLICATION = (
        "repeat_asylum_application",
        _("Herhaalde asielaanvraag (HASA)"),
    )
    ARTICLE_64 = "article_64", _("Artikel 64")
    REGULAR_APPLICATION = "regular_application", _("Reguliere aanvraag")
    NO_FAULT_PERMIT = "no_fault_permit", _("Buitenschuldvergunning")
    MEDICAL_APPLICATION = "medical_application", _("Medische aanvraag")
    OTHER = "other", _("Anders")


class ProcedureDecision(TextChoices):
    """The decision of the IND."""

    GRANTED = "granted", _("Ingewilligd")
    REJECTED = "rejected", _("Afgewezen")
    INADMISSIBLE = "inadmissible", _("Niet-ontvankelijk")
    NOT_PROCESSED = "not_processed", _("Niet in behandeling genomen")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
