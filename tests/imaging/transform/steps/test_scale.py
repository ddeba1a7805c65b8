from __future__ import annotations

import pytest

from tests.imaging.drawing import QUARTERS, decoded, encoded, near, photo, quarters
from tests.imaging.likeness import ssim
from tests.imaging.transform.making import CLEAR, flat, made, on, transformed
from tvdbproxy.imaging.resize import shrink


def test_a_picture_comes_out_as_lanczos_makes_it() -> None:
    source = photo(600, 400)
    assert made(source, width=150).tobytes() == shrink(source, (150, 100)).tobytes()


@pytest.mark.parametrize("options", [{"width": 20}, {"width": 800, "enlarge": True}])
def test_every_part_stays_where_it_was(options: dict[str, int]) -> None:
    image = made(quarters(200, 120), **options)
    at = [(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]
    seen = [image.getpixel((int(image.width * x), int(image.height * y))) for x, y in at]
    assert all(near(one, other) for one, other in zip(seen, QUARTERS, strict=True))  # type: ignore[arg-type]


def test_nothing_is_touched_where_nothing_is_asked() -> None:
    source = photo(64, 48)
    assert made(source).tobytes() == source.tobytes()


def test_what_does_not_show_lends_no_colour_to_its_neighbours() -> None:
    image = on(flat(80, 80, CLEAR), flat(40, 80, (255, 255, 255, 255)), 0, 0)
    for red, green, blue, alpha in _pixels(made(image, width=17)):
        assert alpha < 8 or min(red, green, blue) > 240


@pytest.mark.parametrize("size", [(1920, 1080), (1360, 2000)])
def test_a_jpeg_that_is_shrunk_on_load_looks_the_same(size: tuple[int, int]) -> None:
    source = encoded(photo(*size), "JPEG", quality=92)
    reference = shrink(decoded(source).convert("RGB"), made(source, width=200).size)
    assert ssim(reference, made(source, width=200)) > 0.998


def test_a_shrunk_jpeg_has_the_size_that_its_full_pixels_say() -> None:
    # Shrunk on load the sides are 100.5 and 50.5; only the whole numbers may count.
    result = transformed(encoded(photo(804, 404), "JPEG"), height=101, format="png")
    assert (result.width, result.height) == (201, 101)


def _pixels(image: object) -> list[tuple[int, int, int, int]]:
    data = image.convert("RGBA").tobytes()  # type: ignore[attr-defined]
    return [tuple(data[at : at + 4]) for at in range(0, len(data), 4)]  # type: ignore[misc]
