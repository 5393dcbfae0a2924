"""What a dossier was, in words: of the changes that were kept, the parts that the actor may see."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit.codes import ChangeKind
from apps.audit.models import Change
from apps.foundation import countries, partial_dates
from apps.organisation.access import Actor
from apps.organisation.codes import Part
from apps.organisation.models import Partnership, User
from apps.participants.models import Involvement, Participant, PossibleDouble
from apps.screening.models import Procedure, Screening
from apps.tracks.models import Caseload, Perspective, Placement, Referral, Track

from .models import Contact


@dataclass(frozen=True)
class Kept:
    """A table of a dossier: what its rows are called, and which part each field belongs to."""

    model: type[models.Model]
    title: str | Promise
    part: Part
    fields: Mapping[str, Part] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def shown(self, parts: frozenset[Part]) -> list[str]:
        """The fields that someone with these parts sees; what refers by number is never shown."""
        own = [f for f in self.model._meta.concrete_fields if f.name not in _UNSHOWN]
        plain = [f.name for f in own if not (f.is_relation or f.generated or f.primary_key)]
        return [name for name in plain if self.fields.get(name, self.part) in parts]


_UNSHOWN = {"position", "import_number", "track_id", "zones"}
_NAME = dict.fromkeys(("key", "family_name", "given_names", "gender"), Part.NAME)
# Who sees outcomes alone sees neither that something was asked for nor when.
_OUTCOME = dict.fromkeys(("completed_on", "outcome", "decided_on", "decision"), Part.LEGAL_OUTCOME)
_DECIDED = _OUTCOME | {"procedure": Part.LEGAL_OUTCOME}
KEPT = {
    each.table: each
    for each in (
        Kept(Participant, gettext_lazy("Dossier"), Part.PERSON, _NAME),
        Kept(Involvement, gettext_lazy("Betrokken organisatie"), Part.TRACK),
        Kept(PossibleDouble, gettext_lazy("Mogelijk dubbel dossier"), Part.PERSON),
        Kept(Referral, gettext_lazy("Aanmelding"), Part.TRACK),
        Kept(Track, gettext_lazy("Traject"), Part.TRACK),
        Kept(Placement, gettext_lazy("Opvang"), Part.SHELTER),
        Kept(Perspective, gettext_lazy("Perspectief"), Part.TRACK),
        Kept(Caseload, gettext_lazy("Caseload"), Part.TRACK),
        Kept(Screening, gettext_lazy("Juridische screening"), Part.LEGAL, _OUTCOME),
        Kept(Procedure, gettext_lazy("Procedure"), Part.LEGAL, _DECIDED),
        Kept(Contact, gettext_lazy("Contact"), Part.CONTACTS),
    )
}
# Of fields that are on no form.
_LABELS = {"v_number_sealed": gettext_lazy("V-nummer"), "purpose": gettext_lazy("Doel")}
_COUNTRIES = {"country_of_origin", "destination_country"}


def changes_of(participant: Participant, actor: Actor) -> QuerySet[Change]:
    """The changes of a dossier of which the actor may see something."""
    parts = parts_of(participant, actor)
    tracks = list(Track.objects.visible_to(actor).filter(participant=participant.pk))
    gone = Change.objects.filter(
        participant_id=participant.pk, table_name=KEPT["tracks_track"].table, kind="removed"
    ).values_list("track_id", flat=True)
    numbers = [*(track.pk for track in tracks), *(number for number in gone if number)]
    own = Change.objects.of_dossier(participant.pk, numbers)
    imported = Q()
    if Part.NAME in parts:
        imported |= _by_import(participant, own)
    for track in tracks if Part.TRACK in parts else ():
        imported |= _by_import(track, own)
    seen = Q(participant_id=participant.pk) | Q(track_id__in=numbers)
    return Change.objects.filter((seen & _shown(parts)) | (imported or Q(pk=None)))


def parts_of(participant: Participant, actor: Actor) -> frozenset[Part]:
    return frozenset(part for part in Part if actor.sees(part, at=participant.location_id))


def _shown(parts: frozenset[Part]) -> Q:
    """Of each table those that changed a field that is shown, or that made what is shown."""
    found = Q(pk=None)
    for kept in KEPT.values():
        mine = Q(what__has_any_keys=kept.shown(parts) or ["-"])
        if kept.part in parts:
            mine |= Q(kind=ChangeKind.MADE)
        found |= Q(table_name=kept.table) & mine
    return found


def _by_import(row: Participant | Track, own: QuerySet[Change]) -> Q:
    """The entry of the import that made the row, whatever has become of it since."""
    table = row._meta.db_table
    number = row.import_number
    if number == 0:
        first = own.filter(
            table_name=table, first_row=row.pk, what__has_key="import_number"
        ).order_by("pk")
        number = next(((c.what or {})["import_number"][0] for c in first[:1]), None)
    if not number:
        return Q(pk=None)
    return Q(
        import_number=number,
        table_name=table,
        location_id=row.location_id,
        first_row__lte=row.pk,
        last_row__gte=row.pk,
    )


def explain(changes: Sequence[Any], parts: frozenset[Part]) -> None:
    """Set on each what it is about, the lines that changed, and who did it; two queries for all."""
    people = _people(changes)
    numbers = {change.partnership_id for change in changes} - {None}
    partners = Partnership.objects.select_related("organisation").in_bulk(numbers)
    for change in changes:
        kept = KEPT[change.table_name]
        partner = partners.get(change.partnership_id)
        change.title = f"{kept.title}: {partner.organisation}" if partner else kept.title
        change.lines = list(_lines(change, kept, parts)) if change.what else []
        change.who = _who(change.actor, people)


def _people(changes: Iterable[Change]) -> Mapping[int, User]:
    numbers = {_number(change.actor) for change in changes} - {0}
    return User.objects.in_bulk(numbers)


def _number(actor: str) -> int:
    """Of the person who acted, or for whom the system did; 0 for nobody."""
    before, found, number = actor.rpartition("user:")
    return int(number) if found and number.isdigit() else 0


def _who(actor: str, people: Mapping[int, User]) -> str:
    number = _number(actor)
    if number in people:
        name = people[number].name
        is_direct = actor.startswith("user:")
        return name if is_direct else _("Het systeem, voor %(who)s") % {"who": name}
    if actor.startswith("database:"):
        return _("Een beheerder, in de database zelf")
    return _("Het systeem")


def _lines(change: Any, kept: Kept, parts: frozenset[Part]) -> Iterator[dict[str, str]]:
    for name in kept.shown(parts):
        if name not in change.what:
            continue
        of_model: Any = kept.model._meta.get_field(name)
        before, after = (_value(of_model, value) for value in change.what[name])
        if before or after:
            label = str(_LABELS.get(name, of_model.verbose_name))
            yield {"label": label, "before": before, "after": after}


def _value(of_model: Any, value: Any) -> str:
    """A value as it is shown elsewhere; a V-number is not."""
    if value is None or value == "":
        return ""
    if of_model.name == "v_number_sealed":
        return _("vastgelegd, afgeschermd")
    if of_model.name in _COUNTRIES:
        return countries.name(value)
    if of_model.name == "date_of_birth":
        return partial_dates.written(value)
    if isinstance(of_model, models.DateField):
        return f"{date.fromisoformat(value):%d-%m-%Y}"
    if isinstance(of_model, models.BooleanField):
        return _("Ja") if value else _("Nee")
    return str(dict(of_model.flatchoices).get(value, value))
