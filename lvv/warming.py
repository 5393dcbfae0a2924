"""What a web server reads before it serves, so that nobody waits for it at a first page."""

import gc

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

TEMPLATES = settings.BASE_DIR / "templates"


def warm() -> None:
    """Read every address, template and language; asks neither the database nor Redis.

    Called once, before the workers are forked: what is read here they share, and the collector of
    Python does not walk through it again and again.
    """
    resolver = get_resolver()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            # Both are filled at first use, by language.
            _ = resolver.reverse_dict, resolver.app_dict
            translation.gettext("Deelnemers")
    for path in sorted(TEMPLATES.rglob("*.html")):
        get_template(str(path.relative_to(TEMPLATES)))
    gc.collect()
    gc.freeze()
