"""Countries: ISO 3166-1 with two more, by name in both languages."""

import re

import pytest
from django.utils.translation import override

from apps.foundation.countries import CODES, name


def test_the_codes_are_those_of_iso_3166_1_and_two_more():
    assert len(CODES) == 249 + 2
    assert {"NLD", "SYR", "PSE", "ERI", "XXA", "XKX"} <= CODES
    assert all(re.fullmatch("[A-Z]{3}", code) for code in CODES)


@pytest.mark.parametrize("code", ["", "SY", "syr", "XXB", "YUG", "UNK", "ZZZ", "SYR "])
def test_no_others_are(code):
    assert code not in CODES


@pytest.mark.parametrize(
    ("code", "dutch", "english"),
    [
        ("SYR", "Syrië", "Syria"),
        ("ERI", "Eritrea", "Eritrea"),
        ("DEU", "Duitsland", "Germany"),
        ("XXA", "Staatloos", "Stateless"),
        ("XKX", "Kosovo", "Kosovo"),
        ("DEU+XXA", "Duitsland, Staatloos", "Germany, Stateless"),
        ("", "", ""),
        ("QQQ", "QQQ", "QQQ"),
    ],
)
def test_a_country_is_named_in_the_language_of_the_moment(code, dutch, english):
    with override("nl"):
        assert name(code) == dutch
    with override("en"):
        assert name(code) == english
    with override("en-gb"):
        assert name(code) == english
    with override(None):
        assert name(code) == dutch


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_country_has_a_name_of_its_own(language):
    with override(language):
        names = [name(code) for code in CODES]
    assert len(set(names)) == len(names)
    assert not set(names) & (CODES - {"XKX"})
