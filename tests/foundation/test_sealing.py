"""What is sealed opens with its own key, for its own purpose, in its own place, and unaltered."""

import hashlib
import io
import zipfile
from random import Random

import pytest

from apps.foundation.sealed_files import PIECE, SealedFile, open_sealed, seal_piece
from apps.foundation.sealing import (
    Unsealable,
    keyed_hash,
    new_key,
    seal,
    seal_for_address,
    unseal,
    unseal_from_address,
    unwrap,
    wrap,
)

PURPOSE = b"v-number"


@pytest.mark.parametrize("value", [b"", b"0123456789", b"\0" * 1000])
def test_what_is_sealed_opens_and_does_not_show(value):
    key = new_key()
    sealed = seal(key, value, PURPOSE)
    assert unseal(key, sealed, PURPOSE) == value
    assert unseal(key, memoryview(sealed), PURPOSE) == value
    assert not value or value not in sealed


def test_the_same_value_is_never_sealed_the_same():
    key = new_key()
    assert seal(key, b"0123456789", PURPOSE) != seal(key, b"0123456789", PURPOSE)
    assert new_key() != new_key()
    assert len(new_key()) == 32


@pytest.mark.parametrize(
    ("key", "purpose", "length"),
    [(b"\1" * 32, PURPOSE, None), (b"\0" * 32, b"note", None), (b"\0" * 32, PURPOSE, 10)],
    ids=["another key", "another purpose", "a part of it"],
)
def test_it_does_not_open_otherwise(key, purpose, length):
    sealed = seal(b"\0" * 32, b"0123456789", PURPOSE)
    with pytest.raises(Unsealable):
        unseal(key, sealed[:length], purpose)


def test_it_does_not_open_with_any_bit_altered():
    key = new_key()
    sealed = seal(key, b"0123456789", PURPOSE)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(Unsealable):
            unseal(key, bytes(altered), PURPOSE)


@pytest.mark.parametrize("sealed", [b"", b"0", b"0123456789" * 10])
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(Unsealable):
        unseal(new_key(), sealed, PURPOSE)


# --- Data keys under a master key


def test_a_data_key_is_wrapped_by_the_newest_master_key_and_opens_with_that_alone(settings):
    settings.LVV_MASTER_KEYS = {"k9": b"\1" * 32}
    key = new_key()
    old = wrap(key)
    assert old.startswith(b"k9:")
    assert key not in old
    settings.LVV_MASTER_KEYS = {"k9": b"\1" * 32, "k10": b"\2" * 32}
    assert wrap(key).startswith(b"k10:")
    assert unwrap(old) == unwrap(wrap(key)) == unwrap(memoryview(wrap(key))) == key


@pytest.mark.parametrize(
    "keys",
    [{"k1": b"\2" * 32}, {"k2": b"\1" * 32}],
    ids=["another key by that name", "no key by that name"],
)
def test_a_data_key_does_not_open_under_another_master_key(settings, keys):
    settings.LVV_MASTER_KEYS = {"k1": b"\1" * 32}
    wrapped = wrap(new_key())
    settings.LVV_MASTER_KEYS = keys
    with pytest.raises(Unsealable):
        unwrap(wrapped)


@pytest.mark.parametrize("wrapped", [b"", b"k1", b"\xff:", b":"])
def test_what_is_no_wrapped_key_does_not_open(wrapped):
    with pytest.raises(Unsealable):
        unwrap(wrapped)


def test_a_sealed_value_is_no_wrapped_key(settings):
    settings.LVV_MASTER_KEYS = {"k1": b"\1" * 32}
    with pytest.raises(Unsealable):
        unwrap(b"k1:" + seal(b"\1" * 32, new_key(), PURPOSE))


# --- Hashes and texts in addresses


def test_a_hash_finds_a_value_and_says_nothing_without_its_key(settings):
    settings.LVV_HASH_KEY = b"\1" * 32
    found = keyed_hash("0123456789")
    assert len(found) == 32
    assert keyed_hash("0123456789") == found
    assert keyed_hash("0123456780") != found
    assert found != hashlib.sha256(b"0123456789").digest()
    settings.LVV_HASH_KEY = b"\2" * 32
    assert keyed_hash("0123456789") != found


