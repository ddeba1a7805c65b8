"""What is kept of keys and PINs instead of themselves, and how new ones are made.

A key has 122 random bits, so that one round of SHA-256 hides it well. A PIN is short and may
be used elsewhere: it is hashed slowly, with its key's id as salt.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from base64 import b32encode

ID_LETTERS = "[a-z2-7]{12}"
"""What an id looks like, as a regular expression."""

_HINT_LETTERS = 4
# Shorter keys than this are somebody's own, and half of one would be no hint but the key.
_SHORTEST_WITH_HINT = 20
# 8 MiB and some 20 milliseconds for each guess.
_SCRYPT = {"n": 2**13, "r": 8, "p": 1}


def new_key() -> str:
    """A key in the form of a UUID (version 4), as keys of TheTVDB have it."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def new_id() -> str:
    """A short name for a key, which says nothing about it."""
    return _letters(secrets.token_bytes(8))


def new_token_secret() -> str:
    """What tokens are signed with: 256 random bits."""
    return secrets.token_hex(32)


def id_of_given(text: str) -> str:
    """The id of a key that the settings give: the same for the same key."""
    return _letters(hashlib.sha256(f"tvdbproxy id of {text}".encode()).digest()[:8])


def digest_of(text: str) -> str:
    """SHA-256, in hexadecimal, of whatever somebody sent as a key."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hint_of(text: str) -> str:
    """The first letters of a key, by which its owner knows it again."""
    return text[:_HINT_LETTERS] if len(text) >= _SHORTEST_WITH_HINT else ""


def pin_digest_of(pin: str, key_id: str) -> str:
    """In hexadecimal. Takes a while, on purpose."""
    salt = key_id.encode()
    return hashlib.scrypt(
        pin.encode("utf-8", "surrogatepass"), salt=salt, dklen=32, **_SCRYPT
    ).hex()


def is_pin(pin: str, key_id: str, pin_digest: str) -> bool:
    """Whether this is the PIN, compared in constant time."""
    return hmac.compare_digest(pin_digest_of(pin, key_id), pin_digest)


def _letters(data: bytes) -> str:
    return b32encode(data).decode().lower()[:12]
