"""Any pixels into 8-bit sRGB: RGB, or RGBA where something shows through."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops, ImageCms

_SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")


def to_srgb(image: Image.Image) -> Image.Image:
    """The same colours as RGB or RGBA, without any metadata.

    An ICC profile is applied, or ignored where it is broken or belongs to other pixels.
    An alpha channel that is opaque everywhere is dropped.
    """
    profile = image.info.get("icc_profile")
    image = _eight_bit(image)
    alpha = _alpha(image)
    colours = _through_profile(image, profile) if profile else None
    if colours is None:
        colours = _opaque(image) if alpha is None else _in_mode(image, "RGBA")
    elif alpha is not None:
        colours.putalpha(alpha)
    colours.info = {}
    return colours


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale 16-bit grey down: ``convert`` alone would clip it to white."""
    if image.mode not in _SIXTEEN_BIT:
        return image
    wide = image.convert("I")
    grey = wide.point(lambda value: value * (1 / 257)).convert("L")
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(_all_but(wide, clear))
    return grey


def _all_but(wide: Image.Image, clear: int) -> Image.Image:
    """A mask: 0 where a pixel has exactly the level ``clear``, 255 elsewhere."""
    above = wide.point(lambda value: value - clear).convert("L")
    below = wide.point(lambda value: value * -1 + clear).convert("L")
    return ImageChops.add(above, below).point([0] + [255] * 255)


def _alpha(image: Image.Image) -> Image.Image | None:
    """The alpha channel, from wherever it is; None where all is opaque."""
    if not image.has_transparency_data:
        return None
    alpha = _in_mode(image, "RGBA").getchannel("A")
    lowest = alpha.getextrema()[0]
    return None if lowest == 255 else alpha


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    """The picture in a mode; the same object where it is already, to spare the memory."""
    return image if image.mode == mode else image.convert(mode)


def _opaque(image: Image.Image) -> Image.Image:
    """The colours alone. Pillow wants palettes with alpha to go by way of RGBA."""
    return _in_mode(image.convert("RGBA") if image.mode == "P" else image, "RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """The colours as sRGB, or None where the profile has nothing to say."""
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        if ImageCms.getProfileDescription(given).startswith("sRGB"):
            return None
        pixels = _in_space(image, given.profile.xcolor_space.strip())
        if pixels is None:
            return None
        return ImageCms.profileToProfile(
            pixels,
            given,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None


def _in_space(image: Image.Image, space: str) -> Image.Image | None:
    """The pixels in the profile's colour space, or None where they are of another one."""
    if space == "CMYK":
        return image if image.mode == "CMYK" else None
    if space == "GRAY":
        return image.convert("L") if image.mode in ("1", "L", "LA") else None
    if space == "RGB":
        return None if image.mode == "CMYK" else _opaque(image)
    return None
