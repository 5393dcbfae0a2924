"""Countries by ISO 3166-1 alpha-3, with stateless and Kosovo, in Dutch and in English."""

import gettext
from functools import cache

import pycountry
from django.utils.translation import get_language

# ICAO 9303 names these; ISO 3166-1 does not.
EXTRA = {
    "XXA": {"nl": "Staatloos", "en": "Stateless"},
    "XKX": {"nl": "Kosovo", "en": "Kosovo"},
}
CODES = frozenset({country.alpha_3 for country in pycountry.countries} | set(EXTRA))


@cache
def _name(code: str, language: str) -> str:
    if code in EXTRA:
        return EXTRA[code][language]
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    name = getattr(country, "common_name", country.name)
    if language == "en":
        return name
    dutch = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["nl"])
    return dutch.gettext(name)


def name(code: str) -> str:
    """The name in the language of the moment; of a group of countries, all their names."""
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    return ", ".join(_name(part, language) for part in code.split("+") if part)
