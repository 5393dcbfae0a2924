"""What is kept of who did what: the access log with its seals, what rows were, and lists that leave."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from apps.organisation.access import Actor
from apps.organisation.models import User

from . import codes

# A worker says every second that it lives; silence this long means that it does not.
SILENCE = timedelta(seconds=60)
# A request that was sent and not begun by then is sent again; nothing is lost by sending twice.
PATIENCE = timedelta(seconds=10)
MOST_ATTEMPTS = 3
KEPT = timedelta(days=1)


class AccessEntryQuerySet(models.QuerySet):
    """Questions about the access log."""

    def about_dossier(self, number: int, *, at: int) -> Self:
        """Acts that showed or changed it, and those that took out all that its location has."""
        whole = Q(subject="register", act=codes.Act.EXPORT, location_ids__contains=[at])
        return self.filter(Q(dossier_ids__contains=[number]) | whole)

    def unsealed(self) -> Self:
        """Those of the last hour that have no place in the chain yet, as the sealer looks for them."""
        hour_ago = Now() - models.Value(timedelta(hours=1))
        before = Seal.objects.filter(sealed_at__lt=hour_ago).order_by("-sealed_at")
        after_id = Coalesce(models.Subquery(before.values("entry_id")[:1]), 0)
        sealed = Seal.objects.filter(entry_id=models.OuterRef("pk"))
        return self.filter(~models.Exists(sealed), pk__gt=after_id)


class AccessEntry(models.Model):
    """One act, without content. Rows are only ever added: no grant and no trigger lets one be altered.

    It says never the content, and refers by number and not by foreign key, since it outlives what
    it speaks of.
    """

    at = models.DateTimeField(db_default=Now(), db_index=True)
    actor = models.CharField(max_length=100)
    user_id = models.BigIntegerField(null=True, db_index=True)
    source = models.CharField(max_length=100, blank=True)
    # In which view or task, and the number that it shares with the lines of the log.
    context = models.CharField(max_length=100, blank=True, db_default="")
    act = models.CharField(max_length=20, choices=codes.Act)
    subject = models.CharField(max_length=60)
    subject_ids = models.JSONField(default=list)
    # The dossiers that it showed or changed something of, whatever the subject is.
    dossier_ids = models.JSONField(default=list, db_default=[])
    location_ids = models.JSONField(default=list)
    result = models.CharField(max_length=10, choices=codes.Result, default=codes.Result.DONE)

    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            # Written at once and not put by: whoever asks should not have to read what waits.
            GinIndex(
                name="access_of_dossier",
                fields=["dossier_ids"],
                opclasses=["jsonb_path_ops"],
                fastupdate=False,
            ),
            models.Index(
                name="access_export_of_register",
                fields=["act", "subject"],
                condition=Q(subject="register", act="export"),
            ),
        ]


class Seal(models.Model):
    """The place of an entry of the access log in one chain of hashes; made by the database alone."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(db_default=Now(), db_index=True)


class ChangeQuerySet(models.QuerySet):
    """Questions about what rows were."""

    def of_row(self, table: str, number: int, *, at: int) -> Self:
        """Those of one row, and the imports that may have made it among others."""
        return self.filter(
            location_id=at, table_name=table, first_row__lte=number, last_row__gte=number
        )

    def of_dossier(self, number: int, tracks: Iterable[int]) -> Self:
        """Those of a dossier and of these tracks of it, each row by itself."""
        return self.filter(Q(participant_id=number) | Q(track_id__in=list(tracks)))


