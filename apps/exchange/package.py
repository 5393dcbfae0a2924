"""Opening a register package: a folder or a zip, its files, and the rows in them as a stream."""

import csv
import io
import json
import lzma
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .report import Report
from .rows import RowReader
from .schema import SCHEMA, Table

DESCRIPTION = "datapackage.json"
MOST_BYTES = 2 * 1024**3
MOST_TIMES = 200
# What a zip lists of itself; that of a package has some hundred bytes a file.
MOST_LISTED = 64 * 1024
_NAMES = {DESCRIPTION, *(table.path for table in SCHEMA.tables)}
_TOO_LARGE = _("Dit pakket is uitgepakt te groot. Lees het in delen in, per locatie.")
_NO_ZIP = _("Dit is geen map en geen zip. Maak een zip van de bestanden.")
csv.field_size_limit(100_000)
# What the standard library raises on a zip that is spoiled, or packed in a way it does not know.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
)


Opens = dict[str, Callable[[], IO[bytes]]]


class TooLarge(Exception):
    """A zip unpacks to more than it may."""


class _Counted(io.RawIOBase):
    """A file that says how far it was read, and stops at a limit."""

    def __init__(self, file: IO[bytes], tell: Callable[[int], None], left: int) -> None:
        self._file, self._tell, self._left = file, tell, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        piece = self._file.read(len(buffer))
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge
        self._tell(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)


class Package:
    """The files of a package by name, each to be opened; `size` in bytes, unpacked."""

    def __init__(
        self,
        opens: Opens,
        size: int,
        limit: int = MOST_BYTES,
    ) -> None:
        self._opens, self.size, self._limit = opens, size, limit
        self.bytes_read = 0

    def _read(self, amount: int) -> None:
        self.bytes_read += amount

    def batches(self, table: Table, report: Report) -> Iterator[list[tuple[str, ...]]]:
        """Rows as (line, cell…), some thousands at a time; what does not fit is reported.

        A cell that does not fit is given as empty, so that the rules over rows still see the rest.
        """
        reader = RowReader(table, report)
        try:
            with self._opens[table.path]() as file:
                counted = _Counted(file, self._read, self._limit - self.bytes_read)
                text = io.TextIOWrapper(
                    io.BufferedReader(counted, 256 * 1024), encoding="utf-8-sig", newline=""
                )
                yield from reader.batches(text)
        except TooLarge:
            report.unreadable(table.path, "too_large", _TOO_LARGE)
        except UnicodeDecodeError:
            report.unreadable(
                table.path,
                "wrong_encoding",
                _("Dit bestand is geen UTF-8. Bewaar het als CSV UTF-8."),
            )
        except csv.Error:
            report.unreadable(
                table.path,
                "broken_csv",
                _("Een aanhalingsteken is niet gesloten, of een cel is te lang."),
                line=reader.line,
            )
        except _DAMAGED:
            report.unreadable(
                table.path, "broken_zip", _("Dit bestand is beschadigd. Maak het opnieuw.")
            )


@contextmanager
def open_package(source: Path | BinaryIO, report: Report) -> Iterator[Package | None]:
    """Open a folder or a zip; None, with the reasons in the report, where it is no package."""
    if isinstance(source, Path) and source.is_dir():
        yield _folder(source, report)
        return
    try:
        archive = _archive(source)
    except TooLarge:
        report.unreadable("", "too_large", _TOO_LARGE)
        yield None
        return
    except (*_DAMAGED, UnicodeDecodeError):
        report.unreadable("", "no_zip", _NO_ZIP)
        yield None
        return
    with archive:
        yield _zip(archive, report, _length(source))


def check_zip(file: BinaryIO) -> None:
    """Refuse what is no zip, or unpacks to too much, by its own list: nothing is unpacked."""
    try:
        with _archive(file) as archive:
            if _unpacked(archive) > _limit(_length(file)):
                raise TooLarge
    except TooLarge as error:
        raise ValidationError(_TOO_LARGE, code="too_large") from error
    except (*_DAMAGED, UnicodeDecodeError) as error:
        raise ValidationError(_NO_ZIP, code="no_zip") from error


