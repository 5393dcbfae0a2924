"""Tables on paper: never wider than the text, with their heads on every page."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable, Spacer, Table

from ..chart_numbers import Numbers
from ..drawing.lettering import width, wrapped
from ..showing import Shown
from ..showing import Table as ShownTable
from . import style

# As wide as if there were so many columns is a table that has fewer.
FEW_COLUMNS = 4


def figures(table: ShownTable, names: Sequence[str], *, has_all: bool) -> list[Flowable]:
    """An indicator with a column a location; with many, tables below each other.

    Each of those begins with the figures of all together, where there are such.
    """
    head = _("Categorie") if table.totals else _("Cijfer")
    parts: list[Flowable] = []
    for columns in blocks(len(names), has_all=has_all):
        rows = [[row.label, *(_figure(row.cells[at]) for at in columns)] for row in table.rows]
        if table.totals:
            rows.append([_("Totaal"), *(table.totals[at] for at in columns)])
        parts.append(_table([head, *(names[at] for at in columns)], rows))
        if table.totals:
            parts[-1].setStyle(style.TOTALS)
        parts.append(Spacer(1, 8))
    return parts[:-1]


def blocks(count: int, *, has_all: bool) -> list[list[int]]:
    """Which columns stand beside each other."""
    if count <= style.MOST_COLUMNS:
        return [list(range(count))]
    first = [0] if has_all else []
    step = style.MOST_COLUMNS - len(first)
    return [
        first + list(range(at, min(at + step, count))) for at in range(len(first), count, step)
    ]


def numbers(found: Numbers) -> Flowable:
    """The table of a chart: as many columns as it has series, which are few."""
    rows = [list(row) for row in found.rows]
    return _table(list(found.columns), rows, max(len(found.columns) - 1, FEW_COLUMNS))


def _table(head: list[str], rows: list[list[str]], columns: int = style.MOST_COLUMNS) -> Table:
    """As wide as if there were so many columns, so that tables stand under each other."""
    room = (style.WIDTH - style.FIRST_COLUMN) / columns
    first, *others = head
    heads = [_fitting(first, style.FIRST_COLUMN, strong=True)]
    heads += [_fitting(words, room, strong=True) for words in others]
    widths = [style.FIRST_COLUMN] + [room] * len(others)
    body = [[_fitting(words, style.FIRST_COLUMN), *figures] for words, *figures in rows]
    table = Table([heads, *body], widths, hAlign="LEFT", repeatRows=1)
    table.setStyle(style.FIGURES)
    return table


def _fitting(words: str, room: float, *, strong: bool = False) -> str:
    return "\n".join(wrapped(words, room - 2 * style.PADDING, style.CELL_SIZE, strong))


def _figure(shown: Shown) -> str:
    """The figure with what it comes from: on one line where that fits."""
    if not shown.beside:
        return shown.figure
    room = (style.WIDTH - style.FIRST_COLUMN) / style.MOST_COLUMNS - 2 * style.PADDING
    line = f"{shown.figure} ({shown.beside})"
    return line if width(line, style.CELL_SIZE) <= room else f"{shown.figure}\n({shown.beside})"
