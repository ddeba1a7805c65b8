"""How the local store lays an object into one file: the bytes first, a label after.

One file, so that bytes and facts can never belong to different versions; the bytes
first, so that a picture viewer still opens it. See docs/decisions/0003-local-objects.md.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from hashlib import md5
from zlib import crc32

MAGIC = b"tvdbobj1"
_FOOTER = struct.Struct(">II8s")  # length of the label, its CRC-32, the magic
FOOTER_BYTES = _FOOTER.size
MAX_LABEL_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Label:
    """What is written behind the bytes. ``checksum`` is their CRC-32."""

    size: int
    etag: str
    checksum: int
    content_type: str
    cache_control: str | None
    metadata: dict[str, str]


class BrokenFile(Exception):
    """The file does not end in a whole label: not written by us, or damaged since."""


def label_for(
    data: bytes, content_type: str, cache_control: str | None, metadata: dict[str, str]
) -> Label:
    """Describe the bytes."""
    etag = md5(data, usedforsecurity=False).hexdigest()
    return Label(len(data), etag, crc32(data), content_type, cache_control, metadata)


def encode(label: Label) -> bytes:
    """The bytes to write behind the object's own."""
    text = json.dumps(
        {name: getattr(label, name) for name in Label.__slots__}, separators=(",", ":")
    ).encode()
    return text + _FOOTER.pack(len(text), crc32(text), MAGIC)


def decode(tail: bytes, file_size: int) -> Label:
    """Read the label from the last bytes of a file; raises ``BrokenFile``.

    ``tail`` may be any part of the end that holds the whole label; how long that is,
    ``label_length`` tells from the last ``FOOTER_BYTES``.
    """
    length = label_length(tail)
    text = tail[len(tail) - length : len(tail) - FOOTER_BYTES]
    if len(text) != length - FOOTER_BYTES or crc32(text) != _footer(tail)[1]:
        raise BrokenFile("the label is damaged")
    label = Label(**json.loads(text))
    if label.size + length != file_size:
        raise BrokenFile(f"{file_size} bytes instead of {label.size + length}")
    return label


def label_length(tail: bytes) -> int:
    """How many bytes at the end of the file are label and footer."""
    return _footer(tail)[0] + FOOTER_BYTES


def _footer(tail: bytes) -> tuple[int, int]:
    if len(tail) < FOOTER_BYTES:
        raise BrokenFile("too short for a label")
    length, checksum, magic = _FOOTER.unpack(tail[-FOOTER_BYTES:])
    if magic != MAGIC or length > MAX_LABEL_BYTES:
        raise BrokenFile("no label at the end")
    return length, checksum
