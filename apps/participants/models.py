"""Who the person is: the dossier that a location keeps, and one person over dossiers."""

from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from apps.foundation.models import Recorded
from apps.foundation.sealing import keyed_hash, unseal, unwrap
from apps.organisation.access import Actor
from apps.organisation.codes import Zone
from apps.organisation.models import Dated, Location, Partnership

from . import codes

V_NUMBER_PURPOSE = b"v-number"
# Whoever finds so many has to look for more words.
MOST_FOUND = 1000


class Person(models.Model):
    """One person over dossiers, known by nothing but the keyed hash of the V-number.

    Lies outside row-level security and so holds nothing else. A dossier without a V-number has a
    person of its own.
    """

    v_number_hash = models.BinaryField(max_length=32, null=True, unique=True, editable=False)


class InvolvementQuerySet(models.QuerySet):
    """Questions about who works on what."""

    def of(self, actor: Actor, zone: Zone) -> "InvolvementQuerySet":
        """What gives the actor sight of a zone today."""
        return self.filter(
            Q(until_on=None) | Q(until_on__gt=actor.today),
            from_on__lte=actor.today,
            partnership__in=actor.partnerships(zone),
            zones__contains=[zone.value],
        )


class ParticipantQuerySet(models.QuerySet):
    """Questions about dossiers."""

    def visible_to(self, actor: Actor) -> "ParticipantQuerySet":
        """The dossiers of which the actor may know the person."""
        involved = Involvement.objects.of(actor, Zone.IDENTITY).filter(
            participant=models.OuterRef("pk")
        )
        return self.filter(
            Q(location__in=actor.locations(Zone.IDENTITY)) | models.Exists(involved)
        )

    def matching(self, words: str) -> "Found":
        """By V-number, by key, or by every word of the name, without accents and capitals.

        Of those that one sees; by name or key at most the first MOST_FOUND in the order of names.
        """
        words = words.strip()
        if len(words) == 10 and words.isdigit():
            return Found(self.filter(person__v_number_hash=keyed_hash(words)), is_cut=False)
        # Through a function, since no index helps a search that a policy stands beside.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT lvv_dossiers_found(%s::text[], %s)", [words.split(), MOST_FOUND + 1]
            )
            numbers = [row[0] for row in cursor.fetchall()]
        # As one value: a thousand take longer to read than to find.
        given = RawSQL("SELECT unnest(%s::bigint[])", [numbers[:MOST_FOUND]])
        return Found(self.filter(pk__in=given), is_cut=len(numbers) > MOST_FOUND)

    def for_list(self) -> "ParticipantQuerySet":
        """What the list shows."""
        return self.select_related("location")

    def in_name_order(self) -> "ParticipantQuerySet":
        return self.order_by("search_name", "pk")


class Found(NamedTuple):
    """What a search gives, and whether there were more than that."""

    dossiers: ParticipantQuerySet
    is_cut: bool


