"""Pictures to measure with, drawn: each kind is hard for something."""

from __future__ import annotations

import math
import random
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont


def photo(width: int, height: int, grain: float = 14, seed: int = 1) -> Image.Image:
    """Something with the smooth areas, edges and grain of a photograph."""
    chance = random.Random(seed)
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(250):
        x, y = chance.randrange(width), chance.randrange(height)
        radius = chance.randrange(4, max(width, height) // 12)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    noise = Image.effect_noise((width, height), grain).convert("RGB")
    return ImageChops.add(image.filter(ImageFilter.GaussianBlur(1)), noise, 1, -128)


def title(width: int, height: int) -> Image.Image:
    """Lines of text of several sizes on a flat ground."""
    chance = random.Random(3)
    image = Image.new("RGB", (width, height), (24, 28, 60))
    draw, top = ImageDraw.Draw(image), 0
    while top < height:
        points = chance.choice((14, 20, 28, 44, 80))
        colour = tuple(chance.randrange(120, 256) for _ in range(3))
        words = "Season 3, episode 12: The Quick Brown Fox " * 6
        font = ImageFont.load_default(points)
        draw.text((chance.randrange(40), top), words, font=font, fill=colour)
        top += int(points * 1.3)
    return image


def lines(width: int, height: int) -> Image.Image:
    """A star of thin lines: what aliases, rings or gets lost first."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for degree in range(0, 360, 2):
        x, y = math.cos(math.radians(degree)), math.sin(math.radians(degree))
        end = (width / 2 + width * x, height / 2 + width * y)
        draw.line((width / 2, height / 2, *end), fill=(0, 0, 0), width=1 + degree // 2 % 2)
    return image


def artwork(width: int, height: int) -> Image.Image:
    """What a poster is like: a photograph with little grain, and lettering over it."""
    image = photo(width, height, grain=5, seed=2)
    image.paste(title(width, height // 4), (0, height // 2))
    return image


def file_of(image: Image.Image, picture_format: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file; a JPEG at quality 92 where nothing else is said."""
    buffer = BytesIO()
    image.save(buffer, picture_format, **(options or {"quality": 92}))
    return buffer.getvalue()
