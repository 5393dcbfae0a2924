"""The list of tracks as a table that is written to a file: what the page shows, and no more."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.foundation.filtering import chips
from apps.foundation.table_files import Column, Kind, Table, Values, labels
from apps.organisation.access import Actor, Permission
from apps.organisation.models import Location
from apps.participants.models import Participant

from . import codes, rules
from .filters import TrackFilter, TrackState
from .models import Track

_DAY = len("2022-07-01")
# Both names as one text: for a long list half the looking up. No name holds the mark between them.
_MARK = "\x1f"
_NAMES = Concat("family_name", Value(_MARK), "given_names", output_field=TextField())


@dataclass(frozen=True)
class _Asked:
    """What a filter wants to know of a request, where a worker has none."""

    actor: Actor


def track_table(query: QueryDict, *, by: Actor) -> Table:
    """The list that an address gives to `by`, where they may export it; in its order, whole."""
    # Apart, and not by a join: whoever may not know the person still sees the track.
    person = Participant.objects.visible_to(by).filter(pk=OuterRef("participant_id"))
    told = Track.objects.with_perspective(by.today).with_perspective_told(by.today)
    visible = told.visible_to(by)
    where = by.locations_with(Permission.TRACK_EXPORT)
    filters = TrackFilter(query, queryset=visible, request=_Asked(by))
    listed = filters.qs if where is None else filters.qs.filter(location__in=where)
    rows = listed.in_newest_order().values_list(
        "pk",
        "participant_id",
        Subquery(person.values(known=_NAMES)[:1]),
        "key",
        "admitted_on",
        "outflow_on",
        "outflow_reason",
        "perspective_told",
        "location_id",
    )
    return Table(
        name=_("trajecten"),
        title=_("Trajecten"),
        columns=(
            Column(_("Achternaam"), width=24),
            Column(_("Voornamen"), width=24),
            Column(_("Kenmerk"), width=16),
            Column(_("Toegelaten"), Kind.DAY, 12),
            Column(_("Perspectief"), Kind.CODED, 18),
            Column(_("Perspectief sinds"), Kind.DAY, 12),
            Column(_("Dagen"), Kind.NUMBER, 8),
            Column(_("Locatie"), width=18),
            Column(_("Stand"), Kind.CODED, 12),
            Column(_("Uitgestroomd"), Kind.DAY, 12),
            Column(_("Reden van uitstroom"), Kind.CODED, 40),
        ),
        rows=rows,
        dossier=1,
        shown=_Shown(by),
        notes_title=_("Toelichting"),
        notes=[
            (_("Lijst"), _("Trajecten, het nieuwste eerst")),
            (_("Dag"), f"{by.today:%d-%m-%Y}"),
            *((chip["label"], chip["value"]) for chip in chips(filters)),
        ],
    )


class _Shown:
    """Of each who it is about, for who may know that person, and how it stands on the day."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._locations = dict(Location.objects.values_list("pk", "name"))
        self._reasons = labels(codes.OutflowReason.choices)
        self._perspectives = labels(codes.Perspective.choices)
        self._open, self._ended = str(TrackState.OPEN.label), str(TrackState.ENDED.label)

    def __call__(self, rows: Values) -> Values:
        _ids, _dossiers, names, keys, admitted, ended, reasons, told, places = rows
        known = [(name or _MARK).partition(_MARK) for name in names]
        spans, day = list(zip(admitted, ended, strict=True)), self._by.today
        return [
            [family for family, _mark, _given in known],
            [given for _family, _mark, given in known],
            keys,
            admitted,
            [
                self._perspectives[each[_DAY:] if each else codes.Perspective.UNDETERMINED]
                for each in told
            ],
            [each and date.fromisoformat(each[:_DAY]) for each in told],
            [rules.days(first, last, on=day) for first, last in spans],
            [self._locations[place] for place in places],
            [
                self._open if rules.is_open(first, last, on=day) else self._ended
                for first, last in spans
            ],
            ended,
            [self._reasons[code] for code in reasons],
        ]
