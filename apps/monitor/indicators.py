"""Every indicator of the monitor, once: what it counts, of what, and how it is said in words.

Source: docs/standard/monitor.md, version 1. `of` names a relation of `facts`; conditions are SQL
over its columns, and `{category}` in them stands for the code of a category.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.counselling.codes import Form
from apps.participants.codes import FirstApplication, Gender
from apps.tracks.codes import Decision, DepartureSupport, Perspective, RejectionReason

from .codes import (
    AgeBand,
    CountryRest,
    DecisionOnDay,
    DurationBand,
    Entry,
    Solution,
    Theme,
)
from .facts import FOLDED
from .solutions import ANALYSED_REASONS

DEFINITION_VERSION = "1"
DAYS_IN_A_MONTH = "30.4375"


class Kind(StrEnum):
    """A count has a numerator alone; a share and a mean have a denominator too."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


@dataclass(frozen=True)
class Indicator:
    """One figure, or one for each of its categories."""

    code: str
    theme: Theme
    title: Promise
    definition: Promise
    of: str
    kind: Kind = Kind.COUNT
    # The rows that it is about; the denominator of a share and a mean counts them.
    population: str = "true"
    # Which of those the numerator counts.
    where: str = "true"
    categories: Sequence[TextChoices] = ()
    # Where it adds up instead of counting rows.
    numerator_sql: str = ""
    # What is added up over the locations for the national figure, if that is not the same.
    everywhere_sql: str = ""
    denominator_sql: str = ""
    denominator_of: str = ""
    # What the quotient is divided by once more: the days in a month.
    unit: str = "1"
    # Categories that come from what is counted: the countries with more than ten persons.
    named_countries: bool = False

    def numerator(self, category: str) -> str:
        """The aggregate for one category, or for none ('')."""
        if self.numerator_sql:
            return self.numerator_sql.format(category=category)
        return self._rows(self.population, self.where.format(category=category))

    def denominator(self) -> str:
        """The aggregate below the line; NULL for a count."""
        if self.kind == Kind.COUNT:
            return ""
        return self.denominator_sql or self._rows(self.population)

    @property
    def category_codes(self) -> tuple[str, ...]:
        return tuple(category.value for category in self.categories) or ("",)

    def _rows(self, *conditions: str) -> str:
        """The number of rows for which all conditions hold."""
        number = "sum(n)" if self.of in FOLDED else "count(*)"
        real = [f"({c})" for c in conditions if c != "true"]
        return f"{number} FILTER (WHERE {' AND '.join(real)})" if real else number


ALIVE_OPEN, ALIVE_ENDED = "NOT dead AND NOT ended", "NOT dead AND ended"
LEAVING = "reason IN ('departure', 'onward_migration')"
IN_PERIOD = "BETWEEN %(first)s AND %(on)s"

REACH = (
    Indicator(
        "referrals",
        Theme.REACH,
        _("Aanmeldingen"),
        _(
            "Aanmeldingen tot en met de peildatum, naar het besluit dat toen bekend was. "
            "Als deel van al die aanmeldingen."
        ),
        of="referral",
        kind=Kind.SHARE,
        where="decision = '{category}'",
        categories=tuple(Decision),
    ),
    Indicator(
        "rejection_reason",
        Theme.REACH,
        _("Redenen van afwijzing"),
        _("Afgewezen aanmeldingen, naar reden. Als deel van alle afgewezen aanmeldingen."),
        of="referral",
        kind=Kind.SHARE,
        population="decision = 'rejected'",
        where="rejection_reason = '{category}'",
        categories=tuple(RejectionReason),
    ),
    Indicator(
        "tracks",
        Theme.REACH,
        _("Trajecten"),
        _("Alle trajecten met een toelating op of voor de peildatum."),
        of="track",
    ),
    Indicator(
        "participants",
        Theme.REACH,
        _("Deelnemers"),
        _(
            "Personen met een traject op of voor de peildatum. "
            "Landelijk telt iedere persoon een keer."
        ),
        of="track",
        numerator_sql="count(*) FILTER (WHERE is_first_here)",
        everywhere_sql="count(*) FILTER (WHERE is_first)",
    ),
    Indicator(
        "inflow",
        Theme.REACH,
        _("Instroom in de periode"),
        _(
            "Trajecten met een toelating in de periode. Het is eerste instroom als het "
            "het eerste traject van de persoon is, waar dan ook. Anders is het herinstroom."
        ),
        of="track",
        population=f"admitted_on {IN_PERIOD}",
        where="entry = '{category}'",
        categories=tuple(Entry),
    ),
    Indicator(
        "outflow",
        Theme.REACH,
        _("Uitstroom in de periode"),
        _("Trajecten met een uitstroom in de periode."),
        of="track",
        population=f"ended_on {IN_PERIOD}",
    ),
    Indicator(
        "open_tracks",
        Theme.REACH,
        _("Lopende trajecten"),
        _("Trajecten zonder uitstroom op of voor de peildatum."),
        of="stay",
        where="NOT ended",
    ),
    Indicator(
        "capacity",
        Theme.REACH,
        _("Plaatsen"),
        _("Het aantal plaatsen op de peildatum. Zonder opgave telt een locatie als 0."),
        of="place",
        numerator_sql="sum(places)",
    ),
    Indicator(
        "occupied_places",
        Theme.REACH,
        _("Bezette plaatsen"),
        _("Verblijven in de opvang op de peildatum die de LVV betaalt."),
        of="placement",
    ),
    Indicator(
        "occupancy",
        Theme.REACH,
        _("Bezettingsgraad"),
        _("Bezette plaatsen als deel van het aantal plaatsen."),
        of="placement",
        kind=Kind.SHARE,
        denominator_of="place",
        denominator_sql="sum(places)",
    ),
)

