"""What a file carries beside its pixels, and how much of that the result keeps.

Stripped, a result keeps Artist and Copyright of the EXIF where that was asked for. Copyright in
IPTC and XMP goes with the rest of those: there is nothing here to take them apart. An AVIF's EXIF
is not seen at all (``avif_boxes.hide_exif``), and a TIFF keeps only texts. GIF, BMP and ICO are
written without baggage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from PIL import ExifTags, Image

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.refusals import DECODER_FAILURES
from tvdbproxy.imaging.transform.spec import TransformSpec

_KEPT = (ExifTags.Base.Artist, ExifTags.Base.Copyright)
_LARGEST = 65_000  # bytes of a JPEG's segment, with something to spare
_SCREEN = (72, 72)

_DIRECTORIES = frozenset({ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo})

# How a TIFF's own pixels lie in it; in another file that would be a lie.
_STRUCTURE = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 277, 278, 279, 284, 317, 320, 322, 323, 324,
     325, 330, 338, 339, 347, 700, 33723, 34377, 34675, *range(512, 522), *range(529, 533)}
)  # fmt: skip

_CARRIED: Mapping[Format, tuple[str, ...]] = MappingProxyType(
    {
        Format.JPEG: ("icc_profile", "exif", "xmp", "dpi"),
        Format.PNG: ("icc_profile", "exif", "dpi"),
        Format.WEBP: ("icc_profile", "exif", "xmp"),
        Format.AVIF: ("icc_profile", "exif", "xmp"),
        Format.TIFF: ("icc_profile", "exif", "dpi"),
    }
)


@dataclass(frozen=True)
class Baggage:
    """None where there is nothing to keep."""

    exif: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None

    def options(self, written: Format, profile: bytes | None) -> dict[str, Any]:
        """What goes into ``Image.save``: as much as the format can carry."""
        found = {"icc_profile": profile, "exif": self.exif, "xmp": self.xmp, "dpi": self.dpi}
        if written is Format.TIFF and self.exif is not None:
            found["exif"] = _texts(self.exif)
        carried = _CARRIED.get(written, ())
        return {name: found[name] for name in carried if found[name] is not None}


def pack(image: Image.Image, spec: TransformSpec) -> Baggage:
    """What to keep of a source's baggage; broken baggage is left behind.

    Stripped pictures say 72 dots an inch, which is what a screen means by nothing.
    """
    if not spec.strip_metadata:
        return Baggage(_exif(image, spec), _xmp(image), _dpi(image))
    exif = _exif(image, spec, _KEPT) if spec.keep_copyright else None
    return Baggage(exif, dpi=_SCREEN)


def _exif(
    image: Image.Image, spec: TransformSpec, only: tuple[int, ...] | None = None
) -> bytes | None:
    """A picture that was turned upright must not be turned again."""
    done = {ExifTags.Base.Orientation} if spec.auto_rotate else set()
    try:
        found = image.getexif()
        kept = Image.Exif()  # a new one: that of a TIFF is as odd as the TIFF
        for tag, value in found.items():
            if tag not in _STRUCTURE | _DIRECTORIES | done and (only is None or tag in only):
                kept[tag] = value
        for tag in _DIRECTORIES if only is None else ():
            if directory := found.get_ifd(tag):
                kept.get_ifd(tag).update(directory)
        if not len(kept) and not any(kept.get_ifd(tag) for tag in _DIRECTORIES):
            return None
        packed = kept.tobytes()
    except DECODER_FAILURES:
        return None
    return packed if len(packed) <= _LARGEST else None


def _texts(packed: bytes) -> bytes:
    """Of EXIF what a TIFF can carry: the texts of its main directory, in which the TIFF itself
    keeps its numbers. Libtiff writes no directory within it."""
    exif = Image.Exif()
    exif.load(packed)
    for tag in list(exif):
        if not isinstance(exif[tag], str):
            del exif[tag]
    return exif.tobytes()


def _xmp(image: Image.Image) -> bytes | None:
    xmp = image.info.get("xmp")
    return xmp if isinstance(xmp, bytes) and len(xmp) <= _LARGEST else None


def _dpi(image: Image.Image) -> tuple[float, float] | None:
    match image.info.get("dpi"):
        case (float() | int() as across, float() | int() as down) if across > 0 and down > 0:
            return float(across), float(down)
    return None
