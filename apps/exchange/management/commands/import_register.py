"""manage.py import_register: bring a register package in."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from apps.exchange.actions import import_now
from apps.exchange.codes import Step


class Command(BaseCommand):
    help = "Bring in a register package: a folder or a zip. Exits with 1 if it was refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder or the zip")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: object, **options: object) -> None:
        path: Path = options["path"]  # type: ignore[assignment]
        accepted, report = import_now(path, tell=self._tell)
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(report.as_text("nl"))
        if not accepted:
            raise SystemExit(1)

    def _tell(self, step: Step, done: int, expected: int) -> None:
        """The command shows its report, not its progress."""
