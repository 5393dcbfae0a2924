"""Measuring two ways of doing a thing beside each other, and what is said of it."""

import gc
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of the bench: ours, the rival's, their ratio, and the bound that it is held to."""

    part: str
    what: str
    rival: str
    tracks: int
    ours: float
    theirs: float
    unit: str
    # At most so many times the rival and so much more; None where no bound is set at this size.
    bound: float | None = None
    more: float = 0.0
    # Where more is better (rows a second), the ratio has to reach the bound.
    at_least: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else float("inf")

    @property
    def holds(self) -> bool | None:
        """Whether the bound holds; None where there is none."""
        if self.bound is None:
            return None
        if self.at_least:
            return self.ours >= self.bound * self.theirs
        return self.ours <= self.bound * self.theirs + self.more

    def __str__(self) -> str:
        verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[self.holds]
        side = "≥" if self.at_least else "≤"
        more = f" + {self.more:g} {self.unit}" if self.more else ""
        bound = f"{side} {self.bound:g}{more}" if self.bound is not None else ""
        return (
            f"{self.tracks:>9,}  {self.what} ÷ {self.rival}: {self.ratio:.3f} {bound} {verdict}"
            f"  ({self.ours:.4g} ÷ {self.theirs:.4g} {self.unit})"
        )


def seconds(act: Callable[[], Any]) -> float:
    """How long it takes once, without Python's collector in between."""
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun
    finally:
        gc.enable()


def interleaved(*acts: Callable[[], Any], times: int = 5) -> list[float]:
    """The median of each in seconds, run in turn, so that a slow moment falls on all of them."""
    taken: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    for _ in range(times):
        for found, act in zip(taken, acts, strict=True):
            found.append(seconds(act))
    return [statistics.median(found) for found in taken]


def the_same(one: Any, other: Any, what: str) -> None:
    """Refuse to measure two things that do not give the same."""
    if one != other:
        raise SystemExit(f"{what}: ours and the rival's are not the same. Nothing was measured.")


class Results:
    """The figures of one run, printed as they come and kept in a file."""

    def __init__(self, path: Path, tracks: int) -> None:
        self.path, self.tracks = path, tracks
        self.figures: list[Figure] = []

    def add(self, part: str, what: str, rival: str, **values: Any) -> None:
        """Say one figure; `ours`, `theirs`, `unit`, and if it is held to one, `bound`."""
        figure = Figure(part, what, rival, self.tracks, **values)
        self.figures.append(figure)
        print(figure, flush=True)
        held = json.loads(self.path.read_text()) if self.path.exists() else []
        self.path.write_text(json.dumps([*held, asdict(figure)], indent=1))
