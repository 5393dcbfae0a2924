"""How wide words are in the letters of the house, and where a line of them breaks."""

import re
from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, STRONG = "SourceSans3", "SourceSans3-Semibold"
_FOLDER = Path(__file__).resolve().parent.parent / "fonts"
_FILES = {REGULAR: "SourceSans3-Regular.ttf", STRONG: "SourceSans3-Semibold.ttf"}


@cache
def register() -> None:
    """Make the letters known; what measures or writes with them comes here first."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(_FOLDER / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=STRONG)


@lru_cache(maxsize=4096)
def width(words: str, size: float, strong: bool = False) -> float:
    """How wide the words are, in the unit of their size."""
    register()
    return pdfmetrics.stringWidth(words, STRONG if strong else REGULAR, size)


def wrapped(words: str, room: float, size: float, strong: bool = False) -> list[str]:
    """The words in lines that fit the room; a word that is wider by itself breaks within."""
    lines = [""]
    for piece in re.findall(r"\S+?-(?=\w)|\S+\s*|\s+", words):
        if lines[-1] and width((lines[-1] + piece).rstrip(), size, strong) > room:
            lines.append("")
        lines[-1] += piece
        while width(lines[-1].rstrip(), size, strong) > room and len(lines[-1].rstrip()) > 1:
            fitting = _fitting(lines[-1], room, size, strong)
            lines[-1:] = [lines[-1][:fitting], lines[-1][fitting:]]
    return [line.rstrip() for line in lines if line.strip()] or [""]


def _fitting(words: str, room: float, size: float, strong: bool) -> int:
    """How many letters fit; one at least."""
    count = 1
    while count < len(words) and width(words[: count + 1], size, strong) <= room:
        count += 1
    return count
