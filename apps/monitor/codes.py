"""The categories that exist only in the monitor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Theme(TextChoices):
    """The parts in which the monitor is read."""

    REACH = "reach", _("Bereik")
    GUIDANCE = "guidance", _("Begeleiding")
    RESULTS = "results", _("Resultaten")
    BACKGROUND = "background", _("Achtergrond")


class Entry(TextChoices):
    """Whether a track is the person's first."""

    FIRST_ENTRY = "first_entry", _("Eerste instroom")
    RE_ENTRY = "re_entry", _("Herinstroom")


class Solution(TextChoices):
    """How lasting the solution is that an outflow reason stands for."""

    DURABLE = "durable", _("Bestendig")
    SEMI_DURABLE = "semi_durable", _("Semi-bestendig")
    NONE = "none", _("Geen oplossing")


class DecisionOnDay(TextChoices):
    """The decision of the IND as known on a day."""

    GRANTED = "granted", _("Ingewilligd")
    REJECTED = "rejected", _("Afgewezen")
    INADMISSIBLE = "inadmissible", _("Niet-ontvankelijk")
    NOT_PROCESSED = "not_processed", _("Niet in behandeling genomen")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    PENDING = "pending", _("Nog geen besluit")


class DurationBand(TextChoices):
    """How long a track lasted, in months; the lower bound is included."""

    UNDER_3 = "under_3", _("Korter dan 3 maanden")
    FROM_3_TO_6 = "3_to_6", _("3 tot 6 maanden")
    FROM_6_TO_12 = "6_to_12", _("6 tot 12 maanden")
    FROM_12_TO_18 = "12_to_18", _("12 tot 18 maanden")
    FROM_18_TO_24 = "18_to_24", _("18 tot 24 maanden")
    FROM_24 = "24_and_over", _("24 maanden of langer")


class AgeBand(TextChoices):
    """The age in completed years at the first admission."""

    TO_25 = "25_and_under", _("25 jaar of jonger")
    FROM_26_TO_35 = "26_to_35", _("26 tot en met 35 jaar")
    FROM_36_TO_45 = "36_to_45", _("36 tot en met 45 jaar")
    FROM_46_TO_55 = "46_to_55", _("46 tot en met 55 jaar")
    FROM_56 = "56_and_over", _("56 jaar of ouder")
    UNKNOWN = "unknown", _("Onbekend")


class CountryRest(TextChoices):
    """What stands after the countries that are named."""

    OTHER = "other", _("Overige landen")
    UNKNOWN = "unknown", _("Onbekend")


class EditionState(TextChoices):
    """How far an edition is that was asked for."""

    WAITING = "waiting", _("Wacht op verwerking")
    COUNTING = "counting", _("Wordt geteld")
    MADE = "made", _("Gereed")
    BROKEN_OFF = "broken_off", _("Afgebroken")
