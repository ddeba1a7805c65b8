from __future__ import annotations

import pytest
from PIL import Image

from tests.imaging.drawing import encoded, near
from tests.imaging.transform.making import BLACK, BLUE, RED, flat, made, on, transformed
from tvdbproxy.errors import BadPicture
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.pipeline import transform
from tvdbproxy.imaging.transform.spec import TransformSpec, Watermark

GROUND, MARK = flat(100, 60, BLACK), flat(10, 6, RED)


def marked_box(image: Image.Image) -> tuple[int, int, int, int] | None:
    return image.convert("RGB").getchannel("R").getbbox()


@pytest.mark.parametrize(
    ("watermark", "box"),
    [
        (Watermark(1), (46, 28, 56, 34)),  # 45.5 and 27.5, to the even one
        (Watermark(1, "nowe"), (0, 0, 10, 6)),
        (Watermark(1, "soea", 5, 3), (85, 51, 95, 57)),
        (Watermark(1, "nowe", 0.1, 0.5), (10, 30, 20, 36)),
        (Watermark(1, "nowe", -4, -2), (0, 0, 6, 4)),
        (Watermark(1, "soea", -900, -900), (99, 59, 100, 60)),
        (Watermark(1, "nowe", 0, 0, 0.5), (0, 0, 50, 30)),
        (Watermark(1, "nowe", 0, 0, 2), (0, 0, 100, 60)),
        (Watermark(1, "nowe", 0, 0, 0.001), (0, 0, 1, 1)),
    ],
)
def test_a_mark_lies_where_and_as_large_as_it_should(
    watermark: Watermark, box: tuple[int, int, int, int]
) -> None:
    assert marked_box(made(GROUND, MARK, watermark=watermark)) == box


def test_a_scaled_mark_keeps_its_proportions() -> None:
    image = made(GROUND, flat(10, 10, RED), watermark=Watermark(1, "nowe", scale=0.5))
    assert marked_box(image) == (0, 0, 30, 30)


def test_offsets_grow_with_dpr() -> None:
    image = made(GROUND, MARK, width=40, dpr=2, watermark=Watermark(1, "nowe", 5, 3))
    assert marked_box(image) == (10, 6, 20, 12)


@pytest.mark.parametrize(("opacity", "red"), [(1, 230), (0.5, 115), (0.1, 23)])
def test_opacity_is_how_much_of_it_is_seen(opacity: float, red: int) -> None:
    image = made(GROUND, MARK, watermark=Watermark(opacity, "nowe"))
    assert abs(image.getpixel((2, 2))[0] - red) <= 2  # type: ignore[index]


def test_the_marks_own_alpha_counts_too() -> None:
    image = made(GROUND, flat(10, 6, (200, 0, 0, 128)), watermark=Watermark(0.5, "nowe"))
    assert near(image.getpixel((2, 2)), (50, 0, 0), 2)  # type: ignore[arg-type]


@pytest.mark.parametrize("watermark", [None, Watermark(0)])
def test_without_opacity_there_is_none(watermark: Watermark | None) -> None:
    assert marked_box(made(GROUND, MARK, watermark=watermark)) is None


def test_without_a_picture_there_is_none() -> None:
    assert marked_box(made(GROUND, watermark=Watermark(1))) is None


def test_tiles_start_from_the_centre_and_cover_everything() -> None:
    image = made(GROUND, MARK, watermark=Watermark(1, "re"))
    assert image.getcolors() == [(6000, RED)]
    spaced = made(GROUND, MARK, watermark=Watermark(1, "re", 10, 6))
    assert spaced.getpixel((46, 28))[0] == 230  # type: ignore[index]
    # From 46 in steps of 20 either way: 6, 26, 46, 66, 86; and from 28 in steps of 12.
    row = [x for x in range(100) if spaced.getpixel((x, 28))[0]]  # type: ignore[index]
    assert row == [x for start in (6, 26, 46, 66, 86) for x in range(start, start + 10)]
    column = [y for y in range(60) if spaced.getpixel((46, y))[0]]  # type: ignore[index]
    assert column == [y for start in (4, 16, 28, 40, 52) for y in range(start, start + 6)]


def test_tiles_of_one_pixel_do_not_take_for_ever() -> None:
    image = made(flat(2000, 2000, BLACK), flat(1, 1, RED), watermark=Watermark(1, "re"))
    assert image.getcolors() == [(4_000_000, RED)]


def test_a_picture_with_holes_is_seen_through_beside_the_mark() -> None:
    image = made(flat(50, 50, (0, 0, 0, 0)), MARK, watermark=Watermark(1, "nowe"))
    assert image.getpixel((2, 2)) == (*RED, 255)
    assert image.getpixel((40, 40))[3] == 0  # type: ignore[index]


def test_the_background_is_laid_before_the_mark() -> None:
    mark = on(flat(10, 6, (0, 0, 0, 0)), flat(5, 6, (*RED, 255)), 0, 0)
    image = made(flat(50, 50, (0, 0, 0, 0)), mark, watermark=Watermark(1, "nowe"), background=BLUE)
    assert (image.getpixel((2, 2)), image.getpixel((8, 2))) == (RED, BLUE)


def test_a_mark_that_is_no_picture_is_named_as_the_trouble() -> None:
    order = TransformOrder(TransformSpec(watermark=Watermark(1)), watermark=b"no picture at all")
    with pytest.raises(BadPicture, match="watermark") as caught:
        transform(encoded(GROUND, "PNG"), order)
    assert caught.value.code == "watermark_unusable"


def test_any_format_may_be_a_mark() -> None:
    order = TransformOrder(TransformSpec(watermark=Watermark(1)), watermark=encoded(MARK, "GIF"))
    assert transform(encoded(GROUND, "PNG"), order).width == 100
    assert transformed(GROUND, MARK, watermark=Watermark(1, "sm")).width == 100