GUIDANCE = (
    Indicator(
        "perspective",
        Theme.GUIDANCE,
        _("Begeleidingsperspectief"),
        _("Lopende trajecten naar het perspectief dat op de peildatum geldt."),
        of="open_track",
        kind=Kind.SHARE,
        where="perspective = '{category}'",
        categories=tuple(Perspective),
    ),
    Indicator(
        "perspective_determined",
        Theme.GUIDANCE,
        _("Perspectief bepaald"),
        _("Lopende trajecten met een bepaald perspectief, als deel van de lopende trajecten."),
        of="open_track",
        kind=Kind.SHARE,
        where="perspective <> 'undetermined'",
    ),
    Indicator(
        "perspective_ever_determined",
        Theme.GUIDANCE,
        _("Perspectief ooit bepaald"),
        _("Trajecten waarin ooit een perspectief is bepaald, als deel van alle trajecten."),
        of="track",
        kind=Kind.SHARE,
        where="ever_determined",
    ),
    Indicator(
        "screening_completed",
        Theme.GUIDANCE,
        _("Juridische screening afgerond"),
        _("Lopende trajecten met een afgeronde screening, als deel van de lopende trajecten."),
        of="open_track",
        kind=Kind.SHARE,
        where="screened",
    ),
    Indicator(
        "counselling_form",
        Theme.GUIDANCE,
        _("Vormen van begeleiding"),
        _(
            "Trajecten met ten minste een contact van deze vorm, als deel van alle trajecten. "
            "Een traject kan meer vormen hebben. De delen tellen dus niet op tot het geheel."
        ),
        of="track",
        kind=Kind.SHARE,
        where="{category}",
        categories=tuple(Form),
    ),
)


def _decisions(procedure: str, title: Promise) -> Indicator:
    return Indicator(
        f"decision_{procedure}",
        Theme.RESULTS,
        title,
        _(
            "Procedures die op of voor de peildatum zijn ingediend, naar het besluit dat toen "
            "bekend was. Ook die van overleden deelnemers."
        ),
        of="procedure",
        kind=Kind.SHARE,
        population=f"procedure = '{procedure}'",
        where="decision = '{category}'",
        categories=tuple(DecisionOnDay),
    )


def _granted(procedure: str, title: Promise) -> Indicator:
    return Indicator(
        f"granted_{procedure}",
        Theme.RESULTS,
        title,
        _(
            "Ingewilligde procedures, als deel van de ingewilligde, afgewezen en "
            "niet-ontvankelijke procedures."
        ),
        of="procedure",
        kind=Kind.SHARE,
        population=(
            f"procedure = '{procedure}' AND decision IN ('granted', 'rejected', 'inadmissible')"
        ),
        where="decision = 'granted'",
    )


def _mean_duration(code: str, population: str, title: Promise, definition: Promise) -> Indicator:
    return Indicator(
        code,
        Theme.RESULTS,
        title,
        definition,
        of="stay",
        kind=Kind.MEAN,
        population=population,
        numerator_sql=f"sum(days) FILTER (WHERE {population})",
        unit=DAYS_IN_A_MONTH,
    )


def _duration(code: str, population: str, title: Promise, definition: Promise) -> Indicator:
    return Indicator(
        code,
        Theme.RESULTS,
        title,
        definition,
        of="stay",
        kind=Kind.SHARE,
        population=population,
        where="duration = '{category}'",
        categories=tuple(DurationBand),
    )


