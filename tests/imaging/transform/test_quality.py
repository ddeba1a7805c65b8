from __future__ import annotations

import pytest

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.transform.quality import quality_of, within_bytes
from tvdbproxy.imaging.transform.spec import TransformSpec


@pytest.mark.parametrize(
    ("spec", "written", "quality"),
    [
        (TransformSpec(), Format.JPEG, 80),
        (TransformSpec(), Format.WEBP, 79),
        (TransformSpec(), Format.AVIF, 63),
        (TransformSpec(quality=50), Format.WEBP, 50),
        (TransformSpec(format_quality={"webp": 40}), Format.WEBP, 40),
        (TransformSpec(format_quality={"webp": 40}), Format.AVIF, 63),
        (TransformSpec(format_quality={"jpg": 33}), Format.JPEG, 33),
        (TransformSpec(quality=50, format_quality={"webp": 40}), Format.WEBP, 50),
        (TransformSpec(quality=100), Format.JPEG, 100),
        (TransformSpec(quality=900), Format.JPEG, 100),
    ],
)
def test_the_nearest_word_on_quality_counts(
    spec: TransformSpec, written: Format, quality: int
) -> None:
    assert quality_of(spec, written) == quality


@pytest.mark.parametrize(
    ("sizes", "most", "qualities"),
    [
        ([500], 0, [80]),
        ([500], 500, [80]),
        ([501, 500], 500, [80, 60]),  # x 0.75
        ([800, 400], 500, [80, 40]),  # more than 1.5 times: x 0.5
        ([1600, 400], 500, [80, 20]),  # more than 3 times: x 0.25
        ([1600, 800, 600], 500, [80, 20, 10]),  # at 10 it ends, too large
        ([900, 800, 700, 500], 500, [80, 40, 20, 15]),
        ([1500, 1499, 400], 500, [80, 40, 20]),
        ([600] * 8, 500, [80, 60, 45, 33, 24, 18, 13, 9]),
    ],
)
def test_quality_falls_by_what_the_bytes_suggest(
    sizes: list[int], most: int, qualities: list[int]
) -> None:
    tried: list[int] = []

    def encode(quality: int) -> bytes:
        tried.append(quality)
        return bytes(sizes[min(len(tried), len(sizes)) - 1])

    data = within_bytes(encode, 80, most)
    assert tried == qualities
    assert len(data) == sizes[min(len(tried), len(sizes)) - 1]


def test_it_falls_by_one_at_least() -> None:
    tried: list[int] = []
    within_bytes(lambda quality: bytes(tried.append(quality) or 9), 11, 8)
    assert tried == [11, 8]
