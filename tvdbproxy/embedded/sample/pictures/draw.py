"""From a commission to the bytes of a file."""

from __future__ import annotations

import io
import random

from PIL import Image

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.commission import (
    SIZES,
    THUMBNAIL_SIZES,
    TRANSPARENT,
    Commission,
    Kind,
)
from tvdbproxy.embedded.sample.pictures.emblems import paint_clearart, paint_icon, paint_logo
from tvdbproxy.embedded.sample.pictures.layouts import LAYOUTS
from tvdbproxy.embedded.sample.pictures.palettes import PALETTES, Palette
from tvdbproxy.embedded.sample.pictures.portrait import paint_portrait
from tvdbproxy.embedded.sample.pictures.scenes import SCENES
from tvdbproxy.embedded.sample.pictures.type import Face, filling, fitting, set_line

_JPEG_QUALITY = 90


def draw(commission: Commission, *, thumbnail: bool = False) -> bytes:
    """JPEG bytes, or PNG bytes for the kinds with transparency; always the same ones."""
    picture = paint(commission)
    if thumbnail:
        picture = picture.resize(THUMBNAIL_SIZES[commission.kind], Image.Resampling.LANCZOS)
    return _encode(picture, commission.kind)


def paint(commission: Commission) -> Image.Image:
    """The picture itself, in the size of its kind: RGB, or RGBA with transparency."""
    rng = random.Random(commission.seed)  # noqa: S311 - art, not secrets
    palette = PALETTES[commission.palette].shifted(commission.mood)
    scene, size = SCENES[commission.scene], SIZES[commission.kind]
    if commission.kind is Kind.PORTRAIT:
        return paint_portrait(size, palette, rng)
    if commission.kind is Kind.ICON:
        return paint_icon(size, palette, scene, rng)
    if commission.kind is Kind.LOGO:
        return paint_logo(size, palette, commission.text or "")
    if commission.kind is Kind.CLEARART:
        return paint_clearart(size, palette, scene, commission.text, rng)
    canvas = Canvas(*size)
    scene(canvas, palette, rng)
    canvas.grain(rng)
    if commission.text is not None:
        _set_text(canvas, palette, commission, commission.text)
    return canvas.image


def _set_text(canvas: Canvas, palette: Palette, commission: Commission, text: str) -> None:
    if commission.kind is Kind.POSTER:
        LAYOUTS[commission.layout](canvas, palette, text, commission.line)
    elif commission.kind is Kind.BANNER:
        _set_banner(canvas, palette, text)
    else:
        _set_background(canvas, palette, text)


def _set_banner(canvas: Canvas, palette: Palette, text: str) -> None:
    """The scene fades into the deep colour on the left, where the title stands."""
    fade = Image.linear_gradient("L").rotate(90).resize(canvas.size)
    strong = [min(235, round(level * 1.5)) for level in range(255, -1, -1)]
    canvas.image.paste(palette.deep, (0, 0), fade.point(strong))
    face = fitting(text.upper(), Face(50, 0.1, 0.014), canvas.width * 0.72)
    set_line(
        canvas.image, text.upper(), face, (34, canvas.height / 2 + face.size * 0.36), palette.paper
    )


def _set_background(canvas: Canvas, palette: Palette, text: str) -> None:
    canvas.veil(palette.deep, [0, 0, 0, 0.3, 0.6])
    face = filling(text, Face(100, -0.03, 0.012), canvas.width * 0.5, 130)
    set_line(canvas.image, text, face, (110, canvas.height - 120), palette.paper)


def _encode(picture: Image.Image, kind: Kind) -> bytes:
    file = io.BytesIO()
    if kind in TRANSPARENT:
        picture.save(file, "PNG", compress_level=4)
    else:
        picture.save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()
