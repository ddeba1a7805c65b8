"""What comes with the pixels, or pretends to be something else besides: it stays behind."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from tests.imaging import png_bytes
from tests.imaging.drawing import QUARTERS, decoded, encoded, near, photo, quarters
from tvdbproxy.imaging.formats import ARTWORK, Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

SECRET = b"secret-marker"
PAYLOAD = b"<?php system('secret-marker'); ?><script>/*secret-marker*/alert(1)</script>"
EVERY_FORMAT = (Format.WEBP, Format.AVIF, Format.JPEG, Format.PNG)


@pytest.fixture(scope="module")
def pool() -> Iterator[ImagePool]:
    with ImagePool(1) as made:
        yield made


def leaves_alone(pool: ImagePool, source: bytes) -> None:
    """The right pixels come out, and in no format anything else."""
    assert SECRET in source or b"iCCP" in source  # which is packed
    rendered = pool.render(source, RenderOrder((Size("original"),), EVERY_FORMAT, effort="fast"))
    assert (rendered.picture.width, rendered.picture.height) == (200, 120)
    for variant in rendered.variants:
        assert SECRET not in variant.data
        image = decoded(variant.data)
        assert near(image.convert("RGB").getpixel((50, 30)), QUARTERS[0], 16)  # type: ignore[arg-type]
        assert not image.getexif()
        assert not {"comment", "icc_profile", "xmp", "exif", "XML:com.adobe.xmp"} & set(image.info)


def _exif() -> Image.Exif:
    """An author, a thumbnail's worth of text, and a place."""
    exif = Image.Exif()
    exif[0x013B] = exif[0x010E] = SECRET.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[3], place[0x1B] = "N", "E", SECRET
    degrees = [TiffImagePlugin.IFDRational(number) for number in (52, 31, 12)]
    place[2] = place[4] = tuple(degrees)
    return exif


METADATA: dict[str, dict[str, Any]] = {
    "place": {"exif": _exif()},
    "xmp": {"xmp": b"<x:xmpmeta><rdf>" + SECRET + b"</rdf></x:xmpmeta>"},
    "profile": {"icc_profile": SECRET * 12},
}


@pytest.mark.proves("I14")
@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("what", METADATA)
def test_places_authors_and_profiles_stay_behind(
    pool: ImagePool, picture_format: str, what: str
) -> None:
    source = encoded(quarters(), picture_format, **METADATA[what])
    if (picture_format, what) == ("PNG", "xmp"):  # Pillow leaves it out
        body = b"XML:com.adobe.xmp" + bytes(5) + METADATA[what]["xmp"]
        source = png_bytes.with_chunk(source, b"iTXt", body)
    leaves_alone(pool, source)


def _with_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", PAYLOAD.decode())
    info.add_itxt("Author", PAYLOAD.decode())
    return encoded(quarters(), "PNG", pnginfo=info)


def _with_segment(marker: int, body: bytes) -> Callable[[], bytes]:
    """A JPEG with one more segment behind its first two bytes."""

    def make() -> bytes:
        source = encoded(quarters(), "JPEG", quality=95)
        return source[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + source[2:]

    return make


@pytest.mark.proves("I15")
@pytest.mark.parametrize(
    "make",
    [
        _with_segment(0xFE, PAYLOAD),
        _with_segment(0xE4, PAYLOAD),
        _with_segment(0xED, b"Photoshop 3.0\x008BIM" + PAYLOAD),
        _with_text,
        lambda: encoded(quarters(), "GIF", comment=PAYLOAD),
        lambda: png_bytes.with_chunk(encoded(quarters(), "PNG"), b"pHPs", PAYLOAD),
        lambda: png_bytes.with_chunk(encoded(quarters(), "PNG"), b"aaAa", PAYLOAD, b"IEND"),
    ],
)
def test_programs_in_comments_stay_behind(pool: ImagePool, make: Callable[[], bytes]) -> None:
    leaves_alone(pool, make())


def _gif_and_script() -> bytes:
    """A GIF whose width reads ``/*`` in a script; the comment ends behind the picture."""
    source = bytearray(encoded(quarters(), "GIF"))
    source[6:8] = b"/*"
    return bytes(source) + b"*/=1;/*" + SECRET + b"*/alert(1)"


def _png_and_archive() -> bytes:
    archive = BytesIO()
    with ZipFile(archive, "w") as zipped:
        zipped.writestr("secret-marker.html", PAYLOAD)
    return encoded(quarters(), "PNG") + archive.getvalue()


POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "jpeg and html": _with_segment(0xFE, b"<html><script>/*secret-marker*/</script><!--"),
    "jpeg and pdf": _with_segment(0xFE, b"%PDF-1.7\n1 0 obj <<>> secret-marker endobj"),
    "jpeg and zip": lambda: encoded(quarters(), "JPEG", quality=95) + _png_and_archive()[-300:],
    "png and zip": _png_and_archive,
    "png and html": lambda: encoded(quarters(), "PNG") + PAYLOAD,
}


@pytest.mark.proves("I16")
@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_file_of_two_kinds_leaves_as_a_picture_alone(pool: ImagePool, name: str) -> None:
    leaves_alone(pool, POLYGLOTS[name]())


@pytest.mark.proves("I16")
def test_a_gif_that_is_a_script_is_no_script_any_more(pool: ImagePool) -> None:
    source = _gif_and_script()
    assert source.startswith(b"GIF8")
    assert source[6:8] == b"/*"
    rendered = pool.render(source, RenderOrder((Size("small", 20),), EVERY_FORMAT, effort="fast"))
    for variant in rendered.variants:
        assert not variant.data.startswith(b"GIF")
        assert SECRET not in variant.data


@pytest.mark.proves("I23")
@pytest.mark.parametrize("picture_format", list(ARTWORK))
def test_what_comes_after_the_end_is_accepted_and_dropped(
    pool: ImagePool, picture_format: Format
) -> None:
    source = encoded(quarters(), picture_format.value)
    if picture_format is Format.AVIF:
        garbage = struct.pack(">I4s", 8 + len(PAYLOAD), b"free") + PAYLOAD
    else:
        garbage = PAYLOAD
    leaves_alone(pool, source + garbage)


@pytest.mark.proves("I24")
def test_of_two_pictures_in_one_the_second_stays_behind(pool: ImagePool) -> None:
    buffer = BytesIO()
    second = photo(64, 64)
    second.info["comment"] = SECRET
    quarters().save(buffer, "MPO", save_all=True, append_images=[second], comment=SECRET)
    rendered = pool.render(buffer.getvalue(), RenderOrder((Size("original"),), effort="fast"))
    assert (rendered.picture.format, rendered.picture.animated) == (Format.JPEG, False)
    leaves_alone(pool, buffer.getvalue())
