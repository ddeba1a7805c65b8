"""What a file carries beside its pixels, and how much of that the result keeps.

Stripped, a result keeps whose the picture is, where that was asked for: Artist and Copyright of
the EXIF, three fields of the IPTC (``iptc``) and some namespaces of the XMP (``xmp``). An AVIF's
EXIF is not seen at all (``avif_boxes.hide_exif``), and a TIFF keeps only texts of it. Pillow
writes IPTC into JPEGs and TIFFs; GIF, BMP and ICO are written without baggage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.refusals import DECODER_FAILURES
from tvdbproxy.imaging.transform.iptc import as_jpeg_segment, read_iptc
from tvdbproxy.imaging.transform.iptc import only_rights as iptc_rights
from tvdbproxy.imaging.transform.spec import TransformSpec
from tvdbproxy.imaging.transform.xmp import only_rights as xmp_rights

_KEPT = (ExifTags.Base.Artist, ExifTags.Base.Copyright)
_LARGEST = 65_000  # bytes of a JPEG's segment, with something to spare
_SCREEN = (72, 72)
_XMP_TAG, _IPTC_TAG = 700, 33723

_DIRECTORIES = frozenset({ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo})

# How a TIFF's own pixels lie in it; in another file that would be a lie.
_STRUCTURE = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 277, 278, 279, 284, 317, 320, 322, 323, 324,
     325, 330, 338, 339, 347, 700, 33723, 34377, 34675, *range(512, 522), *range(529, 533)}
)  # fmt: skip

_CARRIED: Mapping[Format, tuple[str, ...]] = MappingProxyType(
    {
        Format.JPEG: ("icc_profile", "exif", "xmp", "extra", "dpi"),
        Format.PNG: ("icc_profile", "exif", "pnginfo", "dpi"),
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
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None

    def options(self, written: Format, profile: bytes | None) -> dict[str, Any]:
        """What goes into ``Image.save``: as much as the format can carry."""
        found = {
            "icc_profile": profile,
            "exif": self.exif if written is not Format.TIFF else self._directory(),
            "xmp": self.xmp,
            "pnginfo": self._text_chunk() if written is Format.PNG else None,
            "extra": None if self.iptc is None else as_jpeg_segment(self.iptc),
            "dpi": self.dpi,
        }
        carried = _CARRIED.get(written, ())
        return {name: found[name] for name in carried if found[name] is not None}

    def _directory(self) -> Image.Exif | None:
        """What a TIFF can carry in its main directory, where it keeps its own numbers too: the
        texts of the EXIF, and the other two whole. Libtiff writes no directory within it."""
        tags = Image.Exif()
        if self.exif is not None:
            tags.load(self.exif)
        for tag in list(tags):
            if not isinstance(tags[tag], str):
                del tags[tag]
        for tag, block in ((_XMP_TAG, self.xmp), (_IPTC_TAG, self.iptc)):
            if block is not None:
                tags[tag] = block
        return tags if len(tags) else None

    def _text_chunk(self) -> PngInfo | None:
        if self.xmp is None:
            return None
        chunks = PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", self.xmp.decode("utf-8", "replace"))
        return chunks


def pack(image: Image.Image, spec: TransformSpec) -> Baggage:
    """What to keep of a source's baggage; broken baggage is left behind.

    Stripped pictures say 72 dots an inch, which is what a screen means by nothing.
    """
    if not spec.strip_metadata:
        return Baggage(_exif(image, spec), _xmp(image), _iptc(image), _dpi(image))
    if not spec.keep_copyright:
        return Baggage(dpi=_SCREEN)
    xmp, iptc = _rights(_xmp(image), xmp_rights), _rights(_iptc(image), iptc_rights)
    return Baggage(_exif(image, spec, _KEPT), xmp, iptc, _SCREEN)


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


def _xmp(image: Image.Image) -> bytes | None:
    xmp = image.info.get("xmp")
    return xmp if isinstance(xmp, bytes) and len(xmp) <= _LARGEST else None


def _iptc(image: Image.Image) -> bytes | None:
    try:
        fields = read_iptc(image)
    except DECODER_FAILURES:
        return None
    return fields if fields is not None and len(fields) <= _LARGEST else None


def _rights(block: bytes | None, only: Callable[[bytes], bytes | None]) -> bytes | None:
    """What is left is no larger than what there was, but for a few names around it."""
    try:
        kept = None if block is None else only(block)
    except DECODER_FAILURES:
        return None
    return kept if kept is not None and len(kept) <= _LARGEST else None


def _dpi(image: Image.Image) -> tuple[float, float] | None:
    match image.info.get("dpi"):
        case (float() | int() as across, float() | int() as down) if across > 0 and down > 0:
            return float(across), float(down)
    return None
