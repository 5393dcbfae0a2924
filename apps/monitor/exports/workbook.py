"""Which sheets a spreadsheet of an edition has, in the order in which they are read."""

from dataclasses import dataclass

from ..charts import charts
from ..codes import Theme
from ..report import Report
from . import sheets
from .sheets import ChartNumbers, Sheet


@dataclass(frozen=True)
class Workbook:
    """The sheets before the charts, the numbers of the charts, and what explains it all."""

    figures: tuple[Sheet, ...]
    chart_sheet: Sheet
    charts: tuple[ChartNumbers, ...]
    background: tuple[Sheet, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All of them; drawn charts go before the sheet of their numbers."""
        return (*self.figures, self.chart_sheet, *self.background)


def workbook(report: Report) -> Workbook:
    """The sheets of a report, in the language that is active."""
    chart_sheet, places = sheets.of_charts(charts(report))
    return Workbook(
        (sheets.front(report), *(sheets.of_theme(report, theme) for theme in Theme)),
        chart_sheet,
        tuple(places),
        (sheets.of_cells(report), sheets.of_definitions(report), sheets.of_categories(report)),
    )
