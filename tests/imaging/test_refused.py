"""What is no picture of ours, whatever it is called: refused before any decoder sees it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from tests.imaging import png_bytes
from tests.imaging.bombs import lying_avif, lying_gif, lying_jpeg, lying_png
from tests.imaging.drawing import encoded, quarters
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

ORDER = RenderOrder((Size("small", 40),), effort="fast")


@pytest.fixture(scope="module")
def pool() -> Iterator[ImagePool]:
    with ImagePool(1) as made:
        yield made


PILLOWS = ("TIFF", "PDF", "EPS", "JPEG2000", "BMP", "ICO", "PPM", "SGI", "TGA", "PCX", "DDS",
           "XBM", "ICNS", "SPIDER", "DIB", "BLP", "QOI")  # fmt: skip
"""Formats that Pillow reads and we do not: behind some are other programs."""

_MODES = {"SPIDER": "F", "XBM": "1", "BLP": "P"}


@pytest.mark.proves("I7", "I17")
@pytest.mark.parametrize("picture_format", PILLOWS)
def test_what_only_pillow_reads_is_refused_by_its_content(
    pool: ImagePool, picture_format: str
) -> None:
    source = encoded(quarters(32, 32, _MODES.get(picture_format, "RGB")), picture_format)
    # Pillow would take it, all but PDF, which it only writes.
    assert picture_format == "PDF" or Image.open(BytesIO(source)).format
    with pytest.raises(Unsupported) as caught:
        pool.render(source, ORDER)
    assert caught.value.code == "unsupported_media_type"


_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">%s</svg>'
)
STRANGERS = {
    "I7": {
        "photoshop": b"8BPS\x00\x01" + bytes(20) + b"\x00\x03" + bytes(40),
        "fits": b"SIMPLE  =                    T" + b" " * 50,
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n(%pipe%id) (w) file\n",
        "binary eps": b"\xc5\xd0\xd3\xc6" + bytes(60),
        "jpeg xl": b"\xff\x0a" + bytes(40),
        "windows metafile": b"\xd7\xcd\xc6\x9a" + bytes(40),
    },
    "I8": {
        brand: b"\x00\x00\x00\x18ftyp" + brand.encode() + bytes(4) + b"mif1" + brand.encode()
        for brand in ("mif1", "msf1")
    },
    "I17": {
        "mvg": b"push graphic-context\nviewbox 0 0 640 480\n"
        b"fill 'url(https://127.0.0.1/x\"|ls \"-la)'\npop graphic-context\n",
        "msl": b'<?xml version="1.0"?><image><read filename="caption:@/etc/passwd"/></image>',
        "ephemeral": b"ephemeral:/etc/passwd",
        "label": b"label:@/etc/passwd and some more of it",
        "xbm": b"#define x_width 16\n#define x_height 7\nstatic char x_bits[] = {0};\n",
    },
    "I18": {
        "plain": _SVG % b"<rect/>",
        "entities": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">'
        b'<!ENTITY c "&a;&a;&a;&a;">]>' + _SVG % b"<text>&c;</text>",
        "external entity": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM '
        b'"file:///etc/passwd">]>' + _SVG % b"<text>&x;</text>",
        "script": _SVG % b"<script>alert(1)</script>",
        "reference": _SVG % b'<image xlink:href="http://169.254.169.254/latest/meta-data/"/>',
        "page inside": _SVG % b"<foreignObject><body onload='alert(1)'/></foreignObject>",
        "style": _SVG % b"<style>@import url(http://127.0.0.1/)</style>",
        "after a mark of order": b"\xef\xbb\xbf\n\n  " + _SVG % b"",
        "compressed": b"\x1f\x8b\x08\x00" + bytes(40),
    },
    "I25": {
        "text": b"This was to be a poster, but somebody uploaded a note.\n",
        "html": b"<!doctype html><title>404</title>",
        "json": b'{"status": "failure", "message": "not found"}',
        "zip": b"PK\x03\x04" + bytes(60),
        "windows program": b"MZ" + bytes(100),
        "linux program": b"\x7fELF" + bytes(100),
        "shell": b"#!/bin/sh\nrm -rf /\n",
        "php": b"<?php system($_GET['c']); ?>",
        # The harmless file that every scanner for viruses knows, in two halves.
        "eicar": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
        "zeros": bytes(500),
        "ones": b"\xff" * 500,
    },
}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(content, id=f"{row} {name}", marks=pytest.mark.proves(row))
        for row, contents in STRANGERS.items()
        for name, content in contents.items()
    ],
)
def test_a_stranger_is_told_what_it_is_and_what_we_read(pool: ImagePool, content: bytes) -> None:
    with pytest.raises(Unsupported, match=r"send JPEG, PNG, WebP, GIF,? (or )?AVIF") as caught:
        pool.render(content, ORDER)
    assert caught.value.code == "unsupported_media_type"


MAGIC = (b"\xff\xd8\xff", png_bytes.MAGIC, b"GIF89a", b"GIF87a", b"RIFF\x10\0\0\0WEBP",
         b"\0\0\0\x14ftypavif\0\0\0\0avif", b"\0\0\0\x14ftypavis\0\0\0\0avis")  # fmt: skip


@pytest.mark.proves("I19")
@pytest.mark.parametrize("magic", MAGIC)
@pytest.mark.parametrize("rest", [b"", bytes(40), b"\xff" * 40])
def test_only_magic_is_no_picture(pool: ImagePool, magic: bytes, rest: bytes) -> None:
    with pytest.raises(BadPicture) as caught:
        pool.render(magic + rest, ORDER)
    assert caught.value.code in {"image_truncated", "image_undecodable", "image_too_large"}


@pytest.mark.proves("I19")
@pytest.mark.parametrize(
    ("content", "code"), [(b"", "image_empty"), (b"\xff", "image_undecodable")]
)
def test_nothing_and_next_to_nothing_are_no_pictures(
    pool: ImagePool, content: bytes, code: str
) -> None:
    with pytest.raises(BadPicture) as caught:
        pool.render(content, ORDER)
    assert caught.value.code == code


def _flat_webp() -> bytes:
    source = bytearray(encoded(quarters(), "WEBP"))
    source[26:28] = bytes(2)
    return bytes(source)


@pytest.mark.proves("I21")
@pytest.mark.parametrize(
    "content",
    [
        lying_png(0, 10),
        lying_png(10, 0),
        lying_jpeg(0, 10),
        lying_jpeg(10, 0),
        lying_gif(0, 10),
        lying_gif(10, 0),
        lying_avif(0, 10),
        lying_avif(10, 0),
        _flat_webp(),
    ],
)
def test_a_picture_without_a_side_is_no_picture(pool: ImagePool, content: bytes) -> None:
    with pytest.raises(BadPicture) as caught:
        pool.render(content, ORDER)
    assert caught.value.code == "image_undecodable"
