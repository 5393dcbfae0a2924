"""What every recorded row carries, whatever it is about."""

from django.db import models
from django.db.models import Func


class NextPosition(Func):
    """The next place in the one order in which rows were recorded or stood in a file."""

    template = "nextval('lvv_position')"
    output_field = models.BigIntegerField()


class Recorded(models.Model):
    """A row that a register package can bring in, and give out in the same order.

    `import_number` is the import that wrote the row as it stands, 0 if it was changed here since,
    and empty if it was made here: no import overwrites the latter two. A trigger sets the 0
    (`row_security.noticed`), so that no way of writing can forget it.
    """

    position = models.BigIntegerField(db_default=NextPosition(), editable=False)
    import_number = models.BigIntegerField(null=True, editable=False)

    class Meta:
        abstract = True
