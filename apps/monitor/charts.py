"""The charts of a report: which there are, what they say, and where their numbers come from."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .cells import Cell, Computed
from .chart import Chart, Series, Shape
from .chart_numbers import written
from .chart_words import extremes, in_digits, in_words, largest
from .codes import CountryRest, Solution, Theme
from .indicators import BY_CODE
from .report import Report
from .showing import label, number

# With more locations than this, lines can no longer be told apart.
MOST_LINES = 6


def charts(report: Report) -> list[Chart]:
    """The charts of a report in the order in which they are read, those of a theme together.

    Each number is the figure as the tables show it; None where nothing can be divided.
    """
    if not report.codes:
        return []
    return [
        *_flows(report),
        *_occupancy(report),
        *_comparison(report),
        _parts(report, "perspective", Theme.GUIDANCE, _("Begeleidingsperspectief per locatie")),
        _parts(report, "solution", Theme.RESULTS, _("Soort oplossing per locatie")),
        _parts(
            report,
            "duration_ended",
            Theme.RESULTS,
            _("Doorlooptijd van geëindigde trajecten per locatie"),
        ),
        _mean_duration(report),
        _origin(report),
    ]


def _own(report: Report) -> list[str]:
    return [code for code in report.codes if code != "all"]


def _in_short(report: Report) -> list[str]:
    """All together first, and the location where it is only one."""
    own = _own(report)
    return [code for code in report.codes if code == "all" or len(own) == 1]


def _names(report: Report) -> tuple[str, ...]:
    return tuple(report.name(code) for code in report.codes)


def _number(cell: Cell | None) -> float | None:
    found = number(BY_CODE[cell.indicator], cell) if cell else None
    return None if found is None else float(found)


def _series(report: Report, title: str, indicator: str, category: str = "") -> Series:
    """One figure of each location."""
    cells = (report.cells.get((code, indicator, category)) for code in report.codes)
    return Series(title, tuple(_number(cell) for cell in cells))


def _flows(report: Report) -> Iterator[Chart]:
    for code in _in_short(report):
        yield _flow(report, code)


def _flow(report: Report, code: str) -> Chart:
    """From referral to outcome; what is counted changes on the way, and that is said."""

    def count(indicator: str, category: str = "") -> int:
        return report.cells[code, indicator, category].numerator

    steps = {
        "referrals": report.cells[code, "referrals", "admitted"].denominator or 0,
        "admitted": count("referrals", "admitted"),
        "tracks": count("tracks"),
        "ended": count("tracks") - count("open_tracks"),
        "left": count("participants_left"),
        "solved": count("solution", Solution.DURABLE) + count("solution", Solution.SEMI_DURABLE),
    }
    description = _(
        "Van %(referrals)d aanmeldingen zijn er %(admitted)d toegelaten. Van %(tracks)d trajecten "
        "zijn er %(ended)d geëindigd. Van %(left)d uitgestroomde deelnemers hebben er %(solved)d "
        "een bestendige of semi-bestendige oplossing. Wat er telt, verandert onderweg: eerst "
        "aanmeldingen, dan trajecten, dan personen zonder de overledenen. Een persoon kan meer "
        "trajecten hebben. De stappen zijn dus niet alle een deel van de vorige."
    )
    return Chart(
        code="flow" if code == "all" else f"flow-{code}",
        theme=Theme.REACH,
        title=_("Van aanmelding tot uitkomst: %(place)s") % {"place": report.name(code)},
        description=description % steps,
        shape=Shape.FLOW,
        points=(
            _("Aanmeldingen"),
            _("Toegelaten aanmeldingen"),
            _("Trajecten"),
            _("Geëindigde trajecten"),
            _("Uitgestroomde deelnemers"),
            _("Deelnemers met een (semi-)bestendige oplossing"),
        ),
        series=(Series(_("Aantal"), tuple(float(step) for step in steps.values())),),
        axis=_("Stap"),
    )


def _occupancy(report: Report) -> Iterator[Chart]:
    """Over time where there are days before; of each location where lines do not show it."""
    is_many = len(_own(report)) > MOST_LINES
    if report.earlier:
        yield _occupancy_over_time(report, _in_short(report) if is_many else report.codes)
    if is_many or not report.earlier:
        series = _series(report, str(BY_CODE["occupancy"].title), "occupancy")
        yield Chart(
            code="occupancy",
            theme=Theme.REACH,
            title=_("Bezettingsgraad per locatie"),
            description=_("De bezette plaatsen als deel van het aantal plaatsen op %(day)s.")
            % {"day": in_words(report.computed.on)}
            + extremes(report, series, "%"),
            shape=Shape.BARS,
            points=_names(report),
            series=(series,),
            unit="%",
            axis=_("Locatie"),
        )


def _occupancy_over_time(report: Report, codes: list[str]) -> Chart:
    days = (*report.earlier, report.computed)
    by_day = [_occupancy_by_place(computed) for computed in days]
    series = tuple(
        Series(report.name(code), tuple(_number(cells.get(code)) for cells in by_day))
        for code in codes
    )
    return Chart(
        code="occupancy-over-time",
        theme=Theme.REACH,
        title=_("Bezettingsgraad in de tijd"),
        description=_(
            "De bezette plaatsen als deel van het aantal plaatsen, van %(first)s tot en met "
            "%(last)s."
        )
        % {"first": in_words(days[0].on), "last": in_words(days[-1].on)}
        + " "
        + _("%(place)s: van %(before)s naar %(now)s.")
        % {
            "place": series[0].label,
            "before": written(series[0].numbers[0], "%"),
            "now": written(series[0].numbers[-1], "%"),
        },
        shape=Shape.LINES,
        points=tuple(in_digits(computed.on) for computed in days),
        series=series,
        unit="%",
        axis=_("Peildatum"),
        days=tuple(computed.on for computed in days),
    )


def _occupancy_by_place(computed: Computed) -> dict[str, Cell]:
    return {cell.location: cell for cell in computed.cells if cell.indicator == "occupancy"}


def _comparison(report: Report) -> Iterator[Chart]:
    """A few shares of each location beside each other, for who sees more than one."""
    if len(_own(report)) < 2:
        return
    shares = [
        _series(report, str(BY_CODE[code].title), code)
        for code in ("occupancy", "perspective_determined", "screening_completed")
    ]
    shares.append(_series(report, _("Bestendige oplossing"), "solution", Solution.DURABLE))
    yield Chart(
        code="comparison",
        theme=Theme.REACH,
        title=_("Locaties vergeleken"),
        description=_(
            "Vier cijfers van iedere locatie naast elkaar, als deel van wat daarbij telt: de "
            "plaatsen, de lopende trajecten (twee keer) en de uitgestroomde deelnemers."
        ),
        shape=Shape.BARS,
        points=_names(report),
        series=tuple(shares),
        unit="%",
        axis=_("Locatie"),
    )


def _parts(report: Report, code: str, theme: Theme, title: str) -> Chart:
    """The categories of an indicator as parts of the whole, a row a location."""
    indicator = BY_CODE[code]
    series = tuple(
        _series(report, label(indicator, category), code, category)
        for category in indicator.category_codes
    )
    first = indicator.category_codes[0]
    return Chart(
        code=code.replace("_", "-"),
        theme=theme,
        title=title,
        description=str(indicator.definition) + largest(report, series),
        shape=Shape.STACKED,
        points=_names(report),
        series=series,
        unit="%",
        axis=_("Locatie"),
        wholes=tuple(report.cells[where, code, first].denominator or 0 for where in report.codes),
    )


def _mean_duration(report: Report) -> Chart:
    unit = _("mnd")
    ended = _series(report, _("Geëindigde trajecten"), "duration_ended_months")
    lasting = _series(report, _("Lopende trajecten"), "duration_open_months")
    return Chart(
        code="mean-duration",
        theme=Theme.RESULTS,
        title=_("Gemiddelde doorlooptijd per locatie"),
        description=_(
            "De gemiddelde duur in maanden: van geëindigde trajecten tot de uitstroom, van lopende "
            "trajecten tot de peildatum. Zonder de overledenen."
        )
        + extremes(report, ended, unit),
        shape=Shape.BARS,
        points=_names(report),
        series=(ended, lasting),
        unit=unit,
        axis=_("Locatie"),
    )


def _origin(report: Report) -> Chart:
    """The named countries, the most frequent first, and then the rest."""
    indicator = BY_CODE["country_of_origin"]
    codes = _in_short(report)
    found = [
        cell
        for cell in report.computed.cells
        if (cell.location, cell.indicator) == (codes[0], indicator.code)
    ]
    last = CountryRest.values
    found.sort(
        key=lambda cell: (cell.category in last, cell.category == last[-1], -cell.numerator)
    )
    return Chart(
        code="origin",
        theme=Theme.BACKGROUND,
        title=_("Land van herkomst"),
        description=str(indicator.definition),
        shape=Shape.BARS,
        points=tuple(label(indicator, cell.category) for cell in found),
        series=tuple(
            Series(
                report.name(code),
                tuple(
                    _number(report.cells.get((code, indicator.code, cell.category)))
                    for cell in found
                ),
            )
            for code in codes
        ),
        unit="%",
        axis=_("Land"),
    )
