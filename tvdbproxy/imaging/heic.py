"""HEIC, where the extra ``heic`` is installed; it is read alone, and nowhere but in a child.

The decoder is libheif's, which `pillow-heif` brings along. That is not imported before there is
a picture for it: few are HEIC, and it costs every child 10 MB.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

EXTRA = "heic"
"""What to install, as in ``tvdbproxy[heic]``."""

DECODER = "HEIF"
"""What Pillow calls it after ``register``."""


@cache
def is_installed() -> bool:
    """Whether the extra is there; it is found without importing it."""
    return find_spec("pillow_heif") is not None


@cache
def register() -> None:
    """Let Pillow open HEIC where it is asked for by name, in this process. Not writing, and
    nothing else that libheif knows: films, depths and thumbnails are not looked at."""
    import pillow_heif
    from PIL import Image

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = False
    pillow_heif.options.DEPTH_IMAGES = False
    Image.register_open(DECODER, pillow_heif.HeifImageFile)
