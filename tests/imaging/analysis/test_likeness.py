"""The perceptual hash and the embedding: alike for the same picture, unlike for others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from itertools import combinations

import pytest
from PIL import Image

from tests.imaging.analysis.looking import analysed, pictures
from tests.imaging.drawing import encoded
from tvdbproxy.imaging.analysis.analysis import Analysis
from tvdbproxy.imaging.analysis.embedding import DIMENSIONS
from tvdbproxy.imaging.analysis.fingerprint import bands, distance

NAMES = tuple(pictures())


def cosine(a: Sequence[float], b: Sequence[float]) -> float:
    """As docs/analysis.md says that embeddings, which have length one, are compared."""
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


@cache
def picture(name: str) -> Image.Image:
    return pictures()[name]


@cache
def known(name: str) -> Analysis:
    return analysed(picture(name))


def shrunk(image: Image.Image) -> bytes:
    return encoded(image.resize((image.width // 3, image.height // 3)), "PNG")


def smaller_jpeg(image: Image.Image) -> bytes:
    half = image.resize((image.width // 2, image.height // 2))
    return encoded(half, "JPEG", quality=40)


def recompressed(image: Image.Image) -> bytes:
    return encoded(image, "JPEG", quality=30)


def webp(image: Image.Image) -> bytes:
    return encoded(image, "WEBP", quality=50)


def trimmed(image: Image.Image) -> bytes:
    across, down = image.width // 40, image.height // 40
    parts = (across, down, image.width - across, image.height - down)
    return encoded(image.crop(parts), "PNG")


SAME = [shrunk, smaller_jpeg, recompressed, webp]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", SAME)
def test_resized_and_recompressed_it_is_the_same_picture(
    name: str, change: Callable[[Image.Image], bytes]
) -> None:
    changed = analysed(change(picture(name)))
    assert distance(changed.perceptual_hash, known(name).perceptual_hash) <= 4
    assert cosine(changed.embedding, known(name).embedding) > 0.98


@pytest.mark.parametrize("name", NAMES)
def test_without_a_twentieth_of_its_sides_it_is_nearly_the_same(name: str) -> None:
    changed = analysed(trimmed(picture(name)))
    assert distance(changed.perceptual_hash, known(name).perceptual_hash) <= 10
    assert cosine(changed.embedding, known(name).embedding) > 0.9


@pytest.mark.parametrize(("one", "other"), list(combinations(NAMES, 2)))
def test_other_pictures_are_far(one: str, other: str) -> None:
    assert distance(known(one).perceptual_hash, known(other).perceptual_hash) >= 20
    assert cosine(known(one).embedding, known(other).embedding) < 0.8


def test_the_embedding_has_length_one() -> None:
    for name in NAMES:
        assert len(known(name).embedding) == DIMENSIONS
        assert math.hypot(*known(name).embedding) == pytest.approx(1, abs=1e-3)


def test_a_plain_colour_has_a_hash_and_an_embedding_too() -> None:
    grey, red = (analysed(Image.new("RGB", (99, 50), c)) for c in ((128,) * 3, (200, 20, 20)))
    assert grey.perceptual_hash == red.perceptual_hash == "8000000000000000"
    assert math.hypot(*grey.embedding) == pytest.approx(1, abs=1e-3)
    assert cosine(grey.embedding, red.embedding) < 0.9


def test_distance_counts_bits() -> None:
    assert distance("0000000000000000", "0000000000000000") == 0
    assert distance("0000000000000000", "ffffFFFFffffFFFF") == 64
    assert distance("8000000000000001", "0000000000000003") == 2


@pytest.mark.parametrize("digits", ["", "12", "g" * 16, "0" * 17, "0x" + "0" * 14, " " * 16])
def test_what_is_no_hash_has_no_distance(digits: str) -> None:
    with pytest.raises(ValueError, match="not a perceptual hash"):
        distance("0" * 16, digits)


def test_a_hash_is_cut_in_four_from_its_end() -> None:
    assert bands("0123456789abcdef") == [0xCDEF, 0x89AB, 0x4567, 0x0123]
    with pytest.raises(ValueError, match="not a perceptual hash"):
        bands("0123")
