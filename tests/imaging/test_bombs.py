"""Files that ask for too much, through a real child with its limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.imaging.bombs import (
    FRAMES,
    PIXELS,
    lying_avif,
    lying_gif,
    lying_jpeg,
    lying_lossless_webp,
    lying_png,
    lying_webp,
)
from tests.imaging.drawing import QUARTERS, decoded, encoded, near, photo, quarters, scan_bomb
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.header import MOST_SCANS
from tvdbproxy.imaging.limits import MEBIBYTE, Limits
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

ORDER = RenderOrder((Size("small", 40),), (Format.PNG,), effort="fast")
ANYTHING = Limits()


@pytest.fixture(scope="module")
def pool() -> Iterator[ImagePool]:
    with ImagePool(1) as made:
        made.render(encoded(quarters(), "PNG"), ORDER)
        yield made


def child(pool: ImagePool) -> int:
    (pid,) = pool.pids()
    return pid


def most_memory_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


@pytest.mark.proves("I1", "I4")
@pytest.mark.parametrize("name", PIXELS)
def test_a_bomb_is_refused_without_being_unpacked(pool: ImagePool, name: str) -> None:
    bomb = PIXELS[name]()
    assert len(bomb) < MEBIBYTE
    pid, before = child(pool), most_memory_mb(child(pool))
    with pytest.raises(BadPicture, match="too large") as caught:
        pool.render(bomb, ORDER)
    assert caught.value.code == "image_too_large"
    assert child(pool) == pid
    assert most_memory_mb(pid) - before < 30


@pytest.mark.proves("I1")
@pytest.mark.parametrize("picture_format", ["BMP", "ICO"])
def test_a_bomb_in_another_format_is_refused_for_its_format(
    pool: ImagePool, picture_format: str
) -> None:
    source = encoded(Image.new("RGB", (16, 16)), picture_format)
    with pytest.raises(Unsupported, match=picture_format):
        pool.render(source, ORDER)


@pytest.mark.proves("I3", "I12")
@pytest.mark.parametrize("name", FRAMES)
def test_of_many_frames_the_first_is_served_and_the_others_are_not_unpacked(
    pool: ImagePool, name: str
) -> None:
    source = FRAMES[name]()
    pid = child(pool)
    rendered = pool.render(source, ORDER)
    assert rendered.picture.animated
    (variant,) = rendered.variants
    image = decoded(variant.data).convert("RGB")
    spots = [(x, y) for y in (1, 3) for x in (1, 3)]
    for (x, y), wanted in zip(spots, QUARTERS, strict=True):
        seen = image.getpixel((x * image.width // 4, y * image.height // 4))
        assert near(seen, wanted, 24)  # type: ignore[arg-type]
    assert child(pool) == pid


LIARS = {
    "png": lying_png,
    "jpeg": lying_jpeg,
    "gif": lying_gif,
    "webp": lying_webp,
    "webp, lossless": lying_lossless_webp,
    "avif": lying_avif,
}


@pytest.mark.proves("I2")
@pytest.mark.parametrize("name", LIARS)
def test_the_longest_side_is_taken_and_one_pixel_more_is_not(name: str) -> None:
    lie, most = LIARS[name], ANYTHING.max_side
    assert inspect(lie(most, 1), ANYTHING).width == most
    assert inspect(lie(1, most), ANYTHING).height == most
    for sides in ((most + 1, 1), (1, most + 1)):
        with pytest.raises(BadPicture) as caught:
            inspect(lie(*sides), ANYTHING)
        assert caught.value.code == "image_too_large"


@pytest.mark.proves("I2")
@pytest.mark.parametrize(
    ("name", "sides", "beyond"),
    [
        ("png", (10_000, 5_000), (10_000, 5_001)),
        ("jpeg", (10_000, 5_000), (10_001, 5_000)),
        ("gif", (10_000, 5_000), (10_000, 5_001)),
        ("webp", (5_000, 5_000), (5_000, 5_001)),
        ("avif", (5_000, 5_000), (5_001, 5_000)),
    ],
)
def test_the_limits_as_shipped_are_exact(
    name: str, sides: tuple[int, int], beyond: tuple[int, int]
) -> None:
    header = inspect(LIARS[name](*sides), ANYTHING)
    assert (header.width, header.height) == sides
    with pytest.raises(BadPicture, match=f"{beyond[0]} x {beyond[1]}"):
        inspect(LIARS[name](*beyond), ANYTHING)


@pytest.mark.proves("I2", "I4")
def test_a_hundred_scans_are_taken_and_one_more_is_not(pool: ImagePool) -> None:
    own = encoded(photo(64, 64), "JPEG", progressive=True).count(b"\xff\xda")
    exactly = scan_bomb(MOST_SCANS - own + 1)
    assert exactly.count(b"\xff\xda") == MOST_SCANS
    assert pool.render(exactly, ORDER).variants
    with pytest.raises(BadPicture, match="100 times over") as caught:
        pool.render(scan_bomb(MOST_SCANS - own + 2), ORDER)
    assert caught.value.code == "image_too_large"
