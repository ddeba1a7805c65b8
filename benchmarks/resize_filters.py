"""What each way of making the sizes costs, and how near it stays to one proper Lanczos.

Run `python benchmarks/resize_filters.py [rounds]`. The sizes of the artwork profile, made of
a photograph, a page of titles and a star of thin lines, all drawn.
"Worst" and "mean" are over all pictures and sizes, against the whole picture in one step by
Pillow's own Lanczos.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks._likeness import Likeness, likeness
from benchmarks._peers import peers_python
from benchmarks._pictures import lines, photo, title
from tvdbproxy.imaging.geometry import place
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imaging.resample import resample, resample_by_pillow

Step = Callable[[Image.Image, tuple[int, int]], Image.Image]
Filter = Image.Resampling
SOURCES = ((680, 1000), (1920, 1080), (3840, 2160))
KINDS = (photo, title, lines)


def _by_pillow(image: Image.Image, size: tuple[int, int], kind: Filter) -> Image.Image:
    return image.resize(size, kind, reducing_gap=2)


def _halved(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Blocks of two by two where that is exact, bicubic elsewhere."""
    if (image.width, image.height) == (2 * size[0], 2 * size[1]):
        return image.reduce(2)
    return _by_pillow(image, size, Filter.BICUBIC)


def _first_bicubic(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    near = image.width < 1.9 * size[0]
    return _by_pillow(image, size, Filter.BICUBIC if near else Filter.HAMMING)


def _ours(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return resample(image, size, (0, 0, *image.size))


def _by_pillow_alone(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return resample_by_pillow(image, size, (0, 0, *image.size))


WAYS: Mapping[str, tuple[Step, float]] = {
    "ours": (_ours, 3),
    "ours, from the next larger": (_ours, 1),
    "ours, from the whole": (_ours, math.inf),
    "ours by Pillow alone": (_by_pillow_alone, 3),
    "bicubic": (partial(_by_pillow, kind=Filter.BICUBIC), 1),
    "bicubic, halves by blocks": (_halved, 1),
    "bicubic, then Hamming": (_first_bicubic, 1),
    "Hamming": (partial(_by_pillow, kind=Filter.HAMMING), 1),
}
"""A step, and how many times as large as its size the picture is that it starts from."""


def main(rounds: int) -> None:
    python = peers_python()
    if python is None:
        print("Not measured: filters, which need the peers' measure of likeness.")
        return
    table = Table(title=f"the artwork sizes below the original; CPU is the median of {rounds}")
    columns = ("way", *(f"{w}x{h} ms" for w, h in SOURCES))
    scores = ("worst SSIM", "mean SSIM", "worst SSIMULACRA2", "mean")
    for column in (*columns, *scores):
        table.add_column(column, justify="left" if column == "way" else "right")
    milliseconds = _milliseconds(rounds)
    with likeness(python) as compare:
        looks = _looks(compare)
    for way in WAYS:
        ssims, finer = zip(*looks[way], strict=True)
        table.add_row(
            way,
            *(f"{milliseconds[way, size]:.1f}" for size in SOURCES),
            *(f"{figure(ssims):.4f}" for figure in (min, statistics.mean)),
            *(f"{figure(finer):.1f}" for figure in (min, statistics.mean)),
        )
    Console(width=130).print(table)


def _milliseconds(rounds: int) -> dict[tuple[str, tuple[int, int]], float]:
    seen: dict[tuple[str, tuple[int, int]], list[float]] = {}
    for size in SOURCES:
        image = photo(*size)
        for _ in range(rounds):
            for way, (step, by_far) in WAYS.items():
                started = time.process_time()
                for _made in _chain(image, step, by_far):
                    pass
                seen.setdefault((way, size), []).append(time.process_time() - started)
    return {key: 1000 * statistics.median(seconds) for key, seconds in seen.items()}


def _looks(compare: Likeness) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    for size in SOURCES[:2]:  # the third would take minutes and say the same
        for kind in KINDS:
            image = kind(*size)
            for way, (step, by_far) in WAYS.items():
                for made in _chain(image, step, by_far):
                    found[way].append(compare(image.resize(made.size, Filter.LANCZOS), made))
    return found


def _chain(image: Image.Image, step: Step, by_far: float) -> Iterator[Image.Image]:
    """As ``render`` goes about it."""
    made = [image]
    for size in BUILT_IN["artwork"]:
        placement = place(size, *image.size)
        width, height = placement.width, placement.height
        if (width, height) == image.size:
            continue
        larger = (each for each in reversed(made) if _is_larger(each, width, height, by_far))
        made.append(step(next(larger, image), (width, height)))
        yield made[-1]


def _is_larger(image: Image.Image, width: int, height: int, by_far: float) -> bool:
    return image.width >= by_far * width and image.height >= by_far * height


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
