"""Files that end too soon: never half a picture with a grey rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.imaging.drawing import encoded, noise, quarters
from tests.imaging.png_bytes import COLOUR, png
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.formats import SHORTEST_HEADER, Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

ORDER = RenderOrder((Size("original"),), (Format.PNG,), effort="fast")


@pytest.fixture(scope="module")
def pool() -> Iterator[ImagePool]:
    with ImagePool(1, jobs_per_child=10_000) as made:
        yield made


def _interlaced_png() -> bytes:
    return png(31, 23, COLOUR, 8, lambda x, y: (x * 8, y * 8, x * y % 256), interlaced=True)


WHOLE = {
    "jpeg": lambda: encoded(noise(80, 60), "JPEG", quality=60),
    "progressive jpeg": lambda: encoded(noise(80, 60), "JPEG", quality=60, progressive=True),
    "jpeg with restarts": lambda: encoded(noise(80, 60), "JPEG", restart_marker_rows=1),
    "png": lambda: encoded(noise(40, 30), "PNG"),
    "interlaced png": _interlaced_png,
    "gif": lambda: encoded(noise(40, 30).quantize(64), "GIF"),
    "animated gif": lambda: encoded(
        quarters(30, 20), "GIF", save_all=True, append_images=[noise(30, 20)]
    ),
    "webp": lambda: encoded(noise(80, 60), "WEBP"),
    "lossless webp": lambda: encoded(noise(40, 30), "WEBP", lossless=True),
    "avif": lambda: encoded(noise(80, 60), "AVIF", speed=10),
    "avif with alpha": lambda: encoded(noise(80, 60).convert("RGBA"), "AVIF", speed=10),
}


def outcome(pool: ImagePool, source: bytes) -> bytes | str:
    """The pixels as a PNG, or the code of the refusal."""
    try:
        return pool.render(source, ORDER).variants[0].data
    except BadPicture as refusal:
        return refusal.code


@pytest.mark.proves("I5")
@pytest.mark.parametrize("name", WHOLE)
def test_a_cut_anywhere_is_refused_or_costs_no_pixel(pool: ImagePool, name: str) -> None:
    """Some formats end with bytes that no pixel needs; nothing else may be missing."""
    whole = WHOLE[name]()
    end = len(whole) - 8
    lengths = [*range(SHORTEST_HEADER, end, max(len(whole) // 60, 1)), *range(end, len(whole))]
    outcomes = {outcome(pool, whole[:length]) for length in lengths}
    assert outcomes <= {outcome(pool, whole), "image_truncated", "image_undecodable"}
    assert "image_truncated" in outcomes


@pytest.mark.proves("I19")
@pytest.mark.parametrize("name", WHOLE)
def test_a_beginning_alone_is_no_picture(pool: ImagePool, name: str) -> None:
    whole = WHOLE[name]()
    codes = []
    for length in range(SHORTEST_HEADER + 20):
        with pytest.raises((BadPicture, Unsupported)) as caught:
            pool.render(whole[:length], ORDER)
        codes.append(caught.value.code)
    assert codes[0] == "image_empty"
    assert set(codes[1:]) <= {"image_undecodable", "image_truncated"}
