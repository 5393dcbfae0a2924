"""What the access log can say that was done."""

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
