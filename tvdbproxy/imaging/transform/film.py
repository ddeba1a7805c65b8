"""The source's pixels: one picture, or the frames of an animation with their times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from tvdbproxy.imaging.colour import to_srgb
from tvdbproxy.imaging.decode import Opened, load
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.guards import check_dimensions, check_frames
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.refusals import decoding
from tvdbproxy.imaging.transform.formats import ANIMATED
from tvdbproxy.imaging.transform.job import Frames

_DEFAULT_DELAY = 40  # milliseconds, where a frame says nothing or nought


@dataclass(frozen=True)
class Film:
    """``delays`` are in milliseconds, one for each frame. ``loop`` is how often it runs, 0
    for ever, None where the file says nothing. ``profile`` belongs to the pixels as they are."""

    frames: Frames
    delays: tuple[int, ...] = (_DEFAULT_DELAY,)
    loop: int | None = None
    profile: bytes | None = None


def read_still(opened: Opened, wanted: tuple[int, int], *, convert: bool) -> Film:
    """The first picture, as it lies in the file; a JPEG's perhaps smaller, as ``decode.load``.

    With ``convert`` in sRGB; else in its own colours, where those are RGB of any kind.
    """
    image = load(opened, wanted)
    profile = None if convert else _take_profile(image)
    return Film([to_srgb(image)], profile=profile)


def read_film(opened: Opened, most: int, limits: Limits, *, convert: bool) -> Film:
    """The first ``most`` frames, within the limits of an animation.

    Raises ``BadPicture``.
    """
    profile = None if convert else _own_profile(opened.image)
    frames, delays = [], []
    with decoding():
        loop = opened.image.info.get("loop")
        for image in _frames(opened, most, limits):
            delays.append(_delay(image))
            if profile is not None:
                image.info.pop("icc_profile", None)
            frames.append(to_srgb(image))
    if any(frame.mode == "RGBA" for frame in frames):
        frames = [frame.convert("RGBA") for frame in frames]
    return Film(frames, tuple(delays), loop if isinstance(loop, int) else None, profile)


def moves(opened: Opened, written: Format, most: int) -> bool:
    """Whether more than the first frame is wanted, and can be had."""
    return opened.animated and most > 1 and opened.format in ANIMATED and written in ANIMATED


def _frames(opened: Opened, most: int, limits: Limits) -> Iterator[Image.Image]:
    """Copies, since the decoder draws the next frame into the same picture."""
    image, size = opened.image, opened.image.size
    yield image.copy()
    for number in range(1, most):
        check_frames(opened.format, *size, number + 1, limits)
        try:
            image.seek(number)
        except EOFError:
            return
        check_dimensions(opened.format, *image.size, limits)
        image.load()
        yield image.crop((0, 0, *size)) if image.size != size else image.copy()


def _delay(image: Image.Image) -> int:
    delay = image.info.get("duration")
    return round(delay) if isinstance(delay, int | float) and delay > 0 else _DEFAULT_DELAY


def _own_profile(image: Image.Image) -> bytes | None:
    """The profile, if it is one of RGB pixels and these are such."""
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or profile[16:20] != b"RGB " or image.mode == "CMYK":
        return None
    return profile


def _take_profile(image: Image.Image) -> bytes | None:
    """Off the picture, so that nobody converts by it."""
    profile = _own_profile(image)
    if profile is not None:
        del image.info["icc_profile"]
    return profile
