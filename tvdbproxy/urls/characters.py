"""The image values of a document but for those that show its characters, in bytes.

Whether an object is a character its last key may tell, so that objects have to be followed.
But only by their brackets and the keys that matter; whatever else there is, the pattern skips.
"""

from __future__ import annotations

import re

from tvdbproxy.urls.members import IMAGES, OF_CHARACTERS, PICTURES_OF_CHARACTERS

Span = tuple[str, int, int]
"""A text: its key, and where it begins and ends between its quotes."""

_NAMES = "|".join(sorted(IMAGES.keys | OF_CHARACTERS)).encode()
_TEXT = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
_BETWEEN = rb'[^"{}\[\]]*+'
_STEP = re.compile(
    _BETWEEN + rb'(?:"(?!(?:' + _NAMES + rb')"\s*+:)' + _TEXT + b'"' + _BETWEEN + b")*+"
    rb"(?:([{\[])|([}\]])|" + b'"(' + _NAMES + rb')"\s*+:\s*+(?:"(' + _TEXT + b')")?)',
    re.DOTALL,
)
_OPENED, _CLOSED, _TEXT_UNDER_KEY = 1, 2, 4
_KEYS = {key.encode(): key for key in IMAGES.keys}
_LISTS = {key.encode() for key in IMAGES.lists}
_SIGNS = {key.encode() for key in OF_CHARACTERS}


def spans_beside_characters(body: bytes) -> list[Span] | None:
    """The texts under image keys, but for those that show a character. ``None`` for a document
    with a list of images, which has to be looked at more closely.

    For valid JSON without keys that are written with escapes.
    """
    open_: list[int] = []
    opened = 0
    characters: set[int] = set()
    found: list[tuple[int, Span]] = []
    for step in _STEP.finditer(body):
        kind = step.lastindex
        if kind == _OPENED:
            opened += 1
            open_.append(opened)
        elif kind == _CLOSED:
            open_.pop()
        else:
            key = step[3]
            if key in _SIGNS:
                characters.add(open_[-1])
            if kind == _TEXT_UNDER_KEY and key in _KEYS:
                found.append((open_[-1], (_KEYS[key], *step.span(_TEXT_UNDER_KEY))))
            elif key in _LISTS and body.startswith(b"[", step.end()):
                return None
    return [
        span
        for holder, span in found
        if not (span[0] in PICTURES_OF_CHARACTERS and holder in characters)
    ]
