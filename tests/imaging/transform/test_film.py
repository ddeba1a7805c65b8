"""Animations: which frames there are, how long they stand, and that each is transformed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageSequence

from tests.imaging.bombs import animated, many_framed_gif
from tests.imaging.drawing import decoded, near
from tests.imaging.transform.making import BLUE, CLEAR, GREEN, RED, flat, on, transformed
from tvdbproxy.errors import BadPicture
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.pipeline import transform
from tvdbproxy.imaging.transform.spec import Gravity, Padding, TransformSpec, Trim, Watermark

COLOURS = (RED, GREEN, BLUE)
MANY = 100


def film(kind: str = "GIF", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    frames = [flat(*size, colour) for colour in COLOURS]
    buffer = BytesIO()
    options = {"duration": [100, 200, 300], "loop": 0, **options}
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], **options)
    return buffer.getvalue()


def frames_of(data: bytes) -> list[Image.Image]:
    image = Image.open(BytesIO(data))
    return [frame.convert("RGBA") for frame in ImageSequence.Iterator(image)]


def delays_of(data: bytes) -> list[int]:
    image, delays = Image.open(BytesIO(data)), []
    for number in range(image.n_frames):  # type: ignore[attr-defined]
        image.seek(number)
        image.load()
        delays.append(int(image.info.get("duration", 0)))
    return delays


@pytest.mark.parametrize("given", ["GIF", "WEBP"])
@pytest.mark.parametrize("written", ["gif", "webp"])
def test_an_animation_stays_one(given: str, written: str) -> None:
    result = transformed(film(given), format=written, max_animation_frames=MANY, width=30)
    frames = frames_of(result.data)
    assert [frame.size for frame in frames] == [(30, 20)] * 3
    for frame, colour in zip(frames, COLOURS, strict=True):
        assert near(frame.getpixel((15, 10))[:3], colour, 12)  # type: ignore[index]
    assert delays_of(result.data) == [100, 200, 300]
    assert Image.open(BytesIO(result.data)).info["loop"] == 0


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_it_runs_as_often_as_it_did(kind: str) -> None:
    for written in ("gif", "webp"):
        result = transformed(film(kind, loop=3), format=written, max_animation_frames=MANY)
        assert Image.open(BytesIO(result.data)).info["loop"] == 3


def test_what_does_not_loop_does_not_begin_to() -> None:
    once = film("GIF", loop=None)
    assert "loop" not in Image.open(BytesIO(once)).info
    as_gif = transformed(once, max_animation_frames=MANY)
    assert "loop" not in Image.open(BytesIO(as_gif.data)).info
    as_webp = transformed(once, max_animation_frames=MANY, format="webp")
    assert Image.open(BytesIO(as_webp.data)).info["loop"] == 1


def test_a_frame_without_a_delay_stands_for_forty_milliseconds() -> None:
    result = transformed(film("GIF", duration=[0, 0, 70]), max_animation_frames=MANY)
    assert delays_of(result.data) == [40, 40, 70]


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
@pytest.mark.parametrize(("most", "frames"), [(1, 1), (2, 2), (3, 3), (50, 3)])
def test_there_are_no_more_frames_than_allowed(kind: str, most: int, frames: int) -> None:
    data = transformed(film(kind), max_animation_frames=most).data
    assert getattr(Image.open(BytesIO(data)), "n_frames", 1) == frames


@pytest.mark.parametrize("written", ["png", "jpeg", "avif", "tiff", "ico", "bmp"])
def test_other_formats_get_the_first_frame(written: str) -> None:
    result = transformed(film(), format=written, max_animation_frames=MANY)
    image = decoded(result.data)
    assert getattr(image, "n_frames", 1) == 1
    assert near(image.convert("RGB").getpixel((9, 9)), RED, 12)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["PNG", "AVIF"])
def test_of_other_animations_the_first_frame_is_taken(kind: str) -> None:
    result = transformed(animated(kind, 4), format="webp", max_animation_frames=MANY)
    assert getattr(Image.open(BytesIO(result.data)), "n_frames", 1) == 1


def test_every_frame_goes_through_every_step() -> None:
    data = transformed(
        film(), flat(4, 4, (255, 255, 255)), max_animation_frames=MANY, format="webp", quality=95,
        resizing_type="fill", width=20, height=20, gravity=Gravity("sm"), grayscale=True,
        padding=Padding(2, 2, 2, 2), background=(0, 0, 0), watermark=Watermark(1, "ce"),
    ).data  # fmt: skip
    for frame in frames_of(data):
        assert frame.size == (24, 24)
        assert near(frame.getpixel((0, 0)), (0, 0, 0, 255), 12)  # type: ignore[arg-type]
        assert near(frame.getpixel((11, 11)), (255, 255, 255, 255), 12)  # type: ignore[arg-type]
        red, green, blue, _ = frame.getpixel((5, 12))  # type: ignore[misc]
        assert max(red, green, blue) - min(red, green, blue) <= 6


def test_a_trim_is_not_for_animations() -> None:
    frames = [on(flat(60, 40, (255, 255, 255)), flat(9, 9, RED), at, 9) for at in (5, 20)]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    result = transformed(buffer.getvalue(), trim=Trim(10), max_animation_frames=MANY)
    assert (result.width, result.height) == (60, 40)
    assert transformed(buffer.getvalue(), trim=Trim(10)).width == 9


@pytest.mark.parametrize("written", ["gif", "webp"])
def test_holes_stay_holes_in_every_frame(written: str) -> None:
    frames = [on(flat(60, 40, CLEAR), flat(10, 10, (*RED, 255)), at, 9) for at in (5, 20, 40)]
    buffer = BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    data = transformed(buffer.getvalue(), max_animation_frames=MANY, format=written).data
    for frame, at in zip(frames_of(data), (5, 20, 40), strict=True):
        assert [frame.getpixel((x + 4, 12))[3] > 128 for x in (5, 20, 40)] == [  # type: ignore[index]
            x == at for x in (5, 20, 40)
        ]


def test_two_thousand_frames_cost_only_those_that_are_wanted() -> None:
    source = many_framed_gif(2_000, 200)
    result = transformed(source, format="webp", max_animation_frames=5)
    assert len(frames_of(result.data)) <= 5
    assert transformed(source, format="png").width == 200


def test_all_frames_together_may_have_the_pixels_of_one_picture() -> None:
    limits = Limits(max_pixels=60 * 40 * 2)
    order = TransformOrder(TransformSpec(max_animation_frames=MANY), limits)
    with pytest.raises(BadPicture, match="3 frames") as caught:
        transform(film(), order)
    assert caught.value.code == "image_too_large"
    two = TransformOrder(TransformSpec(max_animation_frames=2), limits)
    assert transform(film(), two).width == 60


def test_frames_that_are_bounded_one_by_one_are_not_counted_together() -> None:
    spec = TransformSpec(max_animation_frames=MANY)
    limits = Limits(max_pixels=60 * 40, max_frame_pixels=60 * 40)
    assert transform(film(), TransformOrder(spec, limits)).width == 60
    with pytest.raises(BadPicture, match="each may have") as caught:
        transform(film(), TransformOrder(spec, replace(limits, max_frame_pixels=60 * 40 - 1)))
    assert caught.value.code == "image_too_large"
    one = TransformOrder(TransformSpec(), replace(limits, max_frame_pixels=1))
    assert transform(film(), one).width == 60


def test_enlarged_frames_may_not_have_more_either() -> None:
    limits = Limits(max_pixels=60 * 40 * 4)
    spec = TransformSpec(max_animation_frames=MANY, width=120, enlarge=True)
    with pytest.raises(BadPicture, match="in 3 frames") as caught:
        transform(film(), TransformOrder(spec, limits))
    assert caught.value.code == "image_too_large"
    assert transform(film(), TransformOrder(TransformSpec(width=120, enlarge=True), limits)).width


def test_an_animation_stays_within_its_bytes() -> None:
    source = animated("WEBP", 4)
    free = transformed(source, max_animation_frames=MANY, quality=90).data
    bound = transformed(source, max_animation_frames=MANY, quality=90, max_bytes=len(free) // 2)
    assert len(bound.data) <= len(free) // 2
    assert len(frames_of(bound.data)) == 4
