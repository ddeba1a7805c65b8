"""Values of a JSON document replaced where they stand; all other bytes stay as they came.

Upstream's records are replayed as upstream wrote them. To parse them and write them again
would cost more than all the rest of an answer, and change what nobody asked to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from json.encoder import encode_basestring_ascii

from tvdbproxy.urls.json_scan import Text, decoded, scan
from tvdbproxy.urls.members import IMAGES, OF_CHARACTERS, PICTURES_OF_CHARACTERS, Members

Replace = Callable[[str], str | None]
"""What a value is replaced by; ``None`` leaves it as it is."""

# A key that is written with escapes has one of these: all our letters are among them.
_ESCAPED_LETTER = re.compile(rb"\\u00[4-7]")
_SIGNS_OF_CHARACTERS = tuple(f'"{key}"'.encode() for key in sorted(OF_CHARACTERS))


class Cut:
    """A document cut at the values that are meant. ``values`` are in their order."""

    def __init__(self, parts: list[bytes], keys: Sequence[str] | None = None) -> None:
        # Threes: what stands before a member, how it begins, its text. And what is left.
        self._parts = parts
        self._keys = keys
        self.values = [decoded(text) for text in parts[2::3]]

    @property
    def keys(self) -> Sequence[str]:
        """The key of each value."""
        if self._keys is None:
            self._keys = [begin.split(b'"', 2)[1].decode() for begin in self._parts[1::3]]
        return self._keys

    def joined(self, replacements: Iterable[str | None]) -> bytes:
        """The document with a replacement for each value; ``None`` leaves it as it is."""
        parts = self._parts.copy()
        parts[2::3] = [
            text if new is None else encode_basestring_ascii(new)[1:-1].encode()
            for text, new in zip(parts[2::3], replacements, strict=True)
        ]
        return b"".join(parts)


def rewrite(
    body: bytes, replace: Replace, members: Members = IMAGES, *, spare_characters: bool = False
) -> bytes:
    """The document, valid JSON in UTF-8, with each value that is meant replaced.

    With ``spare_characters``, the pictures of characters stay as they are.
    """
    found = cut(body, members, spare_characters=spare_characters)
    return found.joined([replace(value) for value in found.values])


def image_values(body: bytes, *, spare_characters: bool = False) -> list[str]:
    """The image values that ``rewrite`` would ask about."""
    return cut(body, spare_characters=spare_characters).values


def cut(body: bytes, members: Members = IMAGES, *, spare_characters: bool = False) -> Cut:
    """The document cut at the values that ``rewrite`` would ask about."""
    if _needs_scan(body, members, spare_characters):
        return _cut_at(body, _scanned(body, members, spare_characters))
    if members.owner is not None:
        return _cut_at(body, _owned(body, members, members.owner))
    return Cut(members.pattern.split(body))


def _needs_scan(body: bytes, members: Members, spare_characters: bool) -> bool:
    """Whether there may be something that the pattern does not know."""
    if any(f'"{key}"'.encode() in body for key in members.lists):
        return True
    if spare_characters and any(sign in body for sign in _SIGNS_OF_CHARACTERS):
        return True
    return b"\\u00" in body and _ESCAPED_LETTER.search(body) is not None


def _scanned(body: bytes, members: Members, spare_characters: bool) -> list[Text]:
    found = list(scan(body, members))
    if members.owner is not None:
        found = [text for text in found if text.holder.key == members.owner]
    if spare_characters:
        found = [text for text in found if not _shows_character(text)]
    return found


def _shows_character(text: Text) -> bool:
    return text.key in PICTURES_OF_CHARACTERS and not OF_CHARACTERS.isdisjoint(text.holder.keys)


def _owned(body: bytes, members: Members, owner: str) -> list[Text]:
    """Only the owners are gone through, a few bytes of a long document."""
    return [
        text
        for begin in members.pattern.finditer(body)
        for text in scan(body, members, begin.end(), owner)
        if text.holder.depth == 1
    ]


def _cut_at(body: bytes, texts: Iterable[Text]) -> Cut:
    found = sorted(texts, key=lambda text: text.start)
    parts: list[bytes] = []
    last = 0
    for text in found:
        parts += [body[last : text.start], b"", body[text.start : text.end]]
        last = text.end
    return Cut([*parts, body[last:]], [text.key for text in found])
