"""HEIC, read in a child where the extra is installed, and refused by name where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from tests.imaging.drawing import QUARTERS, decoded, near, photo, quarters
from tests.imaging.heic import heic, lying_heic
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.decode import decode, open_picture
from tvdbproxy.imaging.formats import Format, sniff
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.header import Header
from tvdbproxy.imaging.heic import DECODER, register
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.imaging.transform.spec import Transformed, TransformSpec

ORDER = RenderOrder((Size("original"),), (Format.PNG,), effort="fast")
SPOTS = ((50, 30), (150, 30), (50, 90), (150, 90))
ORIENTATION, COPYRIGHT = 0x0112, 0x8298
NAMED = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


@pytest.fixture(scope="module")
def pool() -> Iterator[ImagePool]:
    with ImagePool(1) as made:
        yield made


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tvdbproxy.imaging.heic.is_installed", lambda: False)


@pytest.fixture
def in_this_process() -> Iterator[None]:
    """Else only children know it."""
    register.cache_clear()
    yield
    del Image.OPEN[DECODER]
    register.cache_clear()


def through(pool: ImagePool, source: bytes, **options: object) -> Transformed:
    spec = TransformSpec(**options)  # type: ignore[arg-type]
    return pool.transform(source, spec, limits=Limits(), deadline_seconds=30)


def shows_quarters(image: Image.Image) -> bool:
    pixels = image.convert("RGB")
    return all(
        near(pixels.getpixel(spot), wanted, 16)  # type: ignore[arg-type]
        for spot, wanted in zip(SPOTS, QUARTERS, strict=True)
    )


def test_artwork_is_read_from_it(pool: ImagePool) -> None:
    rendered = pool.render(heic(quarters()), ORDER)
    assert rendered.picture.format is Format.HEIC
    assert shows_quarters(decoded(rendered.variants[0].data))


@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif", "png"])
def test_transforms_read_it_too(pool: ImagePool, kind: str) -> None:
    result = through(pool, heic(quarters()), format=kind)
    assert (result.source_format, result.format) == ("heic", kind)
    assert shows_quarters(decoded(result.data))


def test_with_alpha_it_has_alpha(pool: ImagePool) -> None:
    image = quarters(mode="RGBA")
    image.putalpha(128)
    result = decoded(through(pool, heic(image), format="png").data)
    assert result.mode == "RGBA"
    assert near(result.getpixel((9, 9))[3:], (128,), 4)  # type: ignore[index]


def test_nothing_is_written_as_it(pool: ImagePool) -> None:
    with pytest.raises(Unsupported) as caught:
        through(pool, heic(quarters()), format="heic")
    assert caught.value.code == "unsupported_format"
    assert "heic" not in caught.value.public.rpartition(":")[2]
    assert through(pool, heic(quarters())).format == "jpeg"


def test_it_is_turned_upright_once(pool: ImagePool) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[COPYRIGHT] = 6, "(c) 2026 Ann"
    source = heic(quarters(), exif=exif.tobytes())
    result = through(pool, source, format="jpeg")
    image = decoded(result.data)
    assert image.size == (result.width, result.height) == (120, 200)
    assert near(image.getpixel((30, 50)), QUARTERS[2], 16)  # type: ignore[arg-type]
    assert image.getexif()[COPYRIGHT] == "(c) 2026 Ann"
    assert image.getexif().get(ORIENTATION, 1) == 1


@pytest.mark.parametrize("exif", [b"Exif\0\0nonsense", b"\xff" * 60, b"II*\0\xff\xff\xff\xff"])
def test_broken_exif_costs_nothing_but_itself(pool: ImagePool, exif: bytes) -> None:
    assert shows_quarters(decoded(through(pool, heic(quarters(), exif=exif), format="png").data))


def test_its_sides_are_read_without_a_decoder() -> None:
    assert inspect(heic(photo(640, 360)), Limits()) == Header(Format.HEIC, 640, 360)


@pytest.mark.proves("I2")
def test_it_may_have_as_few_pixels_as_an_avif() -> None:
    limits = Limits(max_pixels=50_000, max_pixels_modern=23_999)
    with pytest.raises(BadPicture) as caught:
        inspect(heic(quarters()), limits)
    assert caught.value.code == "image_too_large"


@pytest.mark.parametrize("sides", [(60_000, 60_000), (1, 1), (64, 64), (16_000, 1_500), (0, 9)])
def test_one_that_lies_about_its_sides_harms_nobody(
    pool: ImagePool, sides: tuple[int, int]
) -> None:
    try:
        picture = pool.render(lying_heic(quarters(), *sides), ORDER).picture
    except BadPicture:
        return
    assert picture.width * picture.height <= Limits().max_pixels_modern


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_half_of_it_is_no_picture(pool: ImagePool, part: float) -> None:
    source = heic(photo(200, 300))
    with pytest.raises(BadPicture):
        pool.render(source[: int(part * len(source))], ORDER)


@pytest.mark.proves("I8")
@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc"])
def test_only_a_name_is_no_picture(pool: ImagePool, brand: bytes) -> None:
    with pytest.raises(BadPicture):
        pool.render(NAMED.replace(b"heic", brand), ORDER)


@pytest.mark.proves("I8")
@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_it_is_refused_and_the_extra_named() -> None:
    with pytest.raises(
        Unsupported, match=r"HEIC picture.*without the extra 'heic'.*AVIF"
    ) as caught:
        sniff(NAMED)
    assert caught.value.code == "unsupported_media_type"
    assert "HEIC" not in caught.value.public.partition("send")[2]


def test_with_the_extra_others_hear_that_it_is_read() -> None:
    with pytest.raises(Unsupported, match="AVIF or HEIC"):
        sniff(b"%PDF-1.7 and so on")


@pytest.mark.usefixtures("without_extra")
def test_an_avif_is_an_avif_without_it() -> None:
    assert sniff(b"\0\0\0\x1cftypmif1\0\0\0\0heicavif") is Format.AVIF


def test_its_pixels_stay_where_they_are_while_one_thread_saves_them_and_another_reads(
    in_this_process: None,
) -> None:
    opened = open_picture(heic(quarters()), Limits())
    image = decode(opened, opened.size)
    before = image.im
    image.save(BytesIO(), "PNG")
    assert image.im is before


def test_this_process_does_not_read_it(pool: ImagePool) -> None:
    pool.render(heic(quarters()), ORDER)
    assert DECODER not in Image.OPEN
