"""The code lists of who a participant is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Gender(TextChoices):
    """Gender as registered."""

    MALE = "male", _("Man")
    FEMALE = "female", _("Vrouw")
    UNKNOWN = "unknown", _("Onbekend")


class FirstApplication(TextChoices):
    """The first application at the IND."""

    ASYLUM = "asylum", _("Asiel")
    REGULAR_FAMILY = "regular_family", _("Regulier, gezin")
    REGULAR_HUMANITARIAN = "regular_humanitarian", _("Regulier, humanitair")
    REGULAR_STUDY = "regular_study", _("Regulier, studie")
    REGULAR_OTHER = "regular_other", _("Regulier, overig")
    NONE_KNOWN = "none_known", _("Geen aanvraag bekend")
    UNKNOWN = "unknown", _("Onbekend")
