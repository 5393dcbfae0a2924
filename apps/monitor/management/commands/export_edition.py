"""manage.py export_edition: write an edition to a file."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from apps.foundation.acting import acting_as
from apps.foundation.clock import today
from apps.monitor.exporting import export_edition
from apps.monitor.exports import FORMATS
from apps.monitor.exports.csv_zip import CELLS, LANGUAGES, METADATA
from apps.monitor.models import Edition
from apps.organisation.access import Actor
from apps.organisation.models import Location

# What the name of the file ends in; CSV is a zip of all tables, or the cells alone.
ENDINGS = {code: (f".{form.suffix}",) for code, form in FORMATS.items()} | {
    "csv": (".zip", ".csv")
}


class Command(BaseCommand):
    help = (
        "Write an edition to a file. It is confidential: only who runs this can read the file. "
        "CSV is written to PATH.zip as all tables, each with its W3C CSVW metadata; or to PATH.csv "
        f"as the cells in the form of the standard, with PATH.csv{METADATA} beside it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", metavar="ID", help="the number of the edition")
        parser.add_argument("path", metavar="PATH", type=Path, help="the file to write")
        parser.add_argument(
            "--format", required=True, metavar="FORMAT", help=f"one of: {', '.join(FORMATS)}"
        )
        parser.add_argument(
            "--language",
            default="nl",
            metavar="LANGUAGE",
            help=f"of the words, one of: {', '.join(LANGUAGES)}; without it, nl",
        )

    def handle(self, *args: object, **options: Any) -> None:
        path, form, language = options["path"], options["format"], options["language"]
        if language not in LANGUAGES:
            raise CommandError(f"There is no language '{language}'. Choose nl or en.")
        edition = _edition(options["edition"])
        if form in ENDINGS and path.suffix not in ENDINGS[form]:
            endings = " or ".join(ENDINGS[form])
            raise CommandError(f"A file of format {form} ends in {endings}, and {path} does not.")
        locations = Location.objects.values_list("pk", flat=True)
        by = Actor.system("export_edition", today=today(), locations=locations)
        try:
            # The files get their names once it stands in the log that they were made.
            with _written() as files, acting_as(by), override(language):
                exported = export_edition(edition, form=form, by=by)
                content = {path: exported.content}
                if path.suffix == ".csv":
                    content = _cells(path, exported.content)
                for target, written in content.items():
                    files[target] = _temporary(target, written)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        except OSError as error:
            raise CommandError(
                f"Cannot write {path}: {error.strerror}. Choose a file in a folder that is there "
                "and that you may write in."
            ) from error


def _edition(number: str) -> Edition:
    """The edition that is asked for."""
    found = Edition.objects.for_list().filter(pk=int(number)) if number.isdecimal() else ()
    for edition in found:
        return edition
    raise CommandError(
        f"There is no edition {number}. The page of editions lists those that there are; "
        "make_edition makes one and prints its number."
    )


def _cells(path: Path, archive: bytes) -> dict[Path, bytes]:
    """Of all tables the cells, and the metadata that then speak of the file by its own name."""
    with ZipFile(BytesIO(archive)) as files:
        cells, metadata = files.read(CELLS), json.loads(files.read(CELLS + METADATA))
    metadata["url"] = path.name
    text = json.dumps(metadata, ensure_ascii=False, indent=1) + "\n"
    return {path: cells, path.with_name(path.name + METADATA): text.encode()}


@contextmanager
def _written() -> Iterator[dict[Path, Path]]:
    """Files under other names, by what they will be called: all of them at the end, or none."""
    files: dict[Path, Path] = {}
    try:
        yield files
        for target, temporary in files.items():
            os.replace(temporary, target)
    finally:
        for temporary in files.values():
            temporary.unlink(missing_ok=True)


def _temporary(target: Path, content: bytes) -> Path:
    if target.is_dir():
        raise IsADirectoryError(None, "It is a folder")
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        file.write(content)
    return Path(file.name)
