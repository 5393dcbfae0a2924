"""What a figure is, once it is counted: the form in which it is shown, kept and handed over."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .calendar import Period


class Cell(NamedTuple):
    """One figure: an indicator, for one location or 'all', on one reference date.

    A tuple, since a large edition has tens of thousands of them.
    """

    location: str
    indicator: str
    category: str
    numerator: int
    denominator: int | None
    value: str

    @property
    def place(self) -> tuple[str, str, str]:
        """Which figure it is, whatever its value."""
        return self.location, self.indicator, self.category

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.value) if self.value else None


@dataclass(frozen=True)
class Computed:
    """The cells of one day, the period that they speak of, and the definitions that made them."""

    on: date
    period: Period
    definition: str
    cells: tuple[Cell, ...]

    @property
    def locations(self) -> set[str]:
        """The codes of which there are cells, 'all' among them."""
        return {cell.location for cell in self.cells}