def test_a_text_for_an_address_opens_for_its_purpose_alone():
    text = seal_for_address("Diallo", "search")
    assert unseal_from_address(text, "search") == "Diallo"
    assert "Diallo" not in text
    assert text.isascii()
    assert not set(text) & set("+/?&# ")
    with pytest.raises(Unsealable):
        unseal_from_address(text, "filter")


@pytest.mark.parametrize("text", ["", "a", "Diallo", "%%%", "é", "A" * 100])
def test_a_text_in_an_address_that_was_never_sealed_does_not_open(text):
    with pytest.raises(Unsealable):
        unseal_from_address(text, "search")


# --- Files


def sealed_file(content: bytes, key: bytes) -> tuple[SealedFile, list[bytes]]:
    pieces = [
        seal_piece(key, number, content[begin : begin + PIECE])
        for number, begin in enumerate(range(0, len(content), PIECE))
    ]
    return SealedFile(key, len(content), lambda number: pieces[number]), pieces


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 12345])
def test_a_sealed_file_reads_as_the_original(size):
    content = Random(size).randbytes(size)
    file, pieces = sealed_file(content, new_key())
    assert io.BufferedReader(file).read() == content
    assert not [piece for piece in pieces if content[:16] in piece and size >= 16]


def test_random_reads_of_a_sealed_file_equal_those_of_the_original():
    random = Random(1)
    content = random.randbytes(3 * PIECE + 12345)
    original = io.BytesIO(content)
    file, _pieces = sealed_file(content, new_key())
    buffered = io.BufferedReader(sealed_file(content, new_key())[0])
    assert file.readable()
    assert file.seekable()
    for _ in range(500):
        whence = random.choice([io.SEEK_SET, io.SEEK_END, io.SEEK_CUR])
        offset = {
            io.SEEK_SET: random.randrange(len(content) + 10),
            io.SEEK_END: -random.randrange(len(content)),
            io.SEEK_CUR: random.randrange(-original.tell(), 1000),
        }[whence]
        at = original.seek(offset, whence)
        assert file.seek(offset, whence) == file.tell() == at
        assert buffered.seek(at) == at
        length = random.choice([0, 1, 100, PIECE, 2 * PIECE])
        expected = original.read(length)
        assert buffered.read(length) == expected
        got = b""
        while len(got) < length and (piece := file.read(length - len(got))):
            got += piece
        assert got == expected
        assert file.tell() == original.tell()


def test_a_read_without_end_reads_all_that_is_left():
    content = Random(2).randbytes(2 * PIECE + 7)
    file, _pieces = sealed_file(content, new_key())
    file.seek(PIECE - 3)
    assert file.read() == content[PIECE - 3 :]


@pytest.mark.parametrize(
    "order", [(1, 0), (0, 0), (1, 1)], ids=["swapped", "the first twice", "the second twice"]
)
def test_pieces_open_only_in_their_own_place(order):
    key = new_key()
    content = Random(3).randbytes(2 * PIECE)
    _file, pieces = sealed_file(content, key)
    mixed = SealedFile(key, len(content), lambda number: pieces[order[number]])
    with pytest.raises(Unsealable):
        io.BufferedReader(mixed).read()


def test_a_piece_of_another_file_does_not_open():
    content = Random(4).randbytes(PIECE)
    _file, pieces = sealed_file(content, new_key())
    with pytest.raises(Unsealable):
        SealedFile(new_key(), PIECE, lambda number: pieces[number]).read(10)


def test_an_altered_piece_does_not_open():
    key = new_key()
    content = Random(5).randbytes(2 * PIECE)
    _file, pieces = sealed_file(content, key)
    pieces[1] = pieces[1][:-1] + bytes([pieces[1][-1] ^ 1])
    file = SealedFile(key, len(content), lambda number: pieces[number])
    assert file.read(PIECE) == content[:PIECE]
    with pytest.raises(Unsealable):
        file.read(1)


def test_a_zip_of_several_pieces_reads_as_the_original():
    content = Random(6).randbytes(3 * PIECE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", b"a")
        archive.writestr("b", content)
    key = new_key()
    _file, pieces = sealed_file(packed.getvalue(), key)
    opened = open_sealed(key, len(packed.getvalue()), lambda number: pieces[number])
    with zipfile.ZipFile(opened) as archive:
        assert archive.read("b") == content
