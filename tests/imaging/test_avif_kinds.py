"""AVIFs of the rarer kinds, and broken ones: the right picture, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.imaging.drawing import QUARTERS, decoded, encoded, near, quarters
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

ORDER = RenderOrder((Size("original"),), (Format.PNG,), effort="fast")
SPOTS = ((50, 30), (150, 30), (50, 90), (150, 90))


@pytest.fixture(scope="module")
def pool() -> Iterator[ImagePool]:
    with ImagePool(1) as made:
        yield made


KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "full colour": ("RGB", {"subsampling": "4:4:4"}),
    "half the colour": ("RGB", {"subsampling": "4:2:2"}),
    "a quarter of the colour": ("RGB", {"subsampling": "4:2:0"}),
    "narrow range": ("RGB", {"range": "limited"}),
    "in tiles": ("RGB", {"tile_rows": 1, "tile_cols": 1}),
    "alpha": ("RGBA", {}),
    "alpha that is multiplied in": ("RGBA", {"alpha_premultiplied": True}),
    "lossless": ("RGB", {"quality": 100}),
    "a film": ("RGB", {"save_all": True, "append_images": [quarters(mode="RGB").rotate(90)]}),
}


@pytest.mark.proves("I9")
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_that_we_can_make_comes_out_right(pool: ImagePool, name: str) -> None:
    mode, options = KINDS[name]
    source = encoded(quarters(mode=mode), "AVIF", **{"speed": 8, "quality": 90, **options})
    image = decoded(pool.render(source, ORDER).variants[0].data).convert("RGB")
    for spot, wanted in zip(SPOTS, QUARTERS, strict=True):
        assert near(image.getpixel(spot), wanted, 16)  # type: ignore[arg-type]


@pytest.mark.proves("I9")
def test_grey_stays_grey(pool: ImagePool) -> None:
    source = encoded(quarters(mode="L"), "AVIF", subsampling="4:0:0", speed=8, quality=90)
    image = decoded(pool.render(source, ORDER).variants[0].data).convert("RGB")
    for spot in SPOTS:
        red, green, blue = image.getpixel(spot)  # type: ignore[misc]
        assert max(red, green, blue) - min(red, green, blue) <= 2


BOXES = (b"ftyp", b"meta", b"hdlr", b"pitm", b"iloc", b"iinf", b"infe", b"iref", b"iprp", b"ipco",
         b"ispe", b"pixi", b"av1C", b"colr", b"auxC", b"ipma", b"mdat")  # fmt: skip


@pytest.mark.proves("I9", "I6")
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("way", ["unknown", "empty", "endless", "short", "long"])
def test_a_box_that_is_wrong_is_a_refusal_or_does_not_matter(
    pool: ImagePool, box: bytes, way: str
) -> None:
    image = quarters(mode="RGBA")
    image.putalpha(128)  # so that there are boxes about it
    source = bytearray(encoded(image, "AVIF", speed=10))
    at = source.index(box) - 4
    if way == "unknown":
        source[at + 4 : at + 8] = b"zzzz"
    else:
        length = {"empty": 8, "endless": 0, "short": 9, "long": 0xFFFFFFFF}[way]
        source[at : at + 4] = length.to_bytes(4, "big")
    try:
        rendered = pool.render(bytes(source), ORDER)
    except (BadPicture, Unsupported):
        return
    assert (rendered.picture.width, rendered.picture.height) == (200, 120)
