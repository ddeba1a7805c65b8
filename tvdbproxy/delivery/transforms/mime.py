"""What a source is called, for those who want it as it is."""

from __future__ import annotations

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.imaging.formats import sniff
from tvdbproxy.imaging.transform.formats import READABLE

UNKNOWN = "application/octet-stream"
_LONGEST = 100


def mime_of(data: bytes, declared: str | None) -> str:
    """What the bytes are; what somebody else calls them only where that is a picture's type."""
    try:
        return sniff(data, READABLE).mime
    except TvdbProxyError:
        declared = declared or ""
        is_picture = declared.startswith("image/") and declared.isascii() and declared.isprintable()
        return declared if is_picture and len(declared) <= _LONGEST else UNKNOWN
