"""Reading an answer's body: never more than allowed, and hashed on the way."""

from __future__ import annotations

import hashlib

from requests import Response

from tvdbproxy.errors import TooLarge, UpstreamBad

_PIECE = 64 * 1024


def read_body(response: Response, max_bytes: int) -> tuple[bytes, str]:
    """The bytes and their SHA-256 in hex.

    Raises ``TooLarge`` (``source_too_large``) as soon as it is known, ``UpstreamBad``
    (``upstream_encoded``) for a compressed body, which was not asked for and could be a
    bomb, and whatever urllib3 raises for a cut or stalled one.
    """
    _refuse_encoded(response)
    if _declared_length(response) > max_bytes:
        raise too_large(max_bytes)
    body, digest = bytearray(), hashlib.sha256()
    for piece in response.raw.stream(_PIECE, decode_content=False):
        body += piece
        digest.update(piece)
        if len(body) > max_bytes:
            raise too_large(max_bytes)
    return bytes(body), digest.hexdigest()


def _refuse_encoded(response: Response) -> None:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise UpstreamBad(
            "The other server sent a compressed answer that was not asked for.",
            code="upstream_encoded",
            detail=f"Content-Encoding: {encoding[:100]}",
        )


def _declared_length(response: Response) -> int:
    """Bytes announced; 0 where nothing usable is said, since reading is bounded anyway."""
    declared = response.headers.get("Content-Length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def too_large(max_bytes: int) -> TooLarge:
    """The other server sends more than we take."""
    return TooLarge(
        f"The file is larger than the {max_bytes} bytes that are taken; use a smaller one.",
        code="source_too_large",
    )
