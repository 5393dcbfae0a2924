"""What was measured, as a page: by part, with the bound of each and whether it holds."""

from typing import Any

from .measuring import Figure
from .reasons import REASONS

TITLES = {
    "monitor": "The monitor of one day",
    "editions": "Editions",
    "lists": "Lists beside Django's changelist, for someone of all locations",
    "growth": "The same pages for someone of one city, as the register grows",
    "queries": "Queries a page",
    "exports": "Lists as files",
    "loads": "The fast way in",
    "import": "Importing",
    "web": "Under load",
}
# At most so many times the page of the smallest register.
GROWTH = {
    "first": 1.5,
    "last": 1.5,
    "deep page": 1.5,
    "search by key": 1.5,
    "filter": 3,
    "name": 3,
}
HEAD = """# Benchmarks

Every figure stands beside a rival that was run in turn with it, in one run on one machine, after both had given the same. Trust the ratios; the times are those of the machine that is named. A bound that does not hold says so, with the reason; `make bench` then ends with an error.

`make bench` measures 1,000, 10,000, 100,000 and 1,000,000 tracks with ten contacts each; `make bench SIZE=10000` one of them. Each size below says when it was last measured.
"""


def written(kept: dict[str, Any]) -> str:
    """The page, of the figures that are kept by size."""
    parts = [HEAD, _machines(kept)]
    found = [Figure(**each) for size in kept.values() for each in size["figures"]]
    for part, title in TITLES.items():
        rows = [figure for figure in found if figure.part == part]
        if rows:
            table = _growth(rows) if part == "growth" else _table(rows)
            parts.append(f"## {title}\n\n{table}{_why(rows)}")
    return "\n".join(parts)


def broken(figures: list[Figure]) -> list[str]:
    """What does not hold of the figures of one run."""
    found = [str(figure) for figure in figures if figure.holds is False]
    for row, times, bound in _grown([row for row in figures if row.part == "growth"]):
        if times > bound:
            found.append(
                f"{row.tracks:>9,}  {row.what}: {times:.2f} times, where {bound:g} may be"
            )
    return found


def _grown(rows: list[Figure]) -> list[tuple[Figure, float, float]]:
    """Each page, how many times it takes what it does in the smallest register, and may take."""
    smallest = {row.what: row for row in sorted(rows, key=lambda row: -row.tracks)}
    return [
        (row, row.ours / smallest[row.what].ours, GROWTH[row.what.rpartition(", ")[2]])
        for row in sorted(rows, key=lambda row: (row.what, row.tracks))
    ]


def _why(rows: list[Figure]) -> str:
    """The words about what does not hold, once for each such thing."""
    slow = [row for row in rows if row.holds is False]
    if rows[0].part == "growth":
        slow = [row for row, times, bound in _grown(rows) if times > bound]
    names = dict.fromkeys((row.what, row.rival) for row in slow)
    lines = [
        f"- *{what} beside {rival}*: {REASONS.get((what, rival), 'not yet known why.')}"
        for what, rival in names
    ]
    return "\nWhy what does not hold does not:\n\n" + "\n".join(lines) + "\n" if lines else ""


def _machines(kept: dict[str, Any]) -> str:
    lines = ["| tracks | measured on | machine | versions |", "| ---: | --- | --- | --- |"]
    for size, each in sorted(kept.items(), key=lambda item: int(item[0])):
        told = dict(each["machine"])
        day, system = told.pop("day"), told.pop("system")
        where = f"{system}, {told.pop('processors')} processors, {told.pop('memory')}"
        versions = ", ".join(f"{name} {number}" for name, number in told.items())
        lines.append(f"| {int(size):,} | {day} | {where} | {versions} |")
    return "\n".join(lines) + "\n"


def _table(rows: list[Figure]) -> str:
    lines = [
        "| tracks | what | beside | ours | theirs | ratio | bound | holds |",
        "| ---: | --- | --- | ---: | ---: | ---: | --- | --- |",
    ]
    for figure in sorted(rows, key=lambda row: (row.what, row.rival, row.tracks)):
        more = f" + {figure.more:g} {figure.unit}" if figure.more else ""
        side = "≥" if figure.at_least else "≤"
        bound = f"{side} {figure.bound:g}{more}" if figure.bound is not None else ""
        holds = {True: "yes", False: "**no**", None: ""}[figure.holds]
        lines.append(
            f"| {figure.tracks:,} | {figure.what} | {figure.rival} | {figure.ours:.4g}"
            f" {figure.unit} | {figure.theirs:.4g} {figure.unit} | {figure.ratio:.3f} | {bound} |"
            f" {holds} |"
        )
    return "\n".join(lines) + "\n"


def _growth(rows: list[Figure]) -> str:
    """Each page at each size, beside the same page of the smallest register."""
    lines = [
        "| tracks | page | time | times the smallest register's | bound | holds |",
        "| ---: | --- | ---: | ---: | --- | --- |",
    ]
    for row, times, bound in _grown(rows):
        holds = "yes" if times <= bound else "**no**"
        lines.append(
            f"| {row.tracks:,} | {row.what} | {row.ours:.1f} ms | {times:.2f} | ≤ {bound:g} |"
            f" {holds} |"
        )
    return "\n".join(lines) + "\n"
