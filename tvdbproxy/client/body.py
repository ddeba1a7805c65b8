"""Bodies of requests that are sent piece by piece: their length is known, their bytes are never
together."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from .errors import FileChanged

_PIECE_BYTES = 64 * 1024
# What would end the name of a file, as browsers write it.
_ESCAPES = {'"': "%22", "\r": "%0D", "\n": "%0A", "\0": "%00"}


@dataclass(frozen=True)
class Body:
    """For one request: it can be read once. ``len()`` is what it has in all."""

    content_type: str
    length: int
    pieces: Iterator[bytes]

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces


def form(fields: Mapping[str, str], filename: str, file: IO[bytes], length: int) -> Body:
    """A form of these fields and, as ``file``, so many bytes of a file."""
    boundary = secrets.token_hex(16)
    head, tail = _head(boundary, fields, filename), f"\r\n--{boundary}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield head
        yield from _exactly(file, length)
        yield tail

    kind = f"multipart/form-data; boundary={boundary}"
    return Body(kind, len(head) + length + len(tail), pieces())


def bare(content_type: str, file: IO[bytes], length: int) -> Body:
    """Nothing but so many bytes of a file."""
    return Body(content_type, length, _exactly(file, length))


def _exactly(file: IO[bytes], length: int) -> Iterator[bytes]:
    """Raises ``FileChanged`` if it has fewer by now."""
    left = length
    while left:
        piece = file.read(min(left, _PIECE_BYTES))
        if not piece:
            raise FileChanged(f"The file has {left} bytes less than it had when it was opened.")
        left -= len(piece)
        yield piece


def _head(boundary: str, fields: Mapping[str, str], filename: str) -> bytes:
    """All that comes before the file."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    shown = "".join(_ESCAPES.get(letter, letter) for letter in filename)
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{shown}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return "".join(parts).encode("utf-8", "replace")
