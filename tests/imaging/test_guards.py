from __future__ import annotations

import pytest

from tests.imaging.drawing import encoded, noise, photo, quarters
from tests.imaging.png_bytes import assemble, chunks_of
from tvdbproxy.errors import BadPicture, TooLarge, TvdbProxyError
from tvdbproxy.imaging.formats import ARTWORK, Format
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.header import Header
from tvdbproxy.imaging.limits import Limits

ANYTHING = Limits()


def code_of(source: bytes, limits: Limits = ANYTHING) -> str:
    with pytest.raises(TvdbProxyError) as caught:
        inspect(source, limits)
    return caught.value.code


@pytest.mark.parametrize("picture_format", list(ARTWORK))
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (641, 359)])
def test_dimensions_are_read_without_a_decoder(
    picture_format: Format, size: tuple[int, int]
) -> None:
    source = encoded(photo(*size), picture_format.value)
    assert inspect(source, ANYTHING) == Header(picture_format, *size)


@pytest.mark.parametrize(
    "source",
    [
        encoded(photo(300, 200), "WEBP", lossless=True),
        encoded(photo(300, 200).convert("RGBA"), "WEBP", exif=b"Exif\x00\x00MM\x00*"),
        encoded(photo(300, 200), "JPEG", progressive=True),
        encoded(photo(300, 200), "JPEG", restart_marker_rows=1),
        encoded(photo(300, 200), "JPEG", comment=b"\xff\xda\xff\xd9" * 200),
        b"\xff\xd8\xff\xff\xff" + encoded(photo(300, 200), "JPEG")[3:],
    ],
)
def test_the_variants_of_a_format_are_read_alike(source: bytes) -> None:
    header = inspect(source, ANYTHING)
    assert (header.width, header.height) == (300, 200)


@pytest.mark.proves("I2")
def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    source = encoded(quarters(), "PNG")
    inspect(source, Limits(max_bytes=len(source)))
    with pytest.raises(TooLarge) as caught:
        inspect(source, Limits(max_bytes=len(source) - 1))
    assert caught.value.code == "payload_too_large"


@pytest.mark.proves("I2")
@pytest.mark.parametrize("picture_format", list(ARTWORK))
def test_pixels_are_counted_exactly(picture_format: Format) -> None:
    source = encoded(quarters(100, 50), picture_format.value)
    inspect(source, Limits(max_pixels=5_000, max_pixels_modern=5_000))
    assert code_of(source, Limits(max_pixels=4_999, max_pixels_modern=4_999)) == "image_too_large"


@pytest.mark.proves("I2")
def test_avif_and_webp_may_have_fewer_pixels() -> None:
    limits = Limits(max_pixels=5_000, max_pixels_modern=4_999)
    inspect(encoded(quarters(100, 50), "JPEG"), limits)
    assert code_of(encoded(quarters(100, 50), "WEBP"), limits) == "image_too_large"
    assert code_of(encoded(quarters(100, 50), "AVIF"), limits) == "image_too_large"


@pytest.mark.proves("I6")
def test_a_png_without_the_palette_that_its_pixels_count_on_is_no_picture() -> None:
    source = encoded(quarters().quantize(4), "PNG")
    kept = [chunk for chunk in chunks_of(source) if chunk[0] != b"PLTE"]
    late = [*kept[:-1], (b"PLTE", bytes(12)), kept[-1]]
    assert code_of(assemble(kept)) == "image_undecodable"
    assert code_of(assemble(late)) == "image_undecodable"


@pytest.mark.proves("I5")
@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_missing_end_is_noticed_wherever_the_cut_is(picture_format: str) -> None:
    source = encoded(noise(60, 40), picture_format)
    for length in range(16, len(source) - 1, 97):
        with pytest.raises(BadPicture) as caught:
            inspect(source[:length], ANYTHING)
        assert caught.value.code == "image_truncated", length


@pytest.mark.proves("I23")
@pytest.mark.parametrize("picture_format", list(ARTWORK))
def test_what_comes_after_the_end_does_not_matter(picture_format: Format) -> None:
    source = encoded(quarters(), picture_format.value)
    if picture_format is Format.AVIF:
        source += b"\x00\x00\x00\x10free" + bytes(8)
    else:
        source += b"<?php echo 1; ?>"
    assert inspect(source, ANYTHING).width == 200
