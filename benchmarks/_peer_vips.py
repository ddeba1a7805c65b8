"""The five sizes by libvips, for ``render_peers``: `_peer_vips.py PICTURE`, in the peers' Python.

Renders as often as each line of stdin says, and answers with the CPU seconds that took.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pyvips

BOXES = ((1920, 1080), (1280, 720), (640, 360), (300, 169))


def main() -> None:
    source = Path(sys.argv[1]).read_bytes()
    for line in sys.stdin:
        started = time.process_time()
        for _ in range(int(line)):
            five_sizes(source)
        print(time.process_time() - started, flush=True)


def five_sizes(source: bytes) -> list[bytes]:
    """The way of its manual: one ``thumbnail`` a size, which decodes no more than it needs."""
    whole = pyvips.Image.new_from_buffer(source, "", access="sequential")
    images = [whole]
    for width, height in BOXES:
        images.append(pyvips.Image.thumbnail_buffer(source, width, height=height, size="down"))
    return [image.webpsave_buffer(Q=85, effort=4, keep="none") for image in images]


if __name__ == "__main__":
    main()
