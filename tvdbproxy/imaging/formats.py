"""The picture formats that we read and write, told apart by their first bytes."""

from __future__ import annotations

from enum import StrEnum

from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.strangers import name_of_stranger

SHORTEST_HEADER = 12  # bytes; no picture of ours says what it is in fewer


class Format(StrEnum):
    """A picture format. GIF is read, never written."""

    WEBP = "webp"
    AVIF = "avif"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"

    @property
    def mime(self) -> str:
        """The media type, as in ``image/webp``."""
        return f"image/{self.value}"

    @property
    def extension(self) -> str:
        """The usual end of a file name, without its dot: ``jpg``, ``webp``."""
        return "jpg" if self is Format.JPEG else self.value


WRITABLE = frozenset(Format) - {Format.GIF}


def sniff(source: bytes) -> Format:
    """Say which of our formats the bytes claim to be; names and declared types are ignored.

    Raises ``BadPicture`` (``image_empty``, or ``image_undecodable`` for a scrap that is
    too short to be anything) and ``Unsupported`` for everything we do not decode.
    """
    if not source:
        raise BadPicture("The picture is empty: send a file with content.", code="image_empty")
    known = _known(source)
    if known is not None:
        return known
    if len(source) < SHORTEST_HEADER:
        raise BadPicture("The file is too short to be a picture.", code="image_undecodable")
    raise Unsupported(
        f"This is {name_of_stranger(source)}, not a picture that we read: "
        "send JPEG, PNG, WebP, GIF or AVIF."
    )


def _known(source: bytes) -> Format | None:
    if source.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if source.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if source.startswith((b"GIF87a", b"GIF89a")):
        return Format.GIF
    if source[:4] == b"RIFF" and source[8:12] == b"WEBP":
        return Format.WEBP
    if _is_avif(source):
        return Format.AVIF
    return None


def _is_avif(source: bytes) -> bool:
    """Whether the file-type box names an AVIF brand, as its major or a compatible one."""
    if source[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(source[:4], "big"), 256)
    brands = [source[8:12], *(source[at : at + 4] for at in range(16, end, 4))]
    return b"avif" in brands or b"avis" in brands
