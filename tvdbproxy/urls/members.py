"""Which members of upstream's documents have values that we rewrite."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Members:
    """Keys whose text values are meant, and ``lists``: keys of which, besides, the texts of a
    list without lists or objects in it are meant.

    ``owner`` restricts them to objects that are themselves the value of this key. ``pattern``
    finds in valid JSON either the members, as their beginning and their text, or the owner.
    It does not know keys that are written with escapes, and of a list only that there is one:
    what begins in a bracket is no member yet.
    """

    keys: frozenset[str]
    lists: frozenset[str] = frozenset()
    owner: str | None = None
    pattern: re.Pattern[bytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = _text_under(self) if self.owner is None else _object_under(self.owner)
        object.__setattr__(self, "pattern", pattern)


def _text_under(members: Members) -> re.Pattern[bytes]:
    opening = rb'["\[]' if members.lists else b'"'
    text = rb'([^"\\]*+(?:\\.[^"\\]*+)*+)'
    return re.compile(b"(" + _any_key(*sorted(members.keys)) + opening + b")" + text, re.DOTALL)


def _object_under(key: str) -> re.Pattern[bytes]:
    return re.compile(_any_key(key) + b"(?={)")


def _any_key(*keys: str) -> bytes:
    """A key up to its value.

    A quote that opens a string never follows a backslash, and one inside of a string always
    does; behind one that closes a string no letter can stand. So what is found is a whole
    string, and as a colon follows, a key.
    """
    names = b"|".join(_unescaped(re.escape(key).encode()) for key in keys)
    return rb'"(?:' + names + rb')"\s*+:\s*+'


def _unescaped(name: bytes) -> bytes:
    """Looks back only where there is a name: at most quotes there is none."""
    return name + rb'(?<!\\"' + name + b")"


IMAGES = Members(
    frozenset({"image", "thumbnail", "image_url", "poster", "posters", "personImgURL"}),
    lists=frozenset({"posters"}),
)
"""Wherever upstream has an address of a picture."""

LINKS = Members(frozenset({"prev", "self", "next"}), owner="links")
"""The page itself, and those before and after it."""

OF_CHARACTERS = frozenset({"personImgURL", "peopleType", "personName"})
"""An object that has one of these is a character: a person in a title."""

PICTURES_OF_CHARACTERS = frozenset({"image", "personImgURL"})
"""What shows the character; clients are known to glue a host in front of it."""
