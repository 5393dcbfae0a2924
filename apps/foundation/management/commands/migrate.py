"""manage.py migrate: as the owner of the tables, unless told otherwise."""

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        # The application's own role owns nothing, so it cannot migrate.
        parser.set_defaults(database="owner")
