"""An edition as it is handed over: what every export and every chart is made of."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from .cells import Cell, Computed
from .models import Edition

# The indicators that charts show over time: of earlier days a report holds these alone.
OVER_TIME = ("occupancy", "occupied_places", "capacity", "open_tracks", "perspective")


@dataclass(frozen=True)
class Report:
    """An edition with the cells that its reader may see, and the editions before it."""

    edition: Edition
    computed: Computed
    # The last edition of each day before, oldest first, as they stood when this one was made.
    earlier: tuple[Computed, ...] = ()

    @cached_property
    def cells(self) -> dict[tuple[str, str, str], Cell]:
        """The cells by location, indicator and category."""
        return {cell.place: cell for cell in self.computed.cells}

    @cached_property
    def codes(self) -> list[str]:
        """The locations that it has figures of, 'all' first, in the order of the standard."""
        return list(dict.fromkeys(cell.location for cell in self.computed.cells))

    def only(self, codes: Collection[str]) -> "Report":
        """The same report with the figures of these locations alone."""
        earlier = tuple(_only(computed, codes) for computed in self.earlier)
        return Report(self.edition, _only(self.computed, codes), earlier)

    def name(self, code: str) -> str:
        """What a location is called, as it was when the edition was made."""
        if code == "all":
            return _("Landelijk")
        return str(self.edition.location_names.get(code, code))


def _only(computed: Computed, codes: Collection[str]) -> Computed:
    return replace(
        computed, cells=tuple(cell for cell in computed.cells if cell.location in codes)
    )
