"""What every page shows around its content."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from apps.accounts.second_factor import has_passed
from apps.foundation.clock import today
from apps.organisation.access import Actor, Permission, allowed

# The navigation by task: where to, what it is called, its icon, and the right that it takes.
PLACES = (
    ("participant_list", _("Deelnemers"), "users", Permission.PARTICIPANT_VIEW),
    ("track_list", _("Trajecten"), "route", Permission.TRACK_VIEW),
    ("monitor", _("Monitor"), "chart", Permission.MONITOR_VIEW),
    ("import_list", _("Register inlezen"), "upload", Permission.REGISTER_IMPORT),
    ("location_list", _("Locaties"), "building", Permission.LOCATION_VIEW),
    ("access_log", _("Inzage"), "eye", Permission.ACCESS_LOG_VIEW),
    ("account_list", _("Toegang"), "key", Permission.ACCOUNT_VIEW),
    ("rights_told", _("Toegekende rechten"), "key", Permission.RIGHTS_OVERSEE),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """The navigation of the person who looks, and the day it is."""
    actor: Actor | None = getattr(request, "actor", None)
    # Before the second step there is nowhere to go.
    is_inside = hasattr(request, "user") and has_passed(request)
    return {
        "is_inside": is_inside,
        "demo": settings.LVV_DEMO,
        "today": today(),
        "actor": actor,
        "workplace": _workplace(actor),
        "navigation": [
            {
                "label": gettext(label),
                "url": reverse(name),
                "icon": icon,
                "current": request.path.startswith(reverse(name)),
            }
            for name, label, icon, permission in PLACES
            if is_inside and actor is not None and allowed(actor, permission)
        ],
    }


def _workplace(actor: Actor | None) -> str:
    """Where who is signed in works, in few words."""
    if actor is None or not actor.grants:
        return ""
    return actor.grants[0].organisation_name
