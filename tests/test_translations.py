"""Dutch is the source; English is complete."""

import re
import runpy
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
HOLDS = re.compile(r"%\(\w+\)[sd]|</?\w+>")


def messages():
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, locale="en") if message.id]


def pairs():
    for message in messages():
        if isinstance(message.id, tuple):
            yield from zip(message.id, message.string, strict=True)
        else:
            yield message.id, message.string


def test_the_catalogue_holds_every_text_and_no_other():
    updated = runpy.run_path(str(ROOT / "scripts" / "messages"))["updated"]
    assert updated() == CATALOGUE.read_bytes(), (
        "Run scripts/messages, and translate what it lists."
    )


def test_every_text_has_an_english_one_with_the_same_placeholders():
    missing = [dutch for dutch, english in pairs() if not english]
    assert not missing
    wrong = [
        dutch
        for dutch, english in pairs()
        if sorted(HOLDS.findall(dutch)) != sorted(HOLDS.findall(english))
    ]
    assert not wrong


def test_sentences_are_translated():
    """A text of several words that is the same in both languages was forgotten."""
    assert [d for d, e in pairs() if d == e and len(d.split()) > 2] == []
