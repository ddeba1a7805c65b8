from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image

from tests.imaging.drawing import QUARTERS, encoded, near, noise, photo, quarters
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.decode import decode, open_picture
from tvdbproxy.imaging.formats import ARTWORK, Format
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.render import render

DESCRIBE = RenderOrder(sizes=())


CODES = {
    "image_undecodable",
    "image_truncated",
    "image_too_large",
    "unsupported_media_type",
}


def verdict_on(source: bytes) -> str | None:
    """The code of the refusal, or None where the picture passes."""
    try:
        render(source, DESCRIBE)
    except (BadPicture, Unsupported) as refusal:
        return refusal.code
    return None


def _damaged(sound: bytes, chance: random.Random) -> bytes:
    source = bytearray(sound)
    for _ in range(chance.randrange(1, 12)):
        source[chance.randrange(len(source))] = chance.randrange(256)
    if chance.random() < 0.3:
        at = chance.randrange(len(source))
        source[at : at + chance.randrange(40)] = chance.randbytes(chance.randrange(40))
    return bytes(source)


def code_of(source: bytes) -> str:
    with pytest.raises(BadPicture) as caught:
        render(source, DESCRIBE)
    return caught.value.code


@pytest.mark.parametrize(
    ("size", "wanted", "decoded"),
    [
        ((1600, 800), (1600, 800), (1600, 800)),
        ((1600, 800), (801, 401), (1600, 800)),
        ((1600, 800), (800, 400), (800, 400)),
        ((1600, 800), (100, 50), (200, 100)),
        ((1602, 802), (100, 50), (801, 401)),
        ((1601, 801), (100, 50), (1601, 801)),
    ],
)
def test_a_jpeg_is_decoded_no_larger_than_needed_and_only_by_even_parts(
    size: tuple[int, int], wanted: tuple[int, int], decoded: tuple[int, int]
) -> None:
    opened = open_picture(encoded(photo(*size), "JPEG"), Limits())
    assert opened.size == size
    assert decode(opened, wanted).size == decoded


@pytest.mark.proves("I5")
@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_jpeg_cut_anywhere_is_never_a_grey_picture(options: dict[str, bool]) -> None:
    source = encoded(noise(80, 60), "JPEG", quality=90, **options)
    for length in [*range(12, len(source) - 2, 211), len(source) - 2, len(source) - 1]:
        assert code_of(source[:length]) == "image_truncated", length


@pytest.mark.proves("I5")
def test_an_end_marker_does_not_make_half_a_picture_whole() -> None:
    source = encoded(noise(80, 60), "PNG")
    half = source[: len(source) // 2] + source[-12:]
    assert code_of(half) in {"image_truncated", "image_undecodable"}


@pytest.mark.proves("I6")
@pytest.mark.parametrize("picture_format", list(ARTWORK))
@pytest.mark.filterwarnings("ignore")
def test_damage_is_never_taken_for_a_fault_of_ours(picture_format: Format) -> None:
    sound = encoded(photo(90, 70), picture_format.value)
    chance = random.Random(picture_format.value)
    codes = {verdict_on(_damaged(sound, chance)) for _ in range(60)}
    assert "image_undecodable" in codes or "image_truncated" in codes
    assert codes <= {None, *CODES}


def test_only_magic_is_no_picture() -> None:
    assert code_of(b"GIF89a" + bytes(10)) in {"image_undecodable", "image_truncated"}


@pytest.mark.proves("I1", "I9")
def test_an_avif_whose_frame_is_larger_than_its_header_is_no_larger_to_us() -> None:
    source = encoded(Image.new("RGB", (900, 700)), "AVIF")
    stated = (900).to_bytes(4, "big") + (700).to_bytes(4, "big")
    assert source.count(stated) == 1
    lie = source.replace(stated, (90).to_bytes(4, "big") + (70).to_bytes(4, "big"))
    opened = open_picture(lie, Limits(max_pixels_modern=90 * 70))
    assert decode(opened, opened.size).size == (90, 70)


@pytest.mark.proves("I1")
def test_a_gif_whose_frame_is_larger_than_its_screen_is_measured_by_the_frame() -> None:
    source = bytearray(encoded(quarters(300, 300), "GIF"))
    source[6:10] = b"\x02\x00\x02\x00"
    small = Limits(max_pixels=300 * 300 - 1)
    with pytest.raises(BadPicture) as caught:
        open_picture(bytes(source), small)
    assert caught.value.code == "image_too_large"


@pytest.mark.proves("I12")
@pytest.mark.parametrize("picture_format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_is_its_first_frame(picture_format: str) -> None:
    first, second = quarters(), Image.new("RGB", (200, 120), (255, 0, 255))
    source = encoded(first, picture_format, save_all=True, append_images=[second, first])
    opened = open_picture(source, Limits())
    image = decode(opened, opened.size)
    assert opened.animated
    assert near(image.getpixel((50, 30))[:3], QUARTERS[0], 12)  # type: ignore[index]


@pytest.mark.proves("I12")
@pytest.mark.parametrize("picture_format", ["GIF", "WEBP", "PNG", "AVIF", "JPEG"])
def test_a_still_is_no_animation(picture_format: str) -> None:
    assert not open_picture(encoded(quarters(), picture_format), Limits()).animated


@pytest.mark.proves("I24")
def test_two_pictures_in_one_jpeg_are_the_first_and_a_jpeg() -> None:
    buffer = BytesIO()
    second = Image.new("RGB", (64, 64), (255, 0, 255))
    quarters().save(buffer, "MPO", save_all=True, append_images=[second])
    opened = open_picture(buffer.getvalue(), Limits())
    assert (opened.format, opened.animated, opened.size) == (Format.JPEG, False, (200, 120))
    assert near(decode(opened, (200, 120)).getpixel((50, 30)), QUARTERS[0], 12)  # type: ignore[arg-type]
