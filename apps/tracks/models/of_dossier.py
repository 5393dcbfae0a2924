"""Who sees the rows of a dossier, and those of a track."""

from django.db import models
from django.db.models import Q

from apps.organisation.access import Actor
from apps.organisation.codes import Zone
from apps.participants.models import Involvement


class OfDossierQuerySet(models.QuerySet):
    """Rows of a dossier, seen in one zone."""

    zone = Zone.CASE
    dossier = "participant"

    def visible_to(self, actor: Actor) -> "OfDossierQuerySet":
        involved = Involvement.objects.of(actor, self.zone).filter(
            **{self.link: models.OuterRef(self.column)}
        )
        return self.filter(Q(location__in=actor.locations(self.zone)) | models.Exists(involved))

    link, column = "participant_id", "participant_id"

    def in_file_order(self) -> "OfDossierQuerySet":
        return self.order_by("position", "pk")


class OfTrackQuerySet(OfDossierQuerySet):
    """Rows of a track."""

    link, column = "track_id", "track_id"
