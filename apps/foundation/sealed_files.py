"""Files that are never readable at rest: sealed pieces, opened piece by piece while reading."""

import io
from collections.abc import Callable, Iterable, Iterator

from .sealing import seal, unseal

PIECE = 256 * 1024


def _purpose(number: int) -> bytes:
    # A piece opens only in its own place: pieces cannot be swapped.
    return b"file piece %d" % number


def seal_piece(key: bytes, number: int, piece: bytes) -> bytes:
    """Seal piece `number` (from 0) of a file; every piece but the last has PIECE bytes."""
    return seal(key, piece, _purpose(number))


def cut(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of PIECE, and what is left as the last."""
    rest = bytearray()
    for part in parts:
        rest += part
        while len(rest) >= PIECE:
            yield bytes(rest[:PIECE])
            del rest[:PIECE]
    if rest:
        yield bytes(rest)


class SealedFile(io.RawIOBase):
    """A readable, seekable view of a sealed file; only one piece is open at a time.

    A read ends where a piece ends. `open_sealed` gives a file that reads on.
    """

    def __init__(self, key: bytes, size: int, fetch: Callable[[int], bytes]) -> None:
        self._key, self._size, self._fetch = key, size, fetch
        self._position = 0
        self._open: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        if self._position >= self._size:
            return 0
        number, start = divmod(self._position, PIECE)
        if self._open[0] != number:
            self._open = (
                number,
                unseal(self._key, self._fetch(number), _purpose(number)),
            )
        part = self._open[1][start : start + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)


def open_sealed(key: bytes, size: int, fetch: Callable[[int], bytes]) -> io.BufferedReader:
    """Open a sealed file for reading, as a file whose reads are as long as was asked.

    `fetch(number)` gives the sealed piece, `size` is the length of the file in bytes.
    """
    return io.BufferedReader(SealedFile(key, size, fetch), PIECE)
