"""Reference dates and periods, as pure dates."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

# The last days of January, April, July and October, unless a programme says otherwise.
QUARTERS = (1, 4, 7, 10)


@dataclass(frozen=True)
class Period:
    """From the day after one reference date up to and including a day."""

    first: date
    last: date


@dataclass(frozen=True)
class Calendar:
    """Which months end in a reference date, by the day from which that holds."""

    changes: tuple[tuple[date, list[int]], ...] = ()

    def _months(self, day: date) -> tuple[int, ...]:
        months: tuple[int, ...] = QUARTERS
        for valid_from, changed in self.changes:
            if valid_from <= day:
                months = tuple(changed)
        return months

    def is_reference_date(self, day: date) -> bool:
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day == last and day.month in self._months(day)

    def last_before(self, day: date) -> date:
        """The last reference date before `day`."""
        found = day.replace(day=1) - timedelta(days=1)
        while not self.is_reference_date(found):
            found = found.replace(day=1) - timedelta(days=1)
        return found

    def period(self, day: date) -> Period:
        """The period that ends on `day`: from the day after the last reference date before it."""
        return Period(self.last_before(day) + timedelta(days=1), day)

    def latest(self, day: date) -> date:
        """The last reference date on or before `day`."""
        return day if self.is_reference_date(day) else self.last_before(day)
