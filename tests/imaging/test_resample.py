from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from tests.imaging.drawing import decoded, encoded, photo, quarters
from tests.imaging.likeness import ssim
from tvdbproxy.imaging import resample as resampling
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.resample import Part, resample, resample_by_pillow

STARVING = """
import resource
from PIL import Image
from tvdbproxy.imaging.resample import resample
image = Image.new("RGB", (3000, 3000))
with open("/proc/self/statm") as statm:
    used = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 12_000_000, used + 12_000_000))
try:
    resample(image, (2900, 800), (0, 0, 3000, 3000))
except MemoryError:
    print("refused")
"""


def grain(width: int, height: int) -> Image.Image:
    noise = Image.effect_noise((width, height), 40).convert("RGB")
    return ImageChops.add(photo(width, height), noise, 1, -128)


def star(width: int, height: int) -> Image.Image:
    """Thin lines in every direction: what aliases first."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for place in range(0, width, 24):
        draw.line((place, 0, width - place, height), fill="black")
    return image


def half_clear(width: int, height: int) -> Image.Image:
    image = photo(width, height)
    image.putalpha(Image.linear_gradient("L").resize((width, height)))
    return image


@pytest.mark.parametrize("draw", [photo, grain, star, half_clear])
@pytest.mark.parametrize(
    ("size", "part"),
    [
        ((300, 225), (0, 0, 400, 300)),
        ((160, 120), (0, 0, 400, 300)),
        ((100, 75), (100, 75, 300, 225)),
        ((61, 59), (12.5, 3.25, 399.75, 300)),
        ((33, 7), (0, 0, 400, 300)),
        ((1, 1), (0, 0, 400, 300)),
    ],
)
def test_the_resizer_and_pillow_make_the_same_picture(
    draw: Callable[[int, int], Image.Image], size: tuple[int, int], part: Part
) -> None:
    image = draw(400, 300)
    made, by_pillow = resample(image, size, part), resample_by_pillow(image, size, part)
    assert (made.mode, made.size) == (image.mode, size)
    assert max(ImageStat.Stat(ImageChops.difference(made, by_pillow)).mean) < 4


@pytest.mark.parametrize("draw", [photo, grain, star])
def test_every_size_is_as_good_as_one_step_of_lanczos(
    draw: Callable[[int, int], Image.Image],
) -> None:
    whole = draw(1280, 720)
    order = RenderOrder(BUILT_IN["artwork"], (Format.PNG,))
    variants = render(encoded(whole, "PNG"), order).variants
    assert len(variants) == 3
    for variant in variants:
        made = decoded(variant.data)
        assert ssim(whole.resize(made.size, Image.Resampling.LANCZOS), made) > 0.99


def test_what_is_clear_does_not_bleed_into_what_shows() -> None:
    image = Image.new("RGBA", (200, 200), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 101, 200))
    made = resample(image, (70, 70), (0, 0, 200, 200))
    row = [made.getpixel((x, 35)) for x in range(70)]
    assert {pixel[:3] for pixel in row if pixel[3]} == {(0, 0, 255)}  # type: ignore[index]


def test_without_a_build_of_the_resizer_pillow_does_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resampling, "Resizer", None)
    image, part = quarters(), (0, 0, 200, 120)
    made = resample(image, (80, 48), part)
    assert made.tobytes() == resample_by_pillow(image, (80, 48), part).tobytes()


@pytest.mark.skipif(sys.platform != "linux", reason="counts the address space in /proc")
def test_a_lack_of_memory_is_said_and_ends_no_process() -> None:
    command = [sys.executable, "-c", STARVING]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.returncode) == ("refused\n", 0), ended.stderr
