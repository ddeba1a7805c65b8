"""Recolour: brightness, contrast, saturation, monochrome, grayscale, in this order."""

from __future__ import annotations

from PIL import Image, ImageEnhance, ImageOps

from tvdbproxy.imaging.transform.job import Frames, Job
from tvdbproxy.imaging.transform.spec import Monochrome, TransformSpec

_MIDDLE = 127.5


def recolour(frames: Frames, job: Job) -> Frames:
    """Alpha stays as it is."""
    if not _asked_for(job.spec):
        return frames
    return [_recoloured(image, job.spec) for image in frames]


def _asked_for(spec: TransformSpec) -> bool:
    plain = TransformSpec()
    names = ("brightness", "contrast", "saturation", "monochrome", "grayscale")
    return any(getattr(spec, name) != getattr(plain, name) for name in names)


def _recoloured(image: Image.Image, spec: TransformSpec) -> Image.Image:
    colours = image.convert("RGB")
    if spec.brightness or spec.contrast != 1:
        colours = colours.point(_levels(spec.brightness, spec.contrast) * 3)
    if spec.saturation != 1:
        colours = ImageEnhance.Color(colours).enhance(spec.saturation)
    if spec.monochrome is not None:
        colours = _monochrome(colours, spec.monochrome)
    if spec.grayscale:
        colours = colours.convert("L").convert("RGB")
    if image.mode == "RGBA":
        colours.putalpha(image.getchannel("A"))
    return colours


def _levels(brightness: float, contrast: float) -> list[int]:
    """``brightness`` is added, of 255 levels; ``contrast`` then multiplies around the middle."""
    wanted = ((level + brightness - _MIDDLE) * contrast + _MIDDLE for level in range(256))
    return [round(max(0.0, min(255.0, level))) for level in wanted]


def _monochrome(image: Image.Image, wanted: Monochrome) -> Image.Image:
    """Black to the colour to white, where the colour stands for the grey as light as it is."""
    grey = image.convert("L")
    lightness = Image.new("RGB", (1, 1), wanted.colour).convert("L").tobytes()[0]
    shades = ImageOps.colorize(
        grey, (0, 0, 0), (255, 255, 255), mid=wanted.colour, midpoint=max(1, min(254, lightness))
    )
    return Image.blend(image, shades, max(0.0, min(1.0, wanted.intensity)))
