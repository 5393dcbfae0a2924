"""manage.py generate_register: write an invented register of any size."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.exchange.generator import Size, generate


class Command(BaseCommand):
    help = "Write a valid register package of any size, in the proportions of the pilot."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder or zip to be made")
        parser.add_argument("--tracks", type=int, required=True)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument(
            "--contacts", type=int, default=0, help="the least number of contacts of a track"
        )
        parser.add_argument(
            "--begin-at", type=int, default=0, help="the number before the first of its keys"
        )

    def handle(self, *args: object, **options: Any) -> None:
        if options["tracks"] < 1:
            raise CommandError("Ask for one track or more.")
        try:
            generate(
                options["path"],
                size=Size(options["tracks"], options["contacts"], options["begin_at"]),
                seed=options["seed"],
            )
        except FileExistsError as error:
            raise CommandError(
                f"{options['path']} is there already. Choose another name."
            ) from error
        self.stdout.write(str(options["path"]))
