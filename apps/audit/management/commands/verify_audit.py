"""Says whether the access log is as it was sealed, and where it is not."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit.verifying import FILE, Unreadable, read_anchors, verify

MOST_TOLD = 100


class Command(BaseCommand):
    help = "Verifies the chain of the access log, against the anchors outside the database too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", type=Path, help="file or folder; else LVV_ANCHORS")

    @transaction.atomic
    def handle(self, *args: Any, anchors: Path | None, **options: Any) -> None:
        """Exit code 1 if something is wrong, after a sentence for each fault."""
        try:
            path: Path | None = anchors or settings.LVV_ANCHORS
            # A folder that is set may have no file yet; one that is named has to have it.
            held = read_anchors(path) if path and (anchors or (path / FILE).exists()) else []
        except Unreadable as error:
            raise CommandError(_("Dit is geen bestand met ankers: %s") % error) from error
        number = 0
        for number, words in enumerate(verify(held), start=1):
            if number <= MOST_TOLD:
                self.stdout.write(words)
        if number:
            sentence = _("Het inzagelogboek klopt niet: %(number)d bevindingen.")
            raise CommandError(sentence % {"number": number})
        if not held:
            self.stdout.write(
                _("Er is geen anker: een keten die als geheel opnieuw is gemaakt, ziet u niet.")
            )
        self.stdout.write(_("Het inzagelogboek is zoals het is verzegeld."))
