"""Temporary addresses in what a column holds, and what takes their place.

An address counts where it stands alone, or where it is quoted or surrounded by blanks, as in
HTML, Markdown and JSON (whose slashes may be escaped). It may begin with our own host; that of
another server is another server's picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from tvdbproxy.ingest.pending.replacement.places import SIZES

_SLASH = r"\\?/"
_PATH = (
    rf"{_SLASH}temp_images{_SLASH}[a-z_]+{_SLASH}"
    r"[0-9]+-[a-z]+-[0-9]+-[0-9]+\.[a-z0-9]{2,5}"
)
_HOST = rf"https?:(?:{_SLASH}){{2}}[A-Za-z0-9.:\[\]_-]+"
_ADDRESS = re.compile(
    rf"(?<![\w.%~/\\:@-])(?P<host>{_HOST})?(?P<path>{_PATH})(?P<query>\?[\w=&;%-]++)?+"
    r"(?![\w/%-]|\?\S)",
    re.ASCII,
)
_SIZE = re.compile(rf"\?size=({'|'.join(SIZES)})", re.ASCII)


@dataclass(frozen=True)
class Found:
    """An address in a text. ``path`` is it as the queue knows it; ``size`` what it asks for."""

    start: int
    end: int
    path: str
    size: str | None
    escaped: bool


def addresses(value: str, hosts: Collection[str], *, inside: bool) -> Iterator[Found]:
    """The temporary addresses that ``value`` is, or (``inside``) has. ``hosts`` are ours, as in
    ``https://example.com``."""
    matches = _ADDRESS.finditer(value) if inside else filter(None, [_ADDRESS.fullmatch(value)])
    for match in matches:
        host = (match["host"] or "").replace("\\", "")
        query = match["query"] or ""
        size = _SIZE.fullmatch(query)
        if host and host not in hosts:
            continue
        if query and size is None:
            continue  # nobody knows what would become of it
        yield Found(
            match.start(),
            match.end(),
            match["path"].replace("\\", ""),
            size[1] if size else None,
            "\\" in match["path"],
        )


def replaced(
    value: str, found: Collection[Found], address_of: Callable[[Found], str | None]
) -> str:
    """The text with what ``address_of`` gives; where that is ``None``, the old one stays."""
    parts: list[str] = []
    at = 0
    for one in found:
        new = address_of(one)
        if new is None:
            continue
        parts += [value[at : one.start], new.replace("/", "\\/") if one.escaped else new]
        at = one.end
    return "".join([*parts, value[at:]])
