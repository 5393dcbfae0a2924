"""The plain shapes that a drawing is made of, and how they are stacked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .colours import Colour
from .lettering import width, wrapped

# The sizes of letters, and of the lines in which they stand.
TEXT, SMALL = 14.0, 13.0
LEADING = 18.0
# Below this a drawing is laid out for a phone: labels above what they are about.
NARROW = 480.0

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Rectangle:
    """A box, filled, outlined or both."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour
    outline: Colour | None = None


@dataclass(frozen=True)
class Polyline:
    """A line through points; with a fill it is a closed plane."""

    points: tuple[tuple[float, float], ...]
    colour: Colour | None = None
    width: float = 1
    dashes: tuple[float, ...] = ()
    fill: Colour | None = None


@dataclass(frozen=True)
class Text:
    """One line of words; `y` is where the letters stand."""

    x: float
    y: float
    words: str
    size: float = TEXT
    colour: Colour = Colour.INK
    strong: bool = False
    anchor: Anchor = "start"


Mark = Rectangle | Polyline | Text


@dataclass(frozen=True)
class Band:
    """What stands together and is not torn apart, measured from its own top."""

    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Drawing:
    """A head that comes back on every page, and rows below it."""

    width: float
    head: Band
    rows: tuple[Band, ...]

    @property
    def height(self) -> float:
        return self.head.height + sum(row.height for row in self.rows)

    def placed(self) -> Iterator[tuple[float, Mark]]:
        """Each mark with the height of the band that it stands in."""
        top = 0.0
        for band in (self.head, *self.rows):
            for mark in band.marks:
                yield top, mark
            top += band.height


def line(x1: float, y1: float, x2: float, y2: float, colour: Colour) -> Polyline:
    """A straight line."""
    return Polyline(((x1, y1), (x2, y2)), colour)


def stands(top: float, size: float = TEXT) -> float:
    """Where letters stand in a line that begins at `top`."""
    return top + (LEADING - size) / 2 + 0.79 * size


@dataclass(frozen=True)
class Words:
    """Words in lines: what fits the room that they get."""

    lines: tuple[str, ...]
    size: float = TEXT
    strong: bool = False

    @classmethod
    def fit(cls, words: str, room: float, size: float = TEXT, strong: bool = False) -> "Words":
        return cls(tuple(wrapped(words, room, size, strong)), size, strong)

    @property
    def height(self) -> float:
        return LEADING * len(self.lines)

    @property
    def width(self) -> float:
        return max(width(words, self.size, self.strong) for words in self.lines)

    def at(
        self, x: float, top: float, *, anchor: Anchor = "start", colour: Colour = Colour.INK
    ) -> list[Mark]:
        """The lines below each other from `top`."""
        return [
            Text(
                x,
                stands(top + LEADING * number, self.size),
                words,
                self.size,
                colour,
                self.strong,
                anchor,
            )
            for number, words in enumerate(self.lines)
        ]


def label_room(labels: tuple[str, ...], most: float) -> float:
    """How wide the column of labels is: as the widest, and `most` at most."""
    return min(most, max((width(words, TEXT) for words in labels), default=0.0) + 0.5)
