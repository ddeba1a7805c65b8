"""The formats that only transforms read: sizes before any decoder, and lies about them."""

from __future__ import annotations

import struct

import pytest

from tests.imaging.drawing import encoded, noise, photo, quarters
from tvdbproxy.errors import BadPicture, TvdbProxyError, Unsupported
from tvdbproxy.imaging.formats import Format, sniff
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.header import Header
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.transform.formats import WRITTEN

ALL = WRITTEN
SIZES = [(1, 1), (1, 200), (200, 1), (141, 59)]


def code_of(source: bytes) -> str:
    with pytest.raises(TvdbProxyError) as caught:
        inspect(source, Limits(), ALL)
    return caught.value.code


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (Format.TIFF, {}),
        (Format.TIFF, {"compression": "jpeg"}),
        (Format.TIFF, {"big_tiff": True}),
        (Format.TIFF, {"compression": "tiff_lzw"}),
        (Format.BMP, {}),
    ],
)
def test_dimensions_are_read_without_a_decoder(
    kind: Format, options: dict[str, object], size: tuple[int, int]
) -> None:
    source = encoded(photo(*size), kind.value, **options)
    assert inspect(source, Limits(), ALL) == Header(kind, *size)


@pytest.mark.parametrize("inside", ["png", "bmp"])
def test_an_icon_is_as_large_as_its_largest_picture(inside: str) -> None:
    source = encoded(photo(200, 200), "ICO", sizes=[(16, 16), (200, 200)], bitmap_format=inside)
    assert inspect(source, Limits(), ALL) == Header(Format.ICO, 200, 200)


def test_a_tiff_of_either_byte_order() -> None:
    entries = struct.pack(">HHHIHHHHIHH", 2, 256, 3, 1, 300, 0, 257, 3, 1, 200, 0)
    assert inspect(b"MM\0*\0\0\0\x08" + entries, Limits(), ALL) == Header(Format.TIFF, 300, 200)


def test_a_bmp_of_the_oldest_kind_and_one_upside_down() -> None:
    old = b"BM" + bytes(12) + struct.pack("<IHHHH", 12, 30, 20, 1, 24)
    assert inspect(old, Limits(), ALL) == Header(Format.BMP, 30, 20)
    turned = b"BM" + bytes(12) + struct.pack("<Iii", 40, 30, -20)
    assert inspect(turned, Limits(), ALL) == Header(Format.BMP, 30, 20)


@pytest.mark.parametrize("kind", [Format.TIFF, Format.BMP, Format.ICO])
def test_artwork_does_not_come_in_them(kind: Format) -> None:
    with pytest.raises(Unsupported, match=r"send JPEG, PNG, WebP, GIF,? (or )?AVIF"):
        sniff(encoded(quarters(), kind.value))


def test_what_is_sent_instead_depends_on_what_is_read() -> None:
    with pytest.raises(Unsupported, match=r"an SVG drawing.*TIFF, BMP,? (or )?ICO"):
        sniff(b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", ALL)
    with pytest.raises(Unsupported, match=r"send PNG\."):
        sniff(b"plain text, nothing else", (Format.PNG,))


def lying_icon(inner: bytes) -> bytes:
    """A directory that says 1 x 1, over a picture that may say something else."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 1, 1, 0, 0, 1, 32, len(inner), 22) + inner


@pytest.mark.parametrize(
    "source",
    [
        lying_icon(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 20_000, 20_000) + bytes(20)
        ),
        lying_icon(struct.pack("<IiiHH", 40, 20_000, 40_000, 1, 32) + bytes(40)),
        b"BM" + bytes(12) + struct.pack("<Iii", 40, 20_000, -20_000),
        b"BM" + bytes(12) + struct.pack("<Iii", 40, 1, 0x7FFFFFFF),
        b"II*\0\x08\0\0\0" + struct.pack("<HHHIIHHII", 2, 256, 4, 1, 90_000, 257, 4, 1, 90_000),
    ],
)
def test_more_pixels_than_allowed_are_refused_by_the_header(source: bytes) -> None:
    assert code_of(source) == "image_too_large"


@pytest.mark.parametrize(
    "source",
    [
        b"II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 256, 4, 1, 9),  # a width and no height
        b"II*\0\x08\0\0\0" + struct.pack("<H", 60_000),  # more entries than anybody needs
        b"II*\0\x08\0\0\0" + struct.pack("<HHHIIHHII", 2, 256, 2, 1, 9, 257, 2, 1, 9),  # as texts
        b"BM" + bytes(12) + struct.pack("<Iii", 40, 0, 20),
        b"\0\0\1\0\0\0" + bytes(40),  # an icon without pictures
        b"\0\0\1\0\xff\xff" + bytes(40),
    ],
)
def test_headers_that_say_nothing_are_refused(source: bytes) -> None:
    assert code_of(source) == "image_undecodable"


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO"])
def test_half_a_header_is_truncated_and_never_a_crash(kind: str) -> None:
    whole = encoded(noise(20, 20), kind)
    for length in range(12, 60):
        try:
            inspect(whole[:length], Limits(), ALL)
        except BadPicture as error:
            assert error.code in {"image_truncated", "image_undecodable"}  # noqa: PT017


def test_a_tiff_whose_directory_is_nowhere() -> None:
    assert code_of(b"II*\0\xff\xff\xff\xff" + bytes(20)) == "image_truncated"
    assert code_of(b"II+\0\x08\0\0\0" + b"\xff" * 8 + bytes(20)) == "image_truncated"


@pytest.mark.parametrize("magic", [b"BM", b"II*\0", b"MM\0+", b"\0\0\1\0"])
def test_magic_alone_is_no_picture(magic: bytes) -> None:
    assert code_of(magic + bytes(3)) in {"image_truncated", "image_undecodable"}