class Change(models.Model):
    """What became of a row, as a trigger noted it; seen by whoever sees the row.

    Of a new row only that it was made: it stands in its table. Those that an import makes in one
    statement are one entry for each location, with their number. It refers by number and not by
    foreign key, since it outlives what it speaks of.
    """

    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=100)
    source = models.CharField(max_length=100, db_default="")
    context = models.CharField(max_length=100, db_default="")
    table_name = models.CharField(max_length=63)
    kind = models.CharField(max_length=10, choices=codes.ChangeKind)
    zone = models.CharField(max_length=20)
    first_row = models.BigIntegerField()
    last_row = models.BigIntegerField()
    number = models.IntegerField()
    location_id = models.BigIntegerField(null=True)
    participant_id = models.BigIntegerField(null=True)
    track_id = models.BigIntegerField(null=True)
    partnership_id = models.BigIntegerField(null=True)
    other_location_id = models.BigIntegerField(null=True)
    import_number = models.BigIntegerField(null=True)
    # By column, what it was and what it became.
    what = models.JSONField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_is_of_a_known_kind", condition=Q(kind__in=codes.ChangeKind.values)
            ),
            models.CheckConstraint(
                name="only_an_import_makes_many_in_one_entry",
                condition=Q(first_row=models.F("last_row"), number=1)
                | Q(kind="made", import_number__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="change_of_dossier",
                fields=["participant_id"],
                condition=Q(participant_id__isnull=False),
            ),
            models.Index(
                name="change_of_track",
                fields=["track_id"],
                condition=Q(track_id__isnull=False),
            ),
            models.Index(
                name="change_by_import",
                fields=["location_id", "table_name", "first_row"],
                condition=Q(import_number__isnull=False),
            ),
        ]


class ListExportQuerySet(models.QuerySet):
    """Questions about lists that are made into files."""

    def visible_to(self, actor: Actor) -> Self:
        """What one asked for oneself, and nobody else's."""
        return self.filter(user=actor.user_id) if actor.user_id else self.none()

    def unended(self) -> Self:
        return self.filter(ended_at=None)

    def silent_at(self, moment: datetime) -> Self:
        """Not begun, or begun by a worker that has gone silent."""
        return self.unended().filter(
            Q(heard_at=None, asked_at__lt=moment - PATIENCE) | Q(heard_at__lt=moment - SILENCE)
        )

    def kept_too_long_at(self, moment: datetime) -> Self:
        return self.filter(ended_at__lt=moment - KEPT).exclude(key_wrapped=None)

    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")


class ListExport(models.Model):
    """A list that is too long to wait for: asked for, made into a file, fetched, destroyed.

    Which list it is, is sealed under the key of the file, since it may hold what was looked for.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    listing = models.CharField(max_length=20, choices=codes.Listing)
    language = models.CharField(max_length=2)
    query_sealed = models.BinaryField(null=True)
    query_hash = models.BinaryField(max_length=32)
    key_wrapped = models.BinaryField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rows_written = models.PositiveBigIntegerField(default=0)
    rows_expected = models.PositiveBigIntegerField(default=0)
    file_name = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    # What its person could see when it was made: who sees otherwise does not get it.
    sight = models.CharField(max_length=64, blank=True)

    objects = ListExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="list_export_newest", fields=["user", "-asked_at", "-id"])]
        constraints = [
            models.UniqueConstraint(
                name="one_unended_export_of_a_list_a_person",
                fields=["user", "listing", "language", "query_hash"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="an_export_without_a_key_keeps_no_query",
                condition=Q(key_wrapped=None, query_sealed=None)
                | Q(key_wrapped__isnull=False, query_sealed__isnull=False),
            ),
            models.CheckConstraint(
                name="an_unended_export_has_its_key",
                condition=Q(ended_at__isnull=False) | Q(key_wrapped__isnull=False),
            ),
            models.CheckConstraint(
                name="an_ended_export_with_a_key_has_a_file",
                condition=Q(ended_at=None) | Q(key_wrapped=None) | Q(size__gt=0),
            ),
            models.CheckConstraint(
                name="a_fetched_export_has_ended_and_keeps_no_key",
                condition=Q(fetched_at=None) | Q(ended_at__isnull=False, key_wrapped=None),
            ),
        ]

    @property
    def state(self) -> codes.ExportState:
        """What the times say."""
        if self.ended_at is None:
            begun = self.begun_at is not None
            return codes.ExportState.RUNNING if begun else codes.ExportState.WAITING
        if not self.size:
            return codes.ExportState.BROKEN_OFF
        if self.fetched_at is not None:
            return codes.ExportState.FETCHED
        return codes.ExportState.EXPIRED if self.key_wrapped is None else codes.ExportState.READY

    @property
    def percentage(self) -> int:
        if not self.rows_expected:
            return 0
        return min(100, 100 * self.rows_written // self.rows_expected)


class ExportPiece(models.Model):
    """A sealed piece of a file, kept until it is fetched, for a day at most."""

    export = models.ForeignKey(ListExport, models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_export_piece_a_number", fields=["export", "number"])
        ]
