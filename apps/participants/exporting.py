"""The list of participants as a table that is written to a file: what the page shows, and no more."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.foundation import countries
from apps.foundation.table_files import Column, Kind, Table, Values, labels
from apps.organisation.access import Actor, Permission
from apps.organisation.codes import Part
from apps.organisation.models import Location

from . import codes
from .filters import ParticipantFilter, opened_search
from .models import MOST_FOUND, Participant


def participant_table(query: QueryDict, *, by: Actor) -> Table:
    """The list that an address gives to `by`, where they may export it; in its order, whole."""
    visible = Participant.objects.visible_to(by)
    where = by.locations_with(Permission.PARTICIPANT_EXPORT)
    filters = ParticipantFilter(query, queryset=visible)
    listed = filters.qs if where is None else filters.qs.filter(location__in=where)
    rows = listed.in_name_order().values_list(
        "pk",
        "family_name",
        "given_names",
        "date_of_birth",
        "gender",
        "country_of_origin",
        "key",
        "location_id",
    )
    return Table(
        name=_("deelnemers-eerste-%(most)d") % {"most": MOST_FOUND}
        if filters.is_cut
        else _("deelnemers"),
        title=_("Deelnemers"),
        columns=(
            Column(_("Achternaam"), width=24),
            Column(_("Voornamen"), width=24),
            Column(_("Geboren"), Kind.CODED, 12),
            Column(_("Geslacht"), Kind.CODED, 12),
            Column(_("Herkomst"), Kind.CODED, 20),
            Column(_("Kenmerk"), width=16),
            Column(_("Locatie"), width=18),
        ),
        rows=rows,
        shown=_Shown(by),
        notes_title=_("Toelichting"),
        notes=_notes(filters, by),
    )


class _Shown:
    """Of each the name, and of the person what one may see there: as the page does."""

    def __init__(self, by: Actor) -> None:
        self._locations = dict(Location.objects.values_list("pk", "name"))
        self._of_person = {at for at in self._locations if by.sees(Part.PERSON, at=at)}
        self._genders = labels(codes.Gender.choices)
        self._countries = {code: countries.name(code) for code in countries.CODES}

    def __call__(self, rows: Values) -> Values:
        _ids, families, givens, births, genders, origins, keys, places = rows
        if self._of_person.issuperset(places):
            origins = [self._countries.get(code, code) for code in origins]
        else:
            may = [place in self._of_person for place in places]
            births = [born if m else born[:4] for born, m in zip(births, may, strict=True)]
            origins = [
                self._countries.get(code, code) if m else ""
                for code, m in zip(origins, may, strict=True)
            ]
        genders = [self._genders[code] for code in genders]
        named = [self._locations[place] for place in places]
        return [families, givens, births, genders, origins, keys, named]


def _notes(filters: ParticipantFilter, by: Actor) -> list[tuple[str, str]]:
    """Which list it is; what was looked for is personal, and stays out of it."""
    chosen = filters.form.cleaned_data.get("location")
    notes = [
        (_("Lijst"), _("Deelnemers, op naam")),
        (_("Dag"), f"{by.today:%d-%m-%Y}"),
        (_("Locatie"), str(chosen) if chosen else _("Alle locaties")),
    ]
    if opened_search(filters.data):
        notes.append((_("Zoekopdracht"), _("Gezocht op naam, V-nummer of kenmerk")))
    if filters.is_cut:
        cut = _("Alleen de eerste %(most)d gevonden deelnemers. Zoek met meer woorden.")
        notes.append((_("Let op"), cut % {"most": MOST_FOUND}))
    return notes
