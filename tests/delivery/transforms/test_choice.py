"""Which format a result has, where its address leaves that open."""

from __future__ import annotations

import pytest

from tvdbproxy.delivery.transforms.choice import Detection, Open, settled, with_fewer_bytes
from tvdbproxy.imaging.transform.spec import TransformSpec

CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
BOTH = Detection(webp=True, avif=True)


@pytest.mark.parametrize(
    ("accept", "choice"),
    [
        (CHROME, Open.AVIF),
        ("*/*", Open.WEBP),
        ("image/*", Open.WEBP),
        (None, Open.WEBP),
        ("", Open.WEBP),
        ("image/webp", Open.WEBP),
        ("image/avif;q=0,*/*", Open.WEBP),
        ("image/avif", Open.AVIF_ALONE),
        ("image/avif,image/webp;q=0", Open.AVIF_ALONE),
        ("image/png,image/jpeg", Open.PLAIN),
        ("image/webp;q=0,*/*", Open.PLAIN),
    ],
)
def test_a_client_is_of_one_of_few_classes(accept: str | None, choice: Open) -> None:
    assert BOTH.choose(accept) is choice


def test_what_is_not_detected_is_not_chosen() -> None:
    assert Detection(webp=True, avif=False).choose(CHROME) is Open.WEBP
    assert Detection(webp=False, avif=True).choose(CHROME) is Open.AVIF_ALONE
    assert Detection(webp=False, avif=False).choose(CHROME) is Open.PLAIN


@pytest.mark.parametrize(
    ("choice", "source", "frames", "format_"),
    [
        (Open.AVIF, "jpeg", 1, "avif"),
        (Open.AVIF, "gif", 1, "avif"),
        (Open.AVIF, "gif", 20, "webp"),
        (Open.AVIF, "jpeg", 20, "avif"),
        (Open.AVIF_ALONE, "png", 1, "avif"),
        (Open.AVIF_ALONE, "webp", 20, "gif"),
        (Open.WEBP, "png", 1, "webp"),
        (Open.PLAIN, "jpeg", 1, "jpeg"),
        (Open.PLAIN, "png", 1, "png"),
        (Open.PLAIN, "gif", 1, "gif"),
        (Open.PLAIN, "webp", 1, None),
        (Open.PLAIN, "webp", 20, "gif"),
        (Open.PLAIN, "tiff", 1, None),
        (Open.PLAIN, "avif", 1, None),
    ],
)
def test_class_and_source_decide(choice: Open, source: str, frames: int, format_: str) -> None:
    assert settled(TransformSpec(max_animation_frames=frames), choice, source) == format_


def test_an_address_that_names_a_format_gets_it() -> None:
    assert settled(TransformSpec(format="bmp"), Open.NAMED, "gif") == "bmp"


def test_who_saves_data_gets_less_unless_a_quality_was_asked_for() -> None:
    usual = {"jpeg": 80, "avif": 1}
    assert with_fewer_bytes(TransformSpec(format_quality=usual)).format_quality == {
        "jpeg": 56,
        "avif": 1,
    }
    asked = TransformSpec(quality=90, format_quality=usual)
    assert with_fewer_bytes(asked) == asked