RESULTS = (
    Indicator(
        "participants_analysed",
        Theme.RESULTS,
        _("Deelnemers in de analyse"),
        _(
            "Personen met een traject, zonder de overledenen. Een persoon telt bij de locatie "
            "van het laatste traject."
        ),
        of="person",
    ),
    Indicator(
        "participants_left",
        Theme.RESULTS,
        _("Uitgestroomde deelnemers"),
        _("Deelnemers in de analyse van wie het laatste traject is geëindigd."),
        of="outcome",
        where="ended",
    ),
    Indicator(
        "solution",
        Theme.RESULTS,
        _("Soort oplossing"),
        _("Uitgestroomde deelnemers naar de soort oplossing van het laatste traject."),
        of="outcome",
        kind=Kind.SHARE,
        population="ended",
        where="solution = '{category}'",
        categories=tuple(Solution),
    ),
    Indicator(
        "outflow_reason",
        Theme.RESULTS,
        _("Reden van uitstroom"),
        _("Uitgestroomde deelnemers naar de reden van uitstroom van het laatste traject."),
        of="outcome",
        kind=Kind.SHARE,
        population="ended",
        where="reason = '{category}'",
        categories=ANALYSED_REASONS,
    ),
    Indicator(
        "departure_support",
        Theme.RESULTS,
        _("Ondersteuning bij vertrek"),
        _("Deelnemers die vertrokken of doormigreerden, naar wie daarbij hielp."),
        of="outcome",
        kind=Kind.SHARE,
        population=LEAVING,
        where="support = '{category}'",
        categories=tuple(DepartureSupport),
    ),
    _decisions("repeat_asylum_application", _("Besluiten op herhaalde asielaanvragen (HASA)")),
    _decisions("article_64", _("Besluiten op aanvragen artikel 64")),
    _granted("repeat_asylum_application", _("Ingewilligde HASA")),
    _granted("article_64", _("Ingewilligde aanvragen artikel 64")),
    _mean_duration(
        "duration_ended_months",
        ALIVE_ENDED,
        _("Gemiddelde doorlooptijd, geëindigd"),
        _("Dagen van toelating tot uitstroom, gemiddeld en in maanden. Zonder de overledenen."),
    ),
    _mean_duration(
        "duration_open_months",
        ALIVE_OPEN,
        _("Gemiddelde doorlooptijd, lopend"),
        _("Dagen van toelating tot de peildatum, gemiddeld en in maanden. Zonder de overledenen."),
    ),
    _duration(
        "duration_ended",
        ALIVE_ENDED,
        _("Doorlooptijd van geëindigde trajecten"),
        _("Geëindigde trajecten naar hun duur in maanden. Zonder de overledenen."),
    ),
    _duration(
        "duration_open",
        ALIVE_OPEN,
        _("Doorlooptijd van lopende trajecten"),
        _("Lopende trajecten naar hun duur tot de peildatum. Zonder de overledenen."),
    ),
)

BACKGROUND = (
    Indicator(
        "gender",
        Theme.BACKGROUND,
        _("Geslacht"),
        _("Deelnemers in de analyse naar geslacht. Niet ingevuld telt als onbekend."),
        of="person",
        kind=Kind.SHARE,
        where="gender = '{category}'",
        categories=tuple(Gender),
    ),
    Indicator(
        "age_at_entry",
        Theme.BACKGROUND,
        _("Leeftijd bij instroom"),
        _("Deelnemers in de analyse naar hun leeftijd bij de eerste toelating."),
        of="person",
        kind=Kind.SHARE,
        where="age_band = '{category}'",
        categories=tuple(AgeBand),
    ),
    Indicator(
        "mean_age_at_entry",
        Theme.BACKGROUND,
        _("Gemiddelde leeftijd bij instroom"),
        _("De gemiddelde leeftijd in jaren van wie de geboortedatum bekend is."),
        of="person",
        kind=Kind.MEAN,
        numerator_sql="sum(ages)",
        denominator_sql="sum(n_with_age)",
    ),
    Indicator(
        "country_of_origin",
        Theme.BACKGROUND,
        _("Land van herkomst"),
        _(
            "Deelnemers in de analyse naar land. Alleen landen met landelijk meer dan tien "
            "personen staan apart. Congo (DRC en Brazzaville) telt als een land. Staatloos en "
            "Palestijns gebied ook."
        ),
        of="origin",
        kind=Kind.SHARE,
        where="listed_country = '{category}'",
        categories=tuple(CountryRest),
        named_countries=True,
    ),
    Indicator(
        "first_application",
        Theme.BACKGROUND,
        _("Eerste aanvraag bij de IND"),
        _("Deelnemers in de analyse naar hun eerste aanvraag. Niet ingevuld telt als onbekend."),
        of="person",
        kind=Kind.SHARE,
        where="first_application = '{category}'",
        categories=tuple(FirstApplication),
    ),
)

INDICATORS: tuple[Indicator, ...] = REACH + GUIDANCE + RESULTS + BACKGROUND
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
