"""The access log, and the lists that are made into files for who asked: what leaves is watched."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.organisation.access import Actor
from apps.organisation.models import User

from . import codes

# A worker says every second that it lives; silence this long means that it does not.
SILENCE = timedelta(seconds=60)
# A request that was sent and not begun by then is sent again; nothing is lost by sending twice.
PATIENCE = timedelta(seconds=10)
MOST_ATTEMPTS = 3
KEPT = timedelta(days=1)


class AccessEntry(models.Model):
    """One act. Rows are only ever added: no grant and no trigger lets one be altered.

    It says never the content, and refers by number and not by foreign key, since it outlives what
    it speaks of.
    """

    at = models.DateTimeField(db_default=Now(), db_index=True)
    actor = models.CharField(max_length=100)
    user_id = models.BigIntegerField(null=True, db_index=True)
    source = models.CharField(max_length=100, blank=True)
    act = models.CharField(max_length=20, choices=codes.Act)
    subject = models.CharField(max_length=60)
    subject_ids = models.JSONField(default=list)
    location_ids = models.JSONField(default=list)
    result = models.CharField(max_length=10, choices=codes.Result, default=codes.Result.DONE)


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
