"""What the access log and the history can say that was done."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Act(TextChoices):
    """What someone did, or tried to do."""

    SIGN_IN = "sign_in", _("Aangemeld in het systeem")
    SIGN_IN_FAILED = "sign_in_failed", _("Aanmelden mislukt")
    SECOND_FACTOR_FAILED = "second_factor_failed", _("Tweede stap mislukt")
    SIGN_OUT = "sign_out", _("Afgemeld")
    RESET = "reset", _("Toegang teruggezet")
    INVITE = "invite", _("Uitgenodigd")
    GRANT = "grant", _("Recht toegekend")
    WITHDRAW = "withdraw", _("Recht ingetrokken")
    READ = "read", _("Bekeken")
    LIST = "list", _("Lijst bekeken")
    SEARCH = "search", _("Gezocht")
    EXPORT = "export", _("Geëxporteerd")
    IMPORT = "import", _("Geïmporteerd")
    CHANGE = "change", _("Gewijzigd")


class Result(TextChoices):
    """How it ended."""

    DONE = "done", _("Gedaan")
    REFUSED = "refused", _("Geweigerd")


class Listing(TextChoices):
    """The lists that can be taken out, by the name of the app that has them."""

    PARTICIPANTS = "participants", _("Deelnemers")
    TRACKS = "tracks", _("Trajecten")


class ExportState(TextChoices):
    """How far a list is that is made into a file, as its times say."""

    WAITING = "waiting", _("Wacht op verwerking")
    RUNNING = "running", _("Wordt gemaakt")
    READY = "ready", _("Klaar om op te halen")
    FETCHED = "fetched", _("Opgehaald")
    EXPIRED = "expired", _("Verlopen")
    BROKEN_OFF = "broken_off", _("Afgebroken")


class ChangeKind(TextChoices):
    """What became of a row."""

    MADE = "made", _("Vastgelegd")
    CHANGED = "changed", _("Gewijzigd")
    REMOVED = "removed", _("Verwijderd")


# What an entry is about, in words; what is not named here is told as it is written.
SUBJECTS = {
    "participant": _("dossier"),
    "track": _("traject"),
    "history": _("geschiedenis van het dossier"),
    "access_log": _("wie het dossier heeft bekeken"),
    "register": _("het hele register van de locatie"),
}
