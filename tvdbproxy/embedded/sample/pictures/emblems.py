"""Pictures without ground: icons, logotypes and clear art, with real transparency."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import mix
from tvdbproxy.embedded.sample.pictures.layouts import balanced
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.scenes import Scene
from tvdbproxy.embedded.sample.pictures.type import Face, cap_height, filling, line_width, set_line


def paint_icon(
    size: tuple[int, int], palette: Palette, scene: Scene, rng: random.Random
) -> Image.Image:
    """The title's scene in a rounded square."""
    canvas = Canvas(*size)
    scene(canvas, palette, rng)
    icon = canvas.image.convert("RGBA")
    mask = Image.new("L", (size[0] * 2, size[1] * 2))
    edge = size[0] // 12
    ImageDraw.Draw(mask).rounded_rectangle(
        (edge, edge, size[0] * 2 - edge, size[1] * 2 - edge), radius=size[0] * 0.44, fill=255
    )
    icon.putalpha(mask.reduce(2))
    return icon


def paint_logo(size: tuple[int, int], palette: Palette, text: str) -> Image.Image:
    """The title as a logotype, its ink fading from paper to glow, a bar of accent below."""
    sheet = Image.new("RGBA", size, (*palette.paper, 0))
    _set_title(sheet, palette, text, (0, 0, size[0], size[1]))
    return sheet


def paint_clearart(
    size: tuple[int, int], palette: Palette, scene: Scene, text: str | None, rng: random.Random
) -> Image.Image:
    """The scene in a disc that fades out to the right, where the title stands."""
    canvas = Canvas(size[1], size[1])
    scene(canvas, palette, rng)
    disc = Image.new("L", (size[1] * 2, size[1] * 2))
    ImageDraw.Draw(disc).ellipse((16, 16, size[1] * 2 - 16, size[1] * 2 - 16), fill=255)
    medal = canvas.image.convert("RGBA")
    medal.putalpha(disc.reduce(2))
    sheet = Image.new("RGBA", size, (*palette.deep, 0))
    if text is None:
        sheet.paste(medal, ((size[0] - size[1]) // 2, 0))
        return sheet
    fade = Image.linear_gradient("L").rotate(-90).resize(medal.size)
    soft = fade.point([min(255, round(level * 2.2)) for level in range(256)])
    medal.putalpha(ImageChops.multiply(medal.getchannel("A"), soft))
    sheet.paste(medal, (0, 0))
    _set_title(sheet, palette, text, (round(size[0] * 0.44), 120, size[0], size[1] - 120))
    return sheet


def _set_title(
    sheet: Image.Image, palette: Palette, text: str, box: tuple[int, int, int, int]
) -> None:
    wide, tall = box[2] - box[0] - 40, box[3] - box[1] - 70
    rows = balanced(text.upper(), 12)
    tallest = tall / (0.715 * len(rows) + 0.22 * (len(rows) - 1))
    size = min(filling(row, Face(100, 0.02, 0.03), wide, min(tallest, 150)).size for row in rows)
    face = Face(size, 0.02, 0.03)
    step = size * 0.95
    y = (box[1] + box[3] - 30) / 2 - (len(rows) - 1) * step / 2 + cap_height(face) / 2
    for index, row in enumerate(rows):
        ink = mix(palette.paper, palette.glow, index / max(1, len(rows) - 1))
        x = box[0] + (box[2] - box[0] - line_width(row, face)) / 2
        set_line(sheet, row, face, (x + 3, y + 4), palette.deep, 0.55)
        set_line(sheet, row, face, (x, y), ink)
        y += step
    y = round(y - step + 26)
    middle = (box[0] + box[2]) // 2
    sheet.paste((*palette.accent, 255), (middle - 60, y, middle + 60, y + 8))
