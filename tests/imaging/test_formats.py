from __future__ import annotations

import pytest

from tests.imaging.drawing import encoded, quarters
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.formats import ARTWORK, Format, sniff


@pytest.mark.proves("I22")
@pytest.mark.parametrize("wanted", list(ARTWORK))
def test_every_format_is_known_by_its_content(wanted: Format) -> None:
    assert sniff(encoded(quarters(), wanted.value)) is wanted


def test_jpeg_files_end_in_jpg() -> None:
    assert [each.extension for each in Format] == [
        "webp",
        "avif",
        "jpg",
        "png",
        "gif",
        "tiff",
        "bmp",
        "ico",
        "heic",
    ]
    assert Format.JPEG.mime == "image/jpeg"


def test_an_avif_may_be_named_by_a_compatible_brand_alone() -> None:
    data = encoded(quarters(), "AVIF")
    assert sniff(data.replace(b"ftypavif", b"ftypmif1", 1)) is Format.AVIF


@pytest.mark.proves("I7", "I8", "I18", "I25")
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (encoded(quarters(), "TIFF"), "TIFF"),
        (encoded(quarters(), "BMP"), "BMP"),
        (encoded(quarters(), "ICO"), "ICO"),
        (encoded(quarters(), "PDF"), "PDF"),
        (encoded(quarters(), "EPS"), "PostScript"),
        (encoded(quarters(), "JPEG2000"), "JPEG 2000"),
        (b"8BPS\x00\x01" + bytes(20), "Photoshop"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1miaf", "HEIC"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "film"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'<?xml version="1.0"?><!-- c --><svg width="1"/>', "SVG"),
        (b"<!DOCTYPE html><html><body>not found</body></html>", "HTML"),
        (b'\xef\xbb\xbf{"status": "failure"}', "JSON"),
        (b"PK\x03\x04" + bytes(30), "ZIP"),
        (b"push graphic-context\nviewbox 0 0 640 480\n", "a text"),
        ("Plakat für einen Film, als Text gespeichert.".encode(), "a text"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "WAVE"),
        (bytes(range(128, 200)), "unknown"),
    ],
)
def test_a_stranger_is_refused_by_name(content: bytes, name: str) -> None:
    with pytest.raises(Unsupported, match=name) as caught:
        sniff(content)
    assert caught.value.code == "unsupported_media_type"


@pytest.mark.proves("I19")
def test_an_empty_file_says_so() -> None:
    with pytest.raises(BadPicture) as caught:
        sniff(b"")
    assert caught.value.code == "image_empty"


@pytest.mark.proves("I19")
def test_one_byte_is_no_picture() -> None:
    with pytest.raises(BadPicture) as caught:
        sniff(b"\n")
    assert caught.value.code == "image_undecodable"
