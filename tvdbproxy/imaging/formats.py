"""The picture formats that we read and write, told apart by their first bytes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging import heic
from tvdbproxy.imaging.strangers import name_of_stranger

SHORTEST_HEADER = 12  # bytes; no picture of ours says what it is in fewer


class Format(StrEnum):
    """A picture format. Artwork comes in the first five; only transforms take the others, but
    for HEIC, which is read everywhere if it is read at all."""

    WEBP = "webp"
    AVIF = "avif"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    TIFF = "tiff"
    BMP = "bmp"
    ICO = "ico"
    HEIC = "heic"

    @property
    def mime(self) -> str:
        """The media type, as in ``image/webp``."""
        return "image/vnd.microsoft.icon" if self is Format.ICO else f"image/{self.value}"

    @property
    def extension(self) -> str:
        """The usual end of a file name, without its dot: ``jpg``, ``webp``."""
        return "jpg" if self is Format.JPEG else self.value


ARTWORK = (Format.JPEG, Format.PNG, Format.WEBP, Format.GIF, Format.AVIF)
"""What artwork is read from, in the order in which we say so."""

WRITABLE = frozenset(ARTWORK) - {Format.GIF}
"""What renders of artwork are written as."""

_SPELLED = {Format.WEBP: "WebP"}
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})


def sniff(source: bytes, among: Sequence[Format] = ARTWORK) -> Format:
    """Say which of these formats the bytes claim to be; names and declared types are ignored.

    Where its extra is installed, HEIC is read with the formats of artwork. Raises ``BadPicture``
    (``image_empty``, or ``image_undecodable`` for a scrap that is too short to be anything) and
    ``Unsupported`` for everything that is not among them.
    """
    if not source:
        raise BadPicture("The picture is empty: send a file with content.", code="image_empty")
    known = _known(source)
    taken = (*among, Format.HEIC) if _with_heic(among) else tuple(among)
    if known is not None and known in taken:
        return known
    if len(source) < SHORTEST_HEADER:
        raise BadPicture("The file is too short to be a picture.", code="image_undecodable")
    is_lacking = known is Format.HEIC and not heic.is_installed()
    where = f" without the extra {heic.EXTRA!r}" if is_lacking else ""
    raise Unsupported(
        f"This is {name_of_stranger(source)}, not a picture that we read{where}: "
        f"send {_listed(taken)}."
    )


def _with_heic(among: Sequence[Format]) -> bool:
    return heic.is_installed() and set(ARTWORK) <= set(among)


def _listed(formats: Sequence[Format]) -> str:
    *most, last = (_SPELLED.get(each, each.upper()) for each in formats)
    return f"{', '.join(most)} or {last}" if most else last


def _known(source: bytes) -> Format | None:
    if source.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if source.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if source.startswith((b"GIF87a", b"GIF89a")):
        return Format.GIF
    if source[:4] == b"RIFF" and source[8:12] == b"WEBP":
        return Format.WEBP
    if source[4:8] == b"ftyp":
        return _of_brands(source)
    if source.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return Format.TIFF
    if source.startswith(b"BM"):
        return Format.BMP
    return Format.ICO if source.startswith(b"\0\0\1\0") else None


def _of_brands(source: bytes) -> Format | None:
    """By the brands that the file-type box names, as its major or compatible ones. A picture
    that is HEIF and neither of these may be compressed in any way."""
    end = min(int.from_bytes(source[:4], "big"), 256)
    brands = {source[8:12], *(source[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return Format.AVIF
    return Format.HEIC if brands & _HEIC_BRANDS else None
