"""What was measured, as a page: by part, with the bound of each and whether it holds."""

from typing import Any

from .measuring import Figure

TITLES = {
    "monitor": "The monitor of one day",
    "editions": "Editions",
    "lists": "Lists beside Django's changelist, for someone of all locations",
    "growth": "The same pages for someone of one city, as the register grows",
    "queries": "Queries a page",
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

Every figure stands beside a rival that was run in turn with it, in one run on one machine, after both had given the same. Trust the ratios; the times are those of the machine that is named. A bound that does not hold says so.

`make bench` measures 1,000, 10,000, 100,000 and 1,000,000 tracks with ten contacts each; `make bench SIZE=10000` one of them. Each size below says when it was last measured.
"""


def written(kept: dict[str, Any]) -> str:
    """The page, of the figures that are kept by size."""
    parts = [HEAD, _machines(kept)]
    found = [Figure(**each) for size in kept.values() for each in size["figures"]]
    for part, title in TITLES.items():
        rows = [figure for figure in found if figure.part == part]
        if rows:
            parts.append(f"## {title}\n\n" + (_growth(rows) if part == "growth" else _table(rows)))
    return "\n".join(parts)


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
    smallest = {row.what: row for row in sorted(rows, key=lambda row: -row.tracks)}
    for row in sorted(rows, key=lambda row: (row.what, row.tracks)):
        times = row.ours / smallest[row.what].ours
        bound = GROWTH[row.what.rpartition(", ")[2]]
        holds = "yes" if times <= bound else "**no**"
        lines.append(
            f"| {row.tracks:,} | {row.what} | {row.ours:.1f} ms | {times:.2f} | ≤ {bound:g} |"
            f" {holds} |"
        )
    return "\n".join(lines) + "\n"
