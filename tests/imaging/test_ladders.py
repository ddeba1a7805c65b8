from __future__ import annotations

import pytest

from tvdbproxy.imaging.ladders import ladder, ladder_size
from tvdbproxy.imaging.sizes import Size


@pytest.mark.parametrize(
    ("content_type", "image_type", "widths"),
    [
        ("series", "poster", (92, 154, 185, 342, 500, 780)),
        ("movie", "fanart", (300, 780, 1280, 1920)),
        ("series", "banner", (380, 758)),
        ("person", "image", (45, 185, 300)),
        ("episode", "image", (92, 185, 300, 640)),
        ("movie", "clearlogo", (154, 300, 500, 800)),
        ("movie", "clearart", (154, 300, 500, 800)),
        ("series", "icon", (154, 300, 500, 800)),
        ("series", "image", ()),
        ("series", "unheard_of", ()),
    ],
)
def test_each_kind_of_picture_has_its_widths(
    content_type: str, image_type: str, widths: tuple[int, ...]
) -> None:
    assert ladder(content_type, image_type) == widths


def test_a_rung_bounds_the_width_alone() -> None:
    assert ladder_size("series", "poster", "w342") == Size("w342", 342, None, "fit")


@pytest.mark.parametrize(
    "name", ["w343", "w0342", "342", "w", "W342", "w342x", "w-1", "w\u0663\u0664\u0662"]
)
def test_what_is_no_rung_is_no_size(name: str) -> None:
    assert ladder_size("series", "poster", name) is None
