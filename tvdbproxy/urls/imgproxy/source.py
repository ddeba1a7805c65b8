"""Which picture: the last part of an address, plain or in base64, with its extension."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from tvdbproxy.errors import NotFound
from tvdbproxy.urls.imgproxy.refusals import invalid
from tvdbproxy.urls.imgproxy.values import base64_text

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")


def read_source(segments: Sequence[str], *, with_filename: bool = False) -> tuple[str, str]:
    """The source's address, and the extension (empty for none).

    ``with_filename``: the last of several base64 segments is a name for search engines.
    Raises ``NotFound`` (``invalid_url``).
    """
    if not segments:
        raise invalid("the source is missing after the options.")
    if segments[0] == "plain" and len(segments) > 1:
        source, extension = _plain("/".join(segments[1:]))
    elif segments[0] == "enc" and len(segments) > 1:
        raise invalid("encrypted sources are not offered; use base64 or plain.")
    else:
        kept = segments[:-1] if with_filename and len(segments) > 1 else segments
        source, extension = _base64("".join(kept))
    if not source:
        raise invalid("the source is empty.")
    if _UNSEEN.search(source):
        raise invalid("the source has line breaks or other unseen letters in it.")
    return source, extension


def _plain(text: str) -> tuple[str, str]:
    escaped, extension = _split(text, "@", "write an @ of the source as %40.")
    if _BAD_ESCAPE.search(escaped):
        raise invalid("the source has a % that is not an escape; write it as %25.")
    try:
        # What a server hands on of the request line has a letter for each byte.
        return unquote_to_bytes(escaped.encode("latin-1")).decode(), extension
    except UnicodeError:
        raise invalid("the source is not in UTF-8.") from None


def _base64(text: str) -> tuple[str, str]:
    encoded, extension = _split(text, ".", "base64 has no dots.")
    try:
        return base64_text("source", encoded), extension
    except NotFound as error:
        raise invalid("the source is not URL-safe base64; plain ones begin with plain/.") from error


def _split(text: str, mark: str, advice: str) -> tuple[str, str]:
    source, _, extension = text.partition(mark)
    if mark in extension:
        raise invalid(f"it names more than one format: {advice}")
    return source, extension
