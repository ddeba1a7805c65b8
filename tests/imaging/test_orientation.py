from __future__ import annotations

import pytest
from PIL import Image

from tests.imaging.drawing import QUARTERS, decoded, encoded, near, quarters
from tests.imaging.png_bytes import with_sums
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.sizes import Size

TO_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera stores an upright scene under each orientation."""


def stored(orientation: int, picture_format: str) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turn = TO_STORED[orientation]
    scene = quarters(400, 240)
    return encoded(scene if turn is None else scene.transpose(turn), picture_format, exif=exif)


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    width, height = image.size
    spots = [(x, y) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [image.convert("RGB").getpixel(spot) for spot in spots]  # type: ignore[misc]


@pytest.mark.proves("I13")
@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int, picture_format: str) -> None:
    order = RenderOrder((Size("original"), Size("small", 40)), (Format.PNG,))
    rendered = render(stored(orientation, picture_format), order)
    assert (rendered.picture.width, rendered.picture.height) == (400, 240)
    for variant, size in zip(rendered.variants, [(400, 240), (40, 24)], strict=True):
        upright = decoded(variant.data)
        assert upright.size == size
        for seen, wanted in zip(corners(upright), QUARTERS, strict=True):
            assert near(seen, wanted, 12)


@pytest.mark.proves("I13")
def test_a_small_size_of_a_turned_photo_is_upright_although_it_is_decoded_smaller() -> None:
    rendered = render(stored(6, "JPEG"), RenderOrder((Size("w", 20),), (Format.PNG,)))
    small = decoded(rendered.variants[0].data)
    assert small.size == (20, 12)
    assert near(corners(small)[0], QUARTERS[0], 20)


@pytest.mark.proves("I13", "I14")
@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\x00\x00",
        b"Exif\x00\x00II*\x00\xff\xff\xff\xff",
        b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff",
        b"Exif\x00\x00garbage, not a TIFF header at all",
    ],
)
@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.filterwarnings("ignore")
def test_broken_metadata_does_not_cost_the_picture(exif: bytes, picture_format: str) -> None:
    source = _with_raw_exif(picture_format, exif)
    rendered = render(source, RenderOrder((Size("original"),), (Format.PNG,)))
    assert (rendered.picture.width, rendered.picture.height) == (200, 120)


def _with_raw_exif(picture_format: str, exif: bytes) -> bytes:
    """A file whose EXIF block is these bytes: written sound, then overwritten in place."""
    sound = Image.Exif()
    sound[0x0131] = "a name long enough to be overwritten by whatever comes, and then some"
    block = sound.tobytes()
    source = encoded(quarters(), picture_format, exif=sound)
    for plain in (block, block.removeprefix(b"Exif\x00\x00")):
        if source.count(plain) == 1:
            wrong = exif if plain is block else exif.removeprefix(b"Exif\x00\x00")
            changed = source.replace(plain, wrong.ljust(len(plain), b"\x00"))
            return with_sums(changed) if picture_format == "PNG" else changed
    raise AssertionError("the metadata is not where it was expected")
