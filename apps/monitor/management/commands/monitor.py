"""manage.py monitor: print the cells of the national monitor for a day."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.foundation.acting import acting_as
from apps.foundation.clock import today
from apps.monitor import tables
from apps.monitor.actions import compute
from apps.organisation.access import Actor
from apps.organisation.models import Location


def day(text: str) -> date:
    """A day as the command line gives it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"'{text}' is no day: write it as 2022-06-30.") from error


class Command(BaseCommand):
    help = "Print the cells of the national LVV monitor for a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day, required=True, help="the reference date, 2022-06-30")
        parser.add_argument("--location", help="the code of one location, or 'all'")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *args: object, **options: Any) -> None:
        location, on = options["location"], options["on"]
        known = dict(Location.objects.values_list("code", "pk"))
        if location is not None and location != "all" and location not in known:
            names = ", ".join(["all", *sorted(known)])
            raise CommandError(f"There is no location '{location}'. Choose one of: {names}.")
        actor = Actor.system("monitor", today=today(), locations=known.values())
        try:
            with acting_as(actor):
                computed = compute(on=on, by=actor, location=location)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        text = tables.as_csv(computed) if options["format"] == "csv" else tables.as_json(computed)
        self.stdout.write(text, ending="" if text.endswith("\n") else "\n")
