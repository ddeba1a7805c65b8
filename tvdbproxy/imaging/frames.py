"""The wire format between pool and child: a JSON header, then raw bytes.

No pickle: what a broken decoder says must not be able to make the parent do anything.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

Header = dict[str, Any]

PREFIX = struct.Struct(">IQ")
"""Lengths of the header and of the bytes after it."""


def pack(header: Header, body: bytes = b"") -> tuple[bytes, bytes]:
    """A frame as two pieces, so that the body, which may be large, is not copied."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return PREFIX.pack(len(text), len(body)) + text, body


def write_frame(stream: BinaryIO, header: Header, body: bytes = b"") -> None:
    """Write one frame and flush."""
    for piece in pack(header, body):
        stream.write(piece)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[Header, bytes] | None:
    """Read one frame; None where the stream has ended, even in the middle of one."""
    prefix = stream.read(PREFIX.size)
    if len(prefix) < PREFIX.size:
        return None
    header_length, body_length = PREFIX.unpack(prefix)
    text, body = stream.read(header_length), stream.read(body_length)
    if len(text) < header_length or len(body) < body_length:
        return None
    return json.loads(text), body
