"""Where the texts of a JSON document stand, found without building the document.

For valid JSON. One pass over its strings and brackets that knows at every point which
object it is in, and so is right whatever a document may contain.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tvdbproxy.urls.members import Members

# A string with its colon where it is a key, or a bracket.
_TOKEN = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"([ \t\n\r]*+:)?|[{}\[\]]', re.DOTALL)
_QUOTE, _OPEN_LIST, _OPEN_OBJECT = b'"[{'


@dataclass(slots=True, eq=False)
class Holder:
    """An object or a list. ``key`` is the one that it is the value of, and ``depth`` 1 for
    the outermost; ``keys`` are its own, complete when the scan is over."""

    key: str | None
    depth: int
    is_list: bool
    is_flat: bool = True
    keys: set[str] = field(default_factory=set)
    texts: list[Text] = field(default_factory=list)


class Text(NamedTuple):
    """A text between its quotes, at ``body[start:end]``. ``holder`` is the object with the
    ``key`` that has it, or the list with it."""

    key: str
    start: int
    end: int
    holder: Holder


def scan(body: bytes, members: Members, start: int = 0, key: str | None = None) -> Iterator[Text]:
    """The texts that the members mean, of any owner: those of a list when it ends, all others
    in their order.

    Begins with the value at ``start``, which is that of ``key``, and ends where it ends.
    """
    open_: list[Holder] = []
    for token in _TOKEN.finditer(body, start):
        sign = body[token.start()]
        if sign == _QUOTE and token[2] is not None:
            key = decoded(token[1])
            open_[-1].keys.add(key)
        elif sign == _QUOTE and open_:
            yield from _text(token, open_, members, key)
        elif sign in (_OPEN_LIST, _OPEN_OBJECT):
            _open(open_, key, is_list=sign == _OPEN_LIST)
            key = None
        elif open_:
            left = open_.pop()
            if left.is_flat:
                yield from left.texts
            key = None
            if not open_:
                return


def decoded(text: bytes) -> str:
    """What stands between two quotes, with its escapes understood."""
    if b"\\" in text:
        value: str = json.loads(b'"' + text + b'"')
        return value
    # As `json` does it: half a surrogate pair is no reason to refuse a document.
    return text.decode("utf-8", "surrogatepass")


def _text(
    token: re.Match[bytes], open_: list[Holder], members: Members, key: str | None
) -> Iterator[Text]:
    holder = open_[-1]
    if not holder.is_list:
        if key in members.keys:
            assert key is not None
            yield Text(key, *token.span(1), holder)
    elif holder.key in members.lists and len(open_) > 1:
        assert holder.key is not None
        holder.texts.append(Text(holder.key, *token.span(1), open_[-2]))


def _open(open_: list[Holder], key: str | None, *, is_list: bool) -> None:
    if open_:
        open_[-1].is_flat = False
    open_.append(Holder(key, len(open_) + 1, is_list))
