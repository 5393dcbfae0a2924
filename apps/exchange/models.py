"""Imports as jobs: the row is the truth about each, whatever a broker or a worker does."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.organisation.access import Actor
from apps.organisation.models import Location, User

from .codes import ImportState

# A worker says every few seconds that it lives; silence this long means that it does not.
SILENCE = timedelta(seconds=60)
MOST_ATTEMPTS = 3


class ImportJobQuerySet(models.QuerySet):
    """Questions about imports."""

    def visible_to(self, actor: Actor) -> "ImportJobQuerySet":
        """One's own imports; nobody else's report."""
        return self.filter(user=actor.user_id) if actor.user_id else self.none()

    def unended(self) -> "ImportJobQuerySet":
        return self.filter(ended_at=None)

    def silent_at(self, moment: datetime) -> "ImportJobQuerySet":
        """Not begun, or begun by a worker that has gone silent."""
        return self.unended().filter(
            models.Q(heard_at=None, created_at__lt=moment - timedelta(seconds=10))
            | models.Q(heard_at__lt=moment - SILENCE)
        )

    def newest_first(self) -> "ImportJobQuerySet":
        return self.order_by("-created_at", "-pk")


class ImportJob(models.Model):
    """One import of a register package: asked for, begun, ended, and its report."""

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=100)
    locations = models.ManyToManyField(Location, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How far it is: the bytes read, of so many, and in which step.
    step = models.CharField(max_length=20, blank=True)
    bytes_read = models.PositiveBigIntegerField(default=0)
    bytes_expected = models.PositiveBigIntegerField(default=0)
    accepted = models.BooleanField(null=True)
    report = models.JSONField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    key_wrapped = models.BinaryField(null=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_ended_import_keeps_no_key",
                condition=models.Q(ended_at=None) | models.Q(key_wrapped=None),
            ),
            models.CheckConstraint(
                name="an_import_was_accepted_or_not_once_it_ended",
                condition=models.Q(ended_at=None, accepted=None)
                | models.Q(ended_at__isnull=False, accepted__isnull=False),
            ),
        ]

    @property
    def state(self) -> ImportState:
        """What the times say."""
        if self.ended_at is not None:
            if self.accepted:
                return ImportState.ACCEPTED
            return ImportState.REFUSED if self.report else ImportState.BROKEN_OFF
        return ImportState.WAITING if self.begun_at is None else ImportState.RUNNING

    @property
    def percentage(self) -> int:
        if not self.bytes_expected:
            return 0
        return min(100, 100 * self.bytes_read // self.bytes_expected)


class UploadPiece(models.Model):
    """A sealed piece of an uploaded package, kept until the import ends."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_piece_a_number", fields=["job", "number"])
        ]
        verbose_name = _("deel van een bestand")
