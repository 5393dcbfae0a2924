"""Uploads, sealed while they come in: nothing readable reaches a disk."""

import io
import tempfile
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from .sealed_files import PIECE, open_sealed, seal_piece
from .sealing import new_key


class SealedUpload(UploadedFile):
    """An uploaded file as sealed pieces, with the key that opens them; its name is not kept."""

    def __init__(self, file: Any, key: bytes, size: int, lengths: list[int]) -> None:
        super().__init__(file=file, name="upload", size=size)
        self.key, self.length = key, size
        self._sealed, self._lengths = file, lengths

    def pieces(self) -> Iterator[bytes]:
        """The sealed pieces, in order."""
        self._sealed.seek(0)
        for length in self._lengths:
            yield self._sealed.read(length)

    def opened(self) -> io.BufferedReader:
        """The file as it was sent; only one piece of it is open at a time."""
        places = [0, *accumulate(self._lengths)]

        def fetch(number: int) -> bytes:
            self._sealed.seek(places[number])
            return bytes(self._sealed.read(self._lengths[number]))

        return open_sealed(self.key, self.length, fetch)


class SealedUploadHandler(FileUploadHandler):
    """Seals an upload piece by piece, into a nameless file; refuses one that is too large."""

    chunk_size = PIECE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._key = new_key()
        # Closed with the upload that it becomes; by Django, under this name, if it breaks off.
        self.file = tempfile.TemporaryFile()  # noqa: SIM115
        self._lengths: list[int] = []
        self._rest = b""
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > settings.LVV_UPLOAD_MAX_BYTES:
            raise StopUpload(connection_reset=True)
        self._rest += raw_data
        while len(self._rest) >= PIECE:
            self._seal(self._rest[:PIECE])
            self._rest = self._rest[PIECE:]

    def _seal(self, piece: bytes) -> None:
        sealed = seal_piece(self._key, len(self._lengths), piece)
        self.file.write(sealed)
        self._lengths.append(len(sealed))

    def file_complete(self, file_size: int) -> SealedUpload:
        if self._rest:
            self._seal(self._rest)
            self._rest = b""
        return SealedUpload(self.file, self._key, self._size, self._lengths)