class Participant(Recorded):
    """A dossier: a person as one location knows them."""

    key = models.CharField(_("Kenmerk"), max_length=200)
    location = models.ForeignKey(
        Location, models.PROTECT, verbose_name=_("Locatie"), db_index=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="dossiers")
    v_number_sealed = models.BinaryField(null=True, editable=False)
    family_name = models.CharField(_("Achternaam"), max_length=200, blank=True)
    given_names = models.CharField(_("Voornamen"), max_length=200, blank=True)
    search_name = models.GeneratedField(
        expression=Func(
            F("family_name"),
            F("given_names"),
            template="%(function)s(family_name || ' ' || given_names)",
            function="lvv_plain",
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    date_of_birth = models.CharField(_("Geboortedatum"), max_length=10, blank=True)
    born_on = models.GeneratedField(
        expression=Func(F("date_of_birth"), function="lvv_counted_date"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    gender = models.CharField(_("Geslacht"), max_length=20, choices=codes.Gender, blank=True)
    country_of_origin = models.CharField(_("Land van herkomst"), max_length=3, blank=True)
    first_application = models.CharField(
        _("Eerste aanvraag bij de IND"),
        max_length=30,
        choices=codes.FirstApplication,
        blank=True,
    )
    deceased_on = models.DateField(_("Overleden op"), null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_dossier_a_key", fields=["location", "key"]),
            models.UniqueConstraint(
                name="one_dossier_of_a_person_a_location",
                fields=["location", "person"],
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            # Targets of the composite foreign keys of what belongs to a dossier.
            models.UniqueConstraint(name="participant_at_location", fields=["id", "location"]),
            models.UniqueConstraint(
                name="participant_person_at_location",
                fields=["id", "location", "person"],
            ),
            models.CheckConstraint(
                name="date_of_birth_is_a_year_a_month_or_a_date",
                condition=Q(date_of_birth__regex=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"),
            ),
            models.CheckConstraint(
                name="gender_is_known_or_empty",
                condition=Q(gender__in=["", *codes.Gender.values]),
            ),
            models.CheckConstraint(
                name="country_of_origin_is_three_capitals",
                condition=Q(country_of_origin__regex=r"^([A-Z]{3})?$"),
            ),
            models.CheckConstraint(
                name="first_application_is_known_or_empty",
                condition=Q(first_application__in=["", *codes.FirstApplication.values]),
            ),
        ]
        indexes = [
            models.Index(name="participant_by_name", fields=["location", "search_name", "id"]),
            models.Index(name="participant_by_name_anywhere", fields=["search_name", "id"]),
            # Without the first character: who is found by the beginning of the name, the index
            # above finds, in the order of the list.
            GinIndex(
                OpClass(Substr(F("search_name"), 2), name="gin_trgm_ops"),
                name="participant_later_in_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_name}".strip() or str(_("Naam niet bekend"))

    @property
    def has_v_number(self) -> bool:
        return self.v_number_sealed is not None

    @property
    def birth_year(self) -> str:
        return self.date_of_birth[:4]


class DataKey(models.Model):
    """The key that seals the secrets of one dossier, itself sealed by a master key.

    To destroy this row is to erase those secrets, in the history and in every backup too.
    """

    participant = models.OneToOneField(
        Participant,
        models.CASCADE,
        primary_key=True,
        db_constraint=False,
        related_name="data_key",
    )
    location = models.ForeignKey(
        Location, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    wrapped = models.BinaryField()

    def open_v_number(self, sealed: bytes) -> str:
        """The V-number in the clear. Raises Unsealable."""
        return unseal(unwrap(bytes(self.wrapped)), sealed, V_NUMBER_PURPOSE).decode()


class Involvement(Dated):
    """An organisation has these parts of a dossier, for a purpose, from one day until another.

    With a track it is about that track (the reference is held by a composite foreign key that
    `tracks` adds); without one, about what precedes a track.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, db_constraint=False)
    location = models.ForeignKey(Location, models.PROTECT, db_constraint=False, related_name="+")
    track_id = models.BigIntegerField(null=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+", db_index=False)
    zones = ArrayField(models.CharField(max_length=20, choices=Zone))
    purpose = models.CharField(max_length=200)

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_involvement_of_a_partnership_in_a_track",
                fields=["track_id", "partnership", "from_on"],
            ),
            models.CheckConstraint(
                name="involvement_does_not_end_before_it_begins",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]
        indexes = [
            models.Index(name="involvement_by_partnership", fields=["partnership", "participant"])
        ]


class PossibleDoubleQuerySet(models.QuerySet):
    """Questions about possible doubles."""

    def visible_to(self, actor: Actor) -> "PossibleDoubleQuerySet":
        return self.filter(
            location__in=actor.locations(Zone.IDENTITY),
            other_location__in=actor.locations(Zone.IDENTITY),
        )


class PossibleDouble(models.Model):
    """Two dossiers that may be one person: a person decides, nothing is merged silently."""

    participant = models.ForeignKey(
        Participant, models.CASCADE, db_constraint=False, related_name="+"
    )
    location = models.ForeignKey(Location, models.PROTECT, db_constraint=False, related_name="+")
    other = models.ForeignKey(Participant, models.CASCADE, db_constraint=False, related_name="+")
    other_location = models.ForeignKey(
        Location, models.PROTECT, db_constraint=False, related_name="+"
    )
    found_on = models.DateField(_("Gevonden op"))

    objects = PossibleDoubleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_possible_double_a_pair", fields=["participant", "other"]
            ),
            models.CheckConstraint(
                name="possible_double_is_of_two", condition=~Q(participant=F("other"))
            ),
        ]
