"""The words of the indicators in a report, and of their categories, as every export gives them."""

from dataclasses import dataclass

from ..codes import Theme
from ..indicators import INDICATORS, Indicator, Kind
from ..report import Report
from ..showing import label


@dataclass(frozen=True)
class Definition:
    """One indicator in the language that is active."""

    code: str
    theme: Theme
    kind: Kind
    title: str
    definition: str
    # Code and label of each, in the order of the cells; none where it has no categories.
    categories: tuple[tuple[str, str], ...]


def definitions(report: Report) -> list[Definition]:
    """Those of which the report has cells, in the order of the standard."""
    found: dict[str, dict[str, None]] = {}
    for _location, indicator, category in report.cells:
        found.setdefault(indicator, {})[category] = None
    return [
        _definition(indicator, tuple(found[indicator.code]))
        for indicator in INDICATORS
        if indicator.code in found
    ]


def _definition(indicator: Indicator, categories: tuple[str, ...]) -> Definition:
    return Definition(
        indicator.code,
        indicator.theme,
        indicator.kind,
        str(indicator.title),
        str(indicator.definition),
        tuple((code, label(indicator, code)) for code in categories if code),
    )
