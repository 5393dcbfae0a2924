"""Write the register of fields."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.foundation.personal import as_markdown


class Command(BaseCommand):
    help = "Writes docs/fields.md from what the apps declare of their fields."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=Path("docs/fields.md"))

    def handle(self, *args: Any, **options: Any) -> None:
        options["path"].write_text(as_markdown(), encoding="utf-8")
