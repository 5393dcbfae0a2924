"""Secrets at rest: keys that wrap keys, sealed values, and the keyed hash that finds a value.

ChaCha20-Poly1305 by the library cryptography. A master key stays outside the database and wraps
data keys; a data key seals the values of one dossier or one file. To destroy it is to destroy them.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings

_NONCE = 12


class Unsealable(Exception):
    """The value was sealed under another key, for another purpose, or was altered."""


def new_key() -> bytes:
    """A fresh data key, 32 bytes."""
    return ChaCha20Poly1305.generate_key()


def seal(key: bytes, value: bytes, purpose: bytes) -> bytes:
    """Seal `value` so that it opens only with the same key for the same purpose."""
    # A random nonce is safe here: a data key seals few values, a master key far fewer than 2³².
    nonce = os.urandom(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, value, purpose)


def unseal(key: bytes, sealed: bytes, purpose: bytes) -> bytes:
    """What was sealed. Raises Unsealable."""
    try:
        sealed = bytes(sealed)
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose)
    except (InvalidTag, ValueError) as error:
        raise Unsealable("A sealed value does not open: the key or the value is wrong.") from error


def wrap(key: bytes) -> bytes:
    """A data key under the newest master key: the master key's name, a colon, the sealed key."""
    name = max(settings.LVV_MASTER_KEYS, key=lambda n: (len(n), n))
    return name.encode() + b":" + seal(settings.LVV_MASTER_KEYS[name], key, b"data key")


def unwrap(wrapped: bytes) -> bytes:
    """The data key. Raises Unsealable, also when its master key is not there."""
    name, _, sealed = bytes(wrapped).partition(b":")
    try:
        master = settings.LVV_MASTER_KEYS[name.decode()]
    except (KeyError, UnicodeDecodeError) as error:
        raise Unsealable("The master key of a sealed value is not configured.") from error
    return unseal(master, sealed, b"data key")


def keyed_hash(value: str) -> bytes:
    """HMAC-SHA-256 under a key of its own: equal values are found, none is read back."""
    return hmac.digest(settings.LVV_HASH_KEY, value.encode(), hashlib.sha256)


def plain_hash(secret: str) -> bytes:
    """SHA-256, by which a secret that was drawn at random is found; for what people think of, not."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def seal_for_address(value: str, purpose: str) -> str:
    """A text that may stand in an address or a log: nobody reads the value from it."""
    key = hmac.digest(settings.LVV_HASH_KEY, b"address", hashlib.sha256)
    return base64.urlsafe_b64encode(seal(key, value.encode(), purpose.encode())).decode()


def unseal_from_address(text: str, purpose: str) -> str:
    """The value behind such a text. Raises Unsealable."""
    key = hmac.digest(settings.LVV_HASH_KEY, b"address", hashlib.sha256)
    try:
        sealed = base64.urlsafe_b64decode(text.encode())
    except ValueError as error:
        raise Unsealable("This is not a sealed text.") from error
    return unseal(key, sealed, purpose.encode()).decode()
