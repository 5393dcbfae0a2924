"""The colours of charts, by the names of the tokens that a city may set (static/css)."""

from enum import StrEnum


class Colour(StrEnum):
    """What a colour is for. On white every outline and line has a contrast of 3 or more."""

    INK = "ink"
    INK_SOFT = "ink-soft"
    LINE = "line"
    SURFACE = "surface"
    BAR = "chart-bar"
    BAND = "chart-band"
    EDGE = "chart-edge"
    PART_1 = "chart-part-1"
    PART_2 = "chart-part-2"
    PART_3 = "chart-part-3"
    PART_4 = "chart-part-4"
    STEP_1 = "chart-step-1"
    STEP_2 = "chart-step-2"
    STEP_3 = "chart-step-3"
    STEP_4 = "chart-step-4"
    STEP_5 = "chart-step-5"
    STEP_6 = "chart-step-6"
    LINE_1 = "chart-line-1"
    LINE_2 = "chart-line-2"
    LINE_3 = "chart-line-3"
    LINE_4 = "chart-line-4"
    LINE_5 = "chart-line-5"
    LINE_6 = "chart-line-6"
    LINE_7 = "chart-line-7"

    @property
    def hex(self) -> str:
        return _HEX[self]

    @property
    def is_dark(self) -> bool:
        """Whether what is written on it is white."""
        return self in _DARK


_HEX = {
    Colour.INK: "#17262d",
    Colour.INK_SOFT: "#4c5c64",
    Colour.LINE: "#dfddd6",
    Colour.SURFACE: "#ffffff",
    Colour.BAR: "#0b6078",
    Colour.BAND: "#e4eff2",
    Colour.EDGE: "#4c5c64",
    Colour.PART_1: "#10394a",
    Colour.PART_2: "#7fb8c8",
    Colour.PART_3: "#f4c67f",
    Colour.PART_4: "#f1f0ec",
    Colour.STEP_1: "#f3f8f9",
    Colour.STEP_2: "#c9e0e6",
    Colour.STEP_3: "#93c1ce",
    Colour.STEP_4: "#5fa0b3",
    Colour.STEP_5: "#1c6b83",
    Colour.STEP_6: "#10394a",
    Colour.LINE_1: "#10394a",
    Colour.LINE_2: "#b35c00",
    Colour.LINE_3: "#0b7a99",
    Colour.LINE_4: "#7a3b69",
    Colour.LINE_5: "#3a7a3a",
    Colour.LINE_6: "#b0352c",
    Colour.LINE_7: "#6b5b95",
}
_DARK = {Colour.PART_1, Colour.STEP_5, Colour.STEP_6}

PARTS = (Colour.PART_1, Colour.PART_2, Colour.PART_3, Colour.PART_4)
# From little to much, for parts that have an order.
STEPS = (
    Colour.STEP_1,
    Colour.STEP_2,
    Colour.STEP_3,
    Colour.STEP_4,
    Colour.STEP_5,
    Colour.STEP_6,
)
# A line is told by its dashes too.
LINES = (
    (Colour.LINE_1, ()),
    (Colour.LINE_2, (7.0, 3.0)),
    (Colour.LINE_3, (2.0, 3.0)),
    (Colour.LINE_4, (9.0, 3.0, 2.0, 3.0)),
    (Colour.LINE_5, (4.0, 4.0)),
    (Colour.LINE_6, (12.0, 4.0)),
    (Colour.LINE_7, (5.0, 2.0, 1.0, 2.0, 1.0, 2.0)),
)