def _archive(source: Path | BinaryIO) -> zipfile.ZipFile:
    """The zip, unless it lists so much that the list alone would fill the memory."""
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # as ZipFile itself finds it
        if end and end[zipfile._ECD_SIZE] > MOST_LISTED:  # type: ignore[attr-defined]
            raise TooLarge
    return zipfile.ZipFile(source)


def _unpacked(archive: zipfile.ZipFile) -> int:
    return sum(entry.file_size for entry in archive.infolist())


def _limit(length: int) -> int:
    return min(MOST_BYTES, MOST_TIMES * length)


def _length(source: Path | BinaryIO) -> int:
    if isinstance(source, Path):
        return source.stat().st_size
    return source.seek(0, io.SEEK_END)


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _folder(folder: Path, report: Report) -> Package | None:
    root = folder.resolve()
    for name in sorted(_NAMES):
        if (folder / name).exists() and (folder / name).resolve().parent != root:
            report.unreadable(name, "leaves_the_folder", _LEAVES)
    paths: dict[str, Path] = {
        name: folder / name for name in sorted(_NAMES) if (folder / name).is_file()
    }
    opened: Opens = {name: _opener(path) for name, path in paths.items()}
    size = sum(path.stat().st_size for path in paths.values())
    return _whole(opened, size, MOST_BYTES, report)


_LEAVES = _("Deze naam wijst buiten het pakket. Zet de bestanden zelf in de zip, zonder mappen.")


def _zip(archive: zipfile.ZipFile, report: Report, length: int) -> Package | None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    for entry in entries:
        name = entry.filename
        shown = name if name in _NAMES else ""
        if "/" in name or "\\" in name or stat.S_ISLNK(entry.external_attr >> 16):
            report.unreadable(shown, "leaves_the_folder", _LEAVES)
        elif name not in _NAMES:
            report.unreadable(
                shown,
                "unknown_file",
                _("In de zip zit een bestand dat niet bij de standaard hoort. Haal het weg."),
            )
        elif names.count(name) > 1:
            report.unreadable(
                shown,
                "file_twice",
                _("Dit bestand zit twee keer in de zip. Haal er een weg."),
            )
        elif entry.flag_bits & 0x1:
            report.unreadable(
                shown,
                "encrypted",
                _("De zip heeft een wachtwoord. Maak een zip zonder."),
            )
    limit, size = _limit(length), _unpacked(archive)
    if size > limit:
        report.unreadable("", "too_large", _TOO_LARGE)
    if not report.is_readable:
        return None
    opened: Opens = {name: partial(archive.open, name) for name in names}
    return _whole(opened, size, limit, report)


def _whole(opened: Opens, size: int, limit: int, report: Report) -> Package | None:
    """The package, if every file is there."""
    for name in [DESCRIPTION, *(table.path for table in SCHEMA.tables)]:
        if name not in opened:
            report.unreadable(
                name,
                "missing_file",
                _("Dit bestand ontbreekt. Voeg het toe aan het pakket."),
            )
    if DESCRIPTION in opened and not _describes(opened[DESCRIPTION]):
        report.unreadable(
            DESCRIPTION,
            "wrong_description",
            _(
                "Dit bestand beschrijft niet de tabellen van de standaard. Neem dat van de standaard."
            ),
        )
    return Package(opened, size, limit) if report.is_readable else None


def _describes(opened: Callable[[], IO[bytes]]) -> bool:
    """Whether the description is JSON that names the tables of the standard."""
    try:
        with opened() as file:
            described = json.loads(file.read(1_000_000))
        return {r["name"] for r in described["resources"]} == {t.name for t in SCHEMA.tables}
    except (ValueError, KeyError, TypeError, RecursionError, *_DAMAGED):
        return False
