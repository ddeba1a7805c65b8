"""A picture without alpha, for formats that have none."""

from __future__ import annotations

from PIL import Image

PAPER = (255, 255, 255)


def flatten(image: Image.Image, paper: tuple[int, int, int] = PAPER) -> Image.Image:
    """The picture on a colour; the same object where it is opaque already."""
    if image.mode == "RGB":
        return image
    flat = Image.new("RGB", image.size, paper)
    flat.paste(image, mask=image.getchannel("A"))
    return flat
