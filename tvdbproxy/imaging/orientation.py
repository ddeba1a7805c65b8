"""Which way up a picture is meant to be seen."""

from __future__ import annotations

from PIL import ExifTags, Image

from tvdbproxy.imaging.refusals import DECODER_FAILURES

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_THEIR_SIDE = frozenset({5, 6, 7, 8})


def read_orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or it cannot be read.

    Good pictures carry broken metadata, and that must not cost them their pixels.
    """
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except DECODER_FAILURES:
        return 1
    return value if value in _TURNS else 1


def is_on_its_side(orientation: int) -> bool:
    """Whether width and height change places."""
    return orientation in _ON_THEIR_SIDE


def turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture as it is meant to be seen; the same object where nothing is to do."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)
