"""manage.py make_edition: count a day and keep the result as an edition."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.foundation.clock import today
from apps.monitor import actions
from apps.monitor.models import Edition, EditionRequest
from apps.organisation.access import Actor
from apps.organisation.models import Location

from .monitor import day


class Command(BaseCommand):
    help = "Count a day and keep the result as an edition; prints its number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day, required=True, help="the reference date, 2022-06-30")
        parser.add_argument("--location", help="the code of one location; without it, all")
        parser.add_argument(
            "--again", action="store_true", help="count once more, though there is an edition"
        )

    def handle(self, *args: object, **options: Any) -> None:
        known = {location.code: location for location in Location.objects.order_by("code")}
        if not known:
            raise CommandError("There is no register yet. Import one first: import_register PATH.")
        code = options["location"]
        if code is not None and code not in known:
            raise CommandError(
                f"There is no location '{code}'. Choose one of: {', '.join(known)}."
            )
        by = Actor.system(
            "make_edition", today=today(), locations=(place.pk for place in known.values())
        )
        try:
            asked = actions.request_edition(
                on=options["on"],
                location=known[code] if code else None,
                by=by,
                again=options["again"],
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(str(self._made(asked).pk))

    def _made(self, asked: Edition | EditionRequest) -> Edition:
        if isinstance(asked, Edition):
            return asked
        actions.run_edition(asked.pk)
        asked.refresh_from_db()
        if asked.edition is None:
            raise CommandError("Another process is making this edition. Ask again in a minute.")
        return asked.edition
