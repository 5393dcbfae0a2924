"""The access log: who did what to what, when, from where, with which result; never the content."""

from django.db import models
from django.db.models.functions import Now

from . import codes


class AccessEntry(models.Model):
    """One act. Rows are only ever added: no grant and no trigger lets one be altered.

    It refers by number and not by foreign key, since it outlives what it speaks of.
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
