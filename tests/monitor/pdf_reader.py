"""Reads back what a PDF says: its pages as text, its outline, its properties.

It knows the file format and nothing of what made the file.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\b(.*?)^endobj", re.DOTALL)
STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)", re.DOTALL)
SHOWN = re.compile(
    rb"/(\S+) ([\d.]+) Tf"  # a font and its size
    rb"|([-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+) Tm"  # a place
    rb"|(\((?:[^\\()]|\\.)*\)) Tj"  # words
    rb"|(T\*)",
    re.DOTALL,
)
MOVED = re.compile(
    rb"(?:^|\s)(q|Q)(?=\s)"
    rb"|([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) (cm|Tm)"
    rb"|([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re"
)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass
class Pdf:
    """A file as bytes."""

    data: bytes

    @cached_property
    def objects(self) -> dict[int, bytes]:
        return {int(number): body for number, body in OBJECT.findall(self.data)}

    def stream(self, number: int) -> bytes:
        """The stream of an object, unpacked."""
        body = self.objects[number]
        found = re.search(rb"stream\r?\n(.*?)\r?\n?endstream", body, re.DOTALL)
        assert found is not None
        packed = found[1]
        if b"ASCII85Decode" in body:
            packed = base64.a85decode(b"<~" + packed.strip(), adobe=True)
        return zlib.decompress(packed) if b"FlateDecode" in body else packed

    @cached_property
    def root(self) -> bytes:
        return self.objects[self._reference(self.data, b"Root")]

    @cached_property
    def page_numbers(self) -> list[int]:
        """The objects of the pages, in order."""
        pages = self.objects[self._reference(self.root, b"Pages")]
        kids = re.search(rb"/Kids \[(.*?)\]", pages, re.DOTALL)
        assert kids is not None
        return [int(number) for number in re.findall(rb"(\d+) 0 R", kids[1])]

    @cached_property
    def pages(self) -> list[str]:
        """What each page says, a line a piece of text."""
        return [self._text(number) for number in self.page_numbers]

    @cached_property
    def outline(self) -> list[str]:
        """The titles of the bookmarks, in order, with a tab before those of a lower level."""
        first = self._reference(self.objects[self._reference(self.root, b"Outlines")], b"First")
        return list(self._items(first, 0))

    @cached_property
    def properties(self) -> dict[str, str]:
        """What the file says of itself."""
        body = self.objects[self._reference(self.data, b"Info")]
        return {
            name.decode(): _words(_plain(value))
            for name, value in re.findall(rb"/(\w+) (\((?:[^\\()]|\\.)*\))", body, re.DOTALL)
        }

    @cached_property
    def fonts(self) -> dict[str, bool]:
        """The fonts, and whether they are in the file."""
        found = {}
        for body in self.objects.values():
            if re.search(rb"/Type /Font\b(?!D)", body):
                name = re.search(rb"/BaseFont /(\S+)", body)
                assert name is not None
                descriptor = re.search(rb"/FontDescriptor (\d+)", body)
                inside = descriptor and b"/FontFile2" in self.objects[int(descriptor[1])]
                found[name[1].decode()] = bool(inside)
        return found

    def places(self, page: int) -> Iterator[tuple[float, float]]:
        """Where words begin and rectangles have their corners, on the page."""
        content = self.stream(self._reference(self.objects[page], b"Contents"))
        now, kept = (1.0, 1.0, 0.0, 0.0), []
        for found in MOVED.finditer(STRING.sub(b"()", content)):
            if found[1] == b"q":
                kept.append(now)
            elif found[1] == b"Q":
                now = kept.pop()
            elif found[8]:
                a, b, c, d, e, f = (float(number) for number in found.groups()[1:7])
                assert b == c == 0
                moved = (now[0] * a, now[1] * d, now[0] * e + now[2], now[1] * f + now[3])
                if found[8] == b"cm":
                    now = moved
                else:
                    yield moved[2:]
            else:
                x, y, wide, high = (float(number) for number in found.groups()[8:])
                yield now[0] * x + now[2], now[1] * y + now[3]
                yield now[0] * (x + wide) + now[2], now[1] * (y + high) + now[3]

    def _reference(self, body: bytes, name: bytes) -> int:
        found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
        assert found is not None, name
        return int(found[1])

    def _items(self, number: int, depth: int) -> Iterator[str]:
        while number:
            body = self.objects[number]
            title = re.search(rb"/Title (\((?:[^\\()]|\\.)*\))", body, re.DOTALL)
            assert title is not None
            yield "\t" * depth + _words(_plain(title[1]))
            below = re.search(rb"/First (\d+) 0 R", body)
            if below:
                yield from self._items(int(below[1]), depth + 1)
            after = re.search(rb"/Next (\d+) 0 R", body)
            number = int(after[1]) if after else 0

    @cached_property
    def _letters(self) -> dict[str, dict[int, str]]:
        """What the bytes stand for, by the name of the font on the pages."""
        found = {}
        for body in self.objects.values():
            name = re.search(rb"/Name /(\S+)", body)
            if name and b"/ToUnicode" in body:
                found[name[1].decode()] = _letters(
                    self.stream(self._reference(body, b"ToUnicode"))
                )
        return found

    def _text(self, page: int) -> str:
        content = self.stream(self._reference(self.objects[page], b"Contents"))
        letters: dict[int, str] = {}
        lines = [""]
        for font, _size, place, words, new_line in SHOWN.findall(content):
            if font:
                letters = self._letters[font.decode()]
            elif place or new_line:
                lines.append("")
            else:
                lines[-1] += "".join(letters[byte] for byte in _plain(words))
        return "\n".join(line for line in lines if line)


def _plain(string: bytes) -> bytes:
    """What stands between the brackets, with the escapes undone."""

    def undone(found: re.Match[bytes]) -> bytes:
        octal, letter = found.groups()
        if octal:
            return bytes([int(octal, 8)])
        return ESCAPES.get(letter, letter)

    return re.sub(rb"\\(?:([0-7]{1,3})|(.))", undone, string[1:-1], flags=re.DOTALL)


def _words(plain: bytes) -> str:
    if plain.startswith(b"\xfe\xff"):
        return plain[2:].decode("utf-16-be")
    return plain.decode("latin-1")


def _letters(table: bytes) -> dict[int, str]:
    """A table from bytes to letters: one by one."""
    return {
        int(byte, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for byte, letter in re.findall(rb"(?m)^<(\w+)> <(\w{4,})>$", table)
    }
