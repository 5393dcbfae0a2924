"""What the document tells, in order: title page, contents, the themes, the definitions."""

from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents

from ..chart import Chart
from ..chart_numbers import numbers
from ..charts import charts
from ..codes import Theme
from ..drawing import draw
from ..indicators import INDICATORS, Kind
from ..report import Report
from ..showing import Table as ShownTable
from ..showing import tables as shown_tables
from . import style, tables
from .document import Heading
from .pen import Drawn

# The width at which charts are drawn: their letters then come out as those of the notes.
CHART_WIDTH = 690
# Of more locations than this the title page says how many they are.
MOST_NAMES = 15


def story(report: Report) -> tuple[list[Flowable], TableOfContents]:
    """Everything that stands on the pages, and the table of contents that is among it."""
    contents = TableOfContents(
        levelStyles=list(style.CONTENTS),
        tableStyle=style.CONTENTS_TABLE,
        dotsMinLevel=-1,
    )
    drawn = charts(report)
    found: list[Flowable] = [
        *_title_page(report),
        NextPageTemplate("inside"),
        PageBreak(),
        Paragraph(_("Inhoud"), style.THEME),
        contents,
    ]
    for theme, shown in shown_tables(report.computed, report.codes):
        found += _theme(report, theme, [c for c in drawn if c.theme == theme], shown)
    return found + _definitions(), contents


def _title_page(report: Report) -> list[Flowable]:
    edition = report.edition
    day = date_format(edition.reference_date, "j F Y")
    facts = (
        (_("Peildatum"), day),
        (
            _("Periode"),
            _("%(first)s tot en met %(last)s")
            % {"first": date_format(edition.period_first, "j F Y"), "last": day},
        ),
        (_("Waarover"), _scope(report)),
        (_("Editie"), str(edition.pk)),
        (
            _("Stand van het register"),
            date_format(timezone.localtime(edition.cut_off), "j F Y H:i"),
        ),
        (_("Definities"), _("versie %(definition)s") % {"definition": edition.definition}),
        (_("Controlegetal"), edition.hash),
    )
    rows = [
        [Paragraph(escape(name), style.FACT_NAME), Paragraph(escape(words), style.FACT)]
        for name, words in facts
    ]
    return [
        Spacer(1, 52),
        Paragraph(_("Landelijke LVV-monitor"), style.TITLE),
        Paragraph(_("Cijfers op peildatum %(day)s") % {"day": day}, style.SUBTITLE),
        Spacer(1, style.BELOW_BAND),
        Paragraph(_("Vertrouwelijk, niet openbaar"), style.CONFIDENTIAL),
        Table(rows, [0.3 * style.WIDTH, 0.7 * style.WIDTH], style=style.FACTS, hAlign="LEFT"),
        Spacer(1, 14),
        Paragraph(
            _(
                "Dit verslag bevat per thema de grafieken en de tabellen van deze editie. Bij "
                "iedere grafiek staan dezelfde cijfers als tabel. Achteraan staat van ieder cijfer "
                "wat het betekent. Het controlegetal (SHA-256) hoort bij alle cijfers van de "
                "editie, ook bij die van andere locaties."
            ),
            style.BODY,
        ),
    ]


def _scope(report: Report) -> str:
    """Of which locations there are figures in it."""
    names = [report.name(code) for code in report.codes]
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return _("%(first)s en %(count)d locaties") % {"first": names[0], "count": len(names) - 1}


def _theme(
    report: Report, theme: Theme, drawn: list[Chart], shown: list[ShownTable]
) -> list[Flowable]:
    found: list[Flowable] = [
        PageBreak(),
        Heading(0, str(theme.label), f"theme-{theme}"),
        Paragraph(_about(theme), style.BODY),
    ]
    for chart in drawn:
        found += _chart(chart)
    names = [report.name(code) for code in report.codes]
    for table in shown:
        indicator = table.indicator
        parts = tables.figures(table, names, has_all=report.codes[:1] == ["all"])
        found += _together(
            Heading(1, str(indicator.title), f"indicator-{indicator.code}"),
            Paragraph(escape(str(indicator.definition)), style.LEAD),
            parts[0],
        )
        found += parts[1:]
    return found


def _chart(chart: Chart) -> list[Flowable]:
    """A chart with its words, and then the same numbers as a table."""
    return _together(
        Heading(1, chart.title, f"chart-{chart.code}"),
        Paragraph(escape(chart.description), style.LEAD),
        Drawn(draw(chart, CHART_WIDTH)),
    ) + _together(
        Paragraph(_("Dezelfde cijfers als tabel"), style.SMALL_HEAD),
        tables.numbers(numbers(chart)),
    )


def _together(*flowables: Flowable) -> list[Flowable]:
    """On one page what fits half a page; what is longer begins where there is room for a part."""
    height = sum(
        flowable.wrap(style.WIDTH, style.HEIGHT)[1] + flowable.getSpaceBefore()
        for flowable in flowables
    )
    return [CondPageBreak(min(height, style.HEIGHT / 2)), *flowables]


def _about(theme: Theme) -> str:
    """What a theme tells, in a sentence."""
    return {
        Theme.REACH: _(
            "Hoeveel mensen worden aangemeld en toegelaten, en hoeveel plaatsen bezet zijn."
        ),
        Theme.GUIDANCE: _("Aan welk perspectief wordt gewerkt, en wat daarvoor is gedaan."),
        Theme.RESULTS: _(
            "Waarmee trajecten eindigen, hoe lang zij duren en welke besluiten er zijn genomen."
        ),
        Theme.BACKGROUND: _("Wie de deelnemers zijn."),
    }[theme]


def _definitions() -> list[Flowable]:
    """What every figure counts, in words, with the code that it has in files."""
    found: list[Flowable] = [
        PageBreak(),
        Heading(0, _("Definities"), "definitions"),
        Paragraph(
            _(
                "Een aantal telt. Een deel staat in procenten, met het aantal tussen haakjes. Bij een "
                "gemiddelde staat tussen haakjes over hoeveel het gaat. Achter iedere naam staat "
                "de code die het cijfer in bestanden heeft."
            ),
            style.BODY,
        ),
    ]
    kinds = {Kind.COUNT: _("Aantal"), Kind.SHARE: _("Deel"), Kind.MEAN: _("Gemiddelde")}
    for indicator in INDICATORS:
        title = f"{escape(str(indicator.title))} <font color='#4c5c64'>({indicator.code})</font>"
        found += _together(
            Paragraph(title, style.DEFINED),
            Paragraph(f"{kinds[indicator.kind]}. {escape(str(indicator.definition))}", style.BODY),
        )
    return found
