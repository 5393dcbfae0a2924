"""The states and steps of an import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportState(TextChoices):
    """Where an import stands, as its times say."""

    WAITING = "waiting", _("Wacht op verwerking")
    RUNNING = "running", _("Wordt verwerkt")
    ACCEPTED = "accepted", _("Ingelezen")
    REFUSED = "refused", _("Geweigerd")
    BROKEN_OFF = "broken_off", _("Afgebroken")


class Step(TextChoices):
    """What an import is doing."""

    READING = "reading", _("Bestanden lezen")
    CHECKING = "checking", _("Regels controleren")
    WRITING = "writing", _("Gegevens opslaan")
