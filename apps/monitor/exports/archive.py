"""The only place that packs files into one, the same each time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_UNIX = 3


def packed(files: Mapping[str, bytes], *, at: datetime, stored: str = "") -> bytes:
    """The files in a zip in the order given, as if made at that moment; one may be uncompressed."""
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, written in files.items():
            entry = ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
            entry.compress_type = ZIP_STORED if name == stored else ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, written)
    return content.getvalue()
