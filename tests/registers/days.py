"""Days that lie close together and on the edges of periods, so that drawn registers collide."""

from datetime import date, timedelta

from hypothesis import strategies as st

TODAY = date(2022, 7, 1)
WINDOW = (date(2021, 12, 20), date(2022, 5, 5))
REFERENCE_DATES = (date(2022, 1, 31), date(2022, 4, 30))
EARLIEST = date(2019, 4, 1)
DAY = timedelta(days=1)
# Before each of these, from a reference date, a category of duration turns into the next.
EDGES_OF_DURATION = (91, 92, 182, 183, 365, 366, 547, 548, 730, 731)
AGES = (0, 15, 16, 25, 26, 35, 36, 45, 46, 55, 56, 90, 91)


def notable_days() -> list[date]:
    """The days that matter, the nearest first: Hypothesis shrinks towards the first."""
    first, last = WINDOW
    days = [*REFERENCE_DATES, date(2022, 2, 28), date(2022, 3, 1), first, last]
    days += [day + DAY for day in REFERENCE_DATES] + [day - DAY for day in REFERENCE_DATES]
    days += [first + number * DAY for number in range(10, (last - first).days, 25)]
    days += [day - number * DAY for day in REFERENCE_DATES for number in EDGES_OF_DURATION]
    days += [TODAY, EARLIEST, date(2020, 2, 29), date(2021, 7, 31)]
    return list(dict.fromkeys(days))


NOTABLE = notable_days()


def days_from(first: date) -> st.SearchStrategy[date]:
    """A day from one on until today, often that very day."""
    near = [first, first + DAY, first + 30 * DAY, *NOTABLE]
    return st.sampled_from([day for day in near if first <= day <= TODAY])


def days_until(last: date) -> st.SearchStrategy[date]:
    """A day until another, often that very day."""
    near = [last, last - DAY, last - 30 * DAY, *NOTABLE]
    return st.sampled_from([day for day in near if day <= last])


def days() -> st.SearchStrategy[date]:
    return st.sampled_from(NOTABLE) | st.dates(*WINDOW)


@st.composite
def stays(draw: st.DrawFn, most: int) -> list[tuple[date, date | None]]:
    """Stays that follow on each other, often on one day, often of no length; the last may be open."""
    result: list[tuple[date, date | None]] = []
    first = draw(days())
    for following in reversed(range(draw(st.integers(0, most)))):
        if not following and draw(st.booleans()):
            result.append((first, None))
        else:
            last = draw(days_from(first))
            result.append((first, last))
            first = draw(days_from(last))
    return result


@st.composite
def dates_of_birth(draw: st.DrawFn, latest: date) -> str:
    """Nothing, a year, a year and month, or a date, that as counted is not after a day."""
    kind = draw(st.sampled_from(["none", "date", "leap day", "year", "month"]))
    if kind == "none":
        return ""
    year = latest.year - draw(st.sampled_from(AGES))
    if kind == "year":
        return str(year if date(year, 7, 1) <= latest else year - 1)
    if kind == "leap day":
        year -= year % 4
        return f"{year if date(year, 2, 29) <= latest else year - 4}-02-29"
    # A birthday the day before, on or after the admission.
    near = latest + draw(st.sampled_from([0, 1, -1])) * DAY
    if kind == "month":
        counted = date(year, near.month, 15)
        return f"{counted if counted <= latest else counted.replace(year=year - 1):%Y-%m}"
    born = near.replace(year=year, day=min(near.day, 28) if near.month == 2 else near.day)
    return f"{born if born <= latest else born.replace(year=year - 1)}"
