"""manage.py export_register: write a register package."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.exchange.actions import export_now
from apps.organisation.models import Location


class Command(BaseCommand):
    help = "Write the register as a package: a folder, or a zip where PATH ends in .zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder or zip to be made")
        parser.add_argument("--location", help="the code of one location; without it, all")

    def handle(self, *args: object, **options: object) -> None:
        path: Path = options["path"]  # type: ignore[assignment]
        code = options["location"]
        locations = dict(Location.objects.values_list("code", "pk"))
        if code is not None and code not in locations:
            raise CommandError(
                f"There is no location '{code}'. Choose one of: {', '.join(sorted(locations))}."
            )
        try:
            export_now(path, [locations[str(code)]] if code else list(locations.values()))
        except FileExistsError as error:
            raise CommandError(f"{path} holds a package already. Choose another name.") from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{path}")
