"""The figures of an edition as a page shows them, drawn once for all who see the same of it."""

from collections.abc import Mapping
from hashlib import sha256

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.organisation.access import Actor, Permission, require

from .charts import charts
from .models import Edition
from .pictures import picture
from .reading import codes_seen, report
from .showing import tables


def figures(edition: Edition, names: Mapping[str, str], *, by: Actor) -> SafeString:
    """The charts and tables of an edition, theme by theme, about those of `names` that `by` sees.

    `names` says what each location is called, by code, in the order of the columns. An edition
    never changes, so what was drawn of it is kept in the memory of this process. Refuses whoever
    sees none.
    """
    require(by, Permission.MONITOR_VIEW, at=edition.location_id)
    seen = codes_seen(by)
    shown = {code: name for code, name in names.items() if seen is None or code in seen}
    same = (edition.pk, edition.hash, edition.cut_off, list(shown.items()), get_language())
    key, kept = sha256(repr(same).encode()).hexdigest(), caches["drawn"]
    html = kept.get(key)
    if html is None:
        html = render_to_string("monitor/_themes.html", _context(edition, shown, by))
        kept.set(key, html)
    return SafeString(html)


def _context(edition: Edition, names: Mapping[str, str], by: Actor) -> dict[str, object]:
    found = report(edition, by=by).only(names)
    codes = [code for code in names if code in found.computed.locations]
    pictures = [picture(chart) for chart in charts(found)]
    return {
        "columns": [names[code] for code in codes],
        "themes": [
            (theme, shown, [drawn for drawn in pictures if drawn.chart.theme == theme])
            for theme, shown in tables(found.computed, codes)
        ],
    }
