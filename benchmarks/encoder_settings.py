"""What each encoder setting costs and gives, beside WebP quality 85 with method 4.

Run `python benchmarks/encoder_settings.py [rounds]`. On drawn pictures of every kind, at the
sizes of a poster and a still: CPU and bytes are geometric means of ratios to the reference
setting, picture by picture; SSIM and SSIMULACRA2 are means, against the uncompressed picture.
"At its quality" says what each setting's bytes come to where its quality number is moved so
that SSIMULACRA2 is the reference's, between two numbers that were tried, and for how many of
the pictures there were such two.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks._likeness import Likeness, likeness
from benchmarks._peers import peers_python
from benchmarks._pictures import artwork, photo, title

Options = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """An encoder with everything but its quality number, and the numbers to try."""

    name: str
    picture_format: str
    options: Options
    qualities: Sequence[int]


@dataclass(frozen=True)
class Seen:
    """One picture with one setting."""

    seconds: float
    length: float
    ssim: float
    score: float


def _settings() -> list[Setting]:
    webp = [Setting(f"WebP method {m}", "WEBP", {"method": m}, (80, 85, 90)) for m in range(7)]
    avif = [
        Setting(f"AVIF speed {s}", "AVIF", {"speed": s, "max_threads": 1}, (62, 66, 70, 78, 86))
        for s in range(6, 10)
    ]
    progressive = {"progressive": True, "optimize": True}
    jpeg = [
        Setting("JPEG progressive", "JPEG", progressive, (79, 82, 85, 90)),
        Setting("JPEG baseline", "JPEG", {}, (79, 82, 85, 90)),
    ]
    return [*webp, *avif, *jpeg]


REFERENCE = ("WebP method 4", 85)
SIZES = ((490, 720), (640, 360))
KINDS: Sequence[Callable[[int, int], Image.Image]] = (photo, artwork, title)


def main(rounds: int) -> None:
    python = peers_python()
    if python is None:
        print("Not measured: encoder settings, which need the peers' measure of likeness.")
        return
    with likeness(python) as compare:
        seen = [_look(kind(*size), rounds, compare) for size in SIZES for kind in KINDS]
    table = Table(title=f"{len(seen)} pictures, beside {REFERENCE[0]} at quality {REFERENCE[1]}")
    columns = ("setting", "quality", "CPU", "bytes", "SSIM", "SSIMULACRA2", "at its quality: bytes")
    for column in columns:
        table.add_column(column, justify="left" if column == "setting" else "right")
    for setting in _settings():
        equal = [b for picture in seen if (b := _bytes_at_reference(setting, picture))]
        told = f"{_geometric(equal):.2f} ({len(equal)})" if equal else ""
        for number, quality in enumerate(setting.qualities):
            row = [_beside(picture, (setting.name, quality)) for picture in seen]
            table.add_row(
                setting.name if not number else "",
                str(quality),
                f"{_geometric([each.seconds for each in row]):.2f}",
                f"{_geometric([each.length for each in row]):.3f}",
                f"{statistics.mean(each.ssim for each in row):.4f}",
                f"{statistics.mean(each.score for each in row):.1f}",
                told if not number else "",
            )
    Console(width=110).print(table)


Looks = dict[tuple[str, int], Seen]


def _look(image: Image.Image, rounds: int, compare: Likeness) -> Looks:
    """The picture with every setting; the settings take turns, round by round."""
    tried = [(setting, quality) for setting in _settings() for quality in setting.qualities]
    seconds: dict[tuple[str, int], list[float]] = {(s.name, q): [] for s, q in tried}
    files: dict[tuple[str, int], bytes] = {}
    for _ in range(rounds):
        for setting, quality in tried:
            started = time.process_time()
            files[setting.name, quality] = _encoded(image, setting, quality)
            seconds[setting.name, quality].append(time.process_time() - started)
    return {
        key: Seen(
            statistics.median(seconds[key]),
            len(data),
            *compare(image, Image.open(BytesIO(data)).convert("RGB")),
        )
        for key, data in files.items()
    }


def _encoded(image: Image.Image, setting: Setting, quality: int) -> bytes:
    buffer = BytesIO()
    image.copy().save(buffer, setting.picture_format, quality=quality, **setting.options)
    return buffer.getvalue()


def _beside(picture: Looks, key: tuple[str, int]) -> Seen:
    seen, reference = picture[key], picture[REFERENCE]
    return Seen(
        seen.seconds / reference.seconds, seen.length / reference.length, seen.ssim, seen.score
    )


def _bytes_at_reference(setting: Setting, picture: Looks) -> float | None:
    """Bytes where the score is the reference's, on a line through the logarithms of bytes;
    ``None`` where no two neighbouring qualities have it between them."""
    wanted = picture[REFERENCE].score
    for pair in pairwise(setting.qualities):
        low, high = (picture[setting.name, quality] for quality in pair)
        if low.score <= wanted <= high.score and low.score < high.score:
            share = (wanted - low.score) / (high.score - low.score)
            length = math.log(low.length) + share * math.log(high.length / low.length)
            return math.exp(length) / picture[REFERENCE].length
    return None


def _geometric(ratios: Sequence[float]) -> float:
    return statistics.geometric_mean(ratios)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
