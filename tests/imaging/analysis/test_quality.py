"""What spoils a picture lowers its score, and the more it is spoilt the lower."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.imaging.analysis.looking import analysed, pictures
from tests.imaging.drawing import decoded, encoded
from tvdbproxy.imaging.analysis.analysis import Analysis

NAMES = tuple(pictures())
Spoil = Callable[[Image.Image, Any], Image.Image | bytes]


@cache
def picture(name: str) -> Image.Image:
    return pictures()[name]


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))


def noisy(image: Image.Image, deviation: float) -> Image.Image:
    grain = Image.effect_noise(image.size, deviation)
    return ImageChops.add(image, Image.merge("RGB", (grain,) * 3), offset=-128)


def exposed(image: Image.Image, times: float) -> Image.Image:
    return image.point([min(255, round(level * times)) for level in range(256)] * 3)


def pressed(image: Image.Image, quality: int) -> bytes:
    return encoded(image, "JPEG", quality=quality)


def spoilt(name: str, spoil: Spoil, degrees: Sequence[Any]) -> list[Analysis]:
    """From the picture as it is to the worst."""
    image = picture(name)
    return [analysed(image), *(analysed(spoil(image, degree)) for degree in degrees)]


def falls(values: Sequence[float], *, least: float = 0) -> bool:
    """Whether each is lower than the one before, and the last by so much than the first."""
    return all(b < a for a, b in pairwise(values)) and values[0] - values[-1] >= least


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("spoil", "degrees", "figure", "least"),
    [
        (blurred, (1, 2, 4, 8), "sharpness", 10),
        (noisy, (4, 10, 25), "noise", 20),
        (exposed, (0.5, 0.25, 0.1), "exposure", 15),
        (exposed, (2.5, 5, 12), "exposure", 10),
        (pressed, (60, 30, 10), "compression", 15),
    ],
    ids=["blur", "noise", "too dark", "too bright", "compression"],
)
def test_what_spoils_a_picture_lowers_its_score(
    name: str, spoil: Spoil, degrees: Sequence[Any], figure: str, least: int
) -> None:
    looked_at = spoilt(name, spoil, degrees)
    assert falls([each.quality_score for each in looked_at], least=least)
    sign = -1 if figure in ("noise", "compression") else 1
    assert falls([sign * getattr(each, figure) for each in looked_at])


@pytest.mark.parametrize("name", NAMES)
def test_a_good_picture_has_a_good_score(name: str) -> None:
    looked_at = analysed(picture(name))
    assert looked_at.quality_score >= 60
    assert looked_at.noise < 0.3
    assert looked_at.compression < 0.1


@pytest.mark.parametrize("name", NAMES)
def test_compression_is_seen_in_the_pixels_when_the_file_says_nothing(name: str) -> None:
    saved_again = decoded(pressed(picture(name), 10))
    assert analysed(saved_again).compression > analysed(picture(name)).compression + 0.05


def test_noise_does_not_pass_for_sharpness() -> None:
    soft = blurred(picture("drawn"), 3)
    assert analysed(noisy(soft, 12)).quality_score < analysed(soft).quality_score


def test_a_subject_in_focus_before_a_soft_background_is_sharp() -> None:
    image = blurred(picture("drawn"), 6)
    image.paste(picture("drawn").crop((300, 200, 560, 460)), (300, 200))
    assert analysed(image).sharpness > 0.8
    assert analysed(blurred(picture("drawn"), 6)).sharpness < 0.5


def test_paper_behind_a_logo_is_not_overexposed() -> None:
    logo = Image.new("RGB", (400, 300), (255, 255, 255))
    logo.paste(picture("drawn").resize((200, 150)), (100, 75))
    assert analysed(logo).exposure > 0.6


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_plain_colour_has_no_quality(level: int) -> None:
    looked_at = analysed(Image.new("RGB", (300, 200), (level,) * 3))
    assert looked_at.sharpness == 0
    assert looked_at.exposure == 0
    assert looked_at.quality_score < 20


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (7, 7), (17, 9), (33, 40)])
def test_the_smallest_pictures_have_figures_within_their_ranges(size: tuple[int, int]) -> None:
    looked_at = analysed(picture("drawn").resize(size))
    assert 0 <= looked_at.quality_score <= 100
    for figure in ("sharpness", "exposure", "noise", "compression"):
        assert 0 <= getattr(looked_at, figure) <= 1
