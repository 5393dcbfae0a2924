"""The only place that hands an edition over as a file, and writes down who took it."""

from dataclasses import dataclass

from apps.audit.actions import record
from apps.audit.codes import Act
from apps.organisation.access import Actor, Permission, require
from apps.organisation.models import Location

from . import rules
from .exports import FORMATS
from .exports.words import file_name
from .models import Edition
from .reading import report


@dataclass(frozen=True)
class Exported:
    """A file that is handed over."""

    name: str
    content_type: str
    content: bytes


def export_edition(edition: Edition, *, form: str, by: Actor) -> Exported:
    """An edition as a file, in the language that is active, with the cells that `by` may see.

    The same edition, reader and language give the same bytes. Refuses whoever may see none of it,
    and with a ValidationError a form that there is not.
    """
    require(by, Permission.MONITOR_VIEW, at=edition.location_id)
    rules.check_form(form, known=FORMATS)
    handed_over, chosen = report(edition, by=by), FORMATS[form]
    exported = Exported(
        file_name(handed_over, chosen.suffix), chosen.content_type, chosen.write(handed_over)
    )
    locations = Location.objects.filter(code__in=handed_over.codes).values_list("pk", flat=True)
    record(by, Act.EXPORT, "edition", ids=[edition.pk], locations=locations)
    return exported
