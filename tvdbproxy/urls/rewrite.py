"""Values of a JSON document replaced where they stand; all other bytes stay as they came.

Upstream's records are replayed as upstream wrote them. To parse them and write them again
would cost more than all the rest of an answer, and change what nobody asked to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from json.encoder import encode_basestring_ascii

from tvdbproxy.urls.characters import Span, spans_beside_characters
from tvdbproxy.urls.json_scan import Text, decoded, scan
from tvdbproxy.urls.members import IMAGES, OF_CHARACTERS, PICTURES_OF_CHARACTERS, Members

Replace = Callable[[str], str | None]
"""What a value is replaced by; ``None`` leaves it as it is."""

# A key that is written with escapes has one of these: all our letters are among them.
_ESCAPED_LETTER = re.compile(rb"\\u00[4-7]")
# What stands in no text as it is; a line's end is our own separator here.
_ESCAPED = bytes({*range(32), *b'"\\'} - {*b"\n"})
_SIGNS_OF_CHARACTERS = tuple(f'"{key}"'.encode() for key in sorted(OF_CHARACTERS))


class Cut:
    """A document cut at the values that are meant. ``values`` are in their order."""

    def __init__(self, parts: list[bytes], keys: Sequence[str] | None = None) -> None:
        # Threes: what stands before a member, how it begins, its text. And what is left.
        self._parts = parts
        self._keys = keys
        self.values = _decoded(parts[2::3])

    @property
    def keys(self) -> Sequence[str]:
        """The key of each value."""
        if self._keys is None:
            self._keys = [begin.split(b'"', 2)[1].decode() for begin in self._parts[1::3]]
        return self._keys

    def joined(self, replacements: Iterable[str | None]) -> bytes:
        """The document with a replacement for each value; ``None`` leaves it as it is."""
        wanted = list(replacements)
        written = iter(_encoded([new for new in wanted if new is not None]))
        parts = self._parts.copy()
        parts[2::3] = [
            text if new is None else next(written)
            for text, new in zip(parts[2::3], wanted, strict=True)
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
    """The document cut at the values that ``rewrite`` would ask about.

    ``spare_characters`` is for images alone.
    """
    if _has_escaped_letters(body):
        return _cut_at(body, _scanned(body, members, spare_characters))
    if spare_characters and any(sign in body for sign in _SIGNS_OF_CHARACTERS):
        spans = spans_beside_characters(body)
        return _cut_at(body, _scanned(body, members, True) if spans is None else spans)
    if members.owner is not None:
        return _cut_at(body, _owned(body, members, members.owner))
    parts = members.pattern.split(body)
    if members.lists and b"[" in b"".join(parts[1::3]):
        return _cut_at(body, _scanned(body, members, spare_characters))
    return Cut(parts)


def _decoded(texts: list[bytes]) -> list[str]:
    """What stands between the quotes, all at once where nothing is escaped: a line never ends
    inside of a string."""
    together = b"\n".join(texts)
    if not texts or b"\\" in together:
        return [decoded(text) for text in texts]
    return decoded(together).split("\n")


def _encoded(values: list[str]) -> list[bytes]:
    """What stands between the quotes, all at once where nothing has to be escaped."""
    together = "\n".join(values)
    if together.isascii() and together.count("\n") == len(values) - 1:
        written = together.encode()
        if len(written.translate(None, _ESCAPED)) == len(written):
            return written.split(b"\n")
    return [encode_basestring_ascii(value)[1:-1].encode() for value in values]


def _has_escaped_letters(body: bytes) -> bool:
    """Whether a key may be written in a way that no pattern knows."""
    return b"\\" in body and b"\\u00" in body and _ESCAPED_LETTER.search(body) is not None


def _scanned(body: bytes, members: Members, spare_characters: bool) -> list[Span]:
    found = list(scan(body, members))
    if members.owner is not None:
        found = [text for text in found if text.holder.key == members.owner]
    return [text[:3] for text in found if not (spare_characters and _shows_character(text))]


def _shows_character(text: Text) -> bool:
    return text.key in PICTURES_OF_CHARACTERS and not OF_CHARACTERS.isdisjoint(text.holder.keys)


def _owned(body: bytes, members: Members, owner: str) -> list[Span]:
    """Only the owners are gone through, a few bytes of a long document."""
    return [
        text[:3]
        for begin in members.pattern.finditer(body)
        for text in scan(body, members, begin.end(), owner)
        if text.holder.depth == 1
    ]


def _cut_at(body: bytes, spans: list[Span]) -> Cut:
    parts: list[bytes] = []
    last = 0
    spans.sort(key=lambda span: span[1])
    for _, start, end in spans:
        parts += [body[last:start], b"", body[start:end]]
        last = end
    return Cut([*parts, body[last:]], [key for key, _, _ in spans])
