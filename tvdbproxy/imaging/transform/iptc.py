"""IPTC, as newspapers wrote into pictures before XMP: what a file has, and whose it says it is.

It lies in JPEGs and TIFFs, and Pillow writes it into these alone. What is cut off or has a form
that nobody uses ends the reading, and costs nothing but itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, TiffImagePlugin

_RESOURCE = 0x0404  # of Photoshop's: IPTC
_MARK = 0x1C  # before every field
_EXTENDED = 0x8000  # a length that is said elsewhere; there is no picture that needs it

_CODING = (1, 90)
_RIGHTS = frozenset({(2, 80), (2, 110), (2, 116)})
"""By-line, credit and copyright notice. In which letters they are written is kept with them."""


def read_iptc(image: Image.Image) -> bytes | None:
    """The fields of an opened JPEG or TIFF; None where it has none."""
    blocks = image.info.get("photoshop")
    found = blocks.get(_RESOURCE) if isinstance(blocks, dict) else None
    if found is None and isinstance(image, TiffImagePlugin.TiffImageFile):
        found = image.tag_v2.get(TiffImagePlugin.IPTC_NAA_CHUNK)
    return found if isinstance(found, bytes) and found[:1] == bytes([_MARK]) else None


def only_rights(fields: bytes) -> bytes | None:
    """Whose the picture is, and nothing else; None where it does not say."""
    kept = [(name, raw) for name, raw in _fields(fields) if name in _RIGHTS or name == _CODING]
    if all(name == _CODING for name, _ in kept):
        return None
    return b"".join(raw for _, raw in kept)


def as_jpeg_segment(fields: bytes) -> bytes:
    """The fields as a JPEG has them, which is as a resource of Photoshop's."""
    name = _RESOURCE.to_bytes(2, "big") + bytes(2)
    resource = b"8BIM" + name + len(fields).to_bytes(4, "big") + fields + bytes(len(fields) % 2)
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def _fields(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Record and number of each field, and all of its bytes."""
    at = 0
    while block[at : at + 1] == bytes([_MARK]):
        length = int.from_bytes(block[at + 3 : at + 5], "big")
        end = at + 5 + length
        if length & _EXTENDED or end > len(block):
            return
        yield (block[at + 1], block[at + 2]), block[at:end]
        at = end
