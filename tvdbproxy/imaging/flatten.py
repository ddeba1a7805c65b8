"""A picture without alpha, for formats that have none."""

from __future__ import annotations

from PIL import Image

PAPER = (255, 255, 255)


def flatten(image: Image.Image) -> Image.Image:
    """The picture on white; the same object where it is opaque already."""
    if image.mode == "RGB":
        return image
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper
