"""A thumbnail by libvips, for ``transform``: `_peer_vips_transform.py PICTURE WIDTH HEIGHT`.

In the peers' Python. Each line of stdin is how many to make and in how many threads; the answer
is the seconds that took by the clock. A bare loop: nothing is checked and nobody is asked.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyvips


def main() -> None:
    source, width, height = Path(sys.argv[1]).read_bytes(), int(sys.argv[2]), int(sys.argv[3])

    def once(_number: int) -> int:
        image = pyvips.Image.thumbnail_buffer(source, width, height=height, size="down")
        return len(image.webpsave_buffer(Q=79, effort=2, keep="none"))

    for line in sys.stdin:
        times, threads = map(int, line.split())
        with ThreadPoolExecutor(threads) as pool:
            started = time.perf_counter()
            list(pool.map(once, range(times)))
            print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main()
