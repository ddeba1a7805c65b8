"""The most memory that a child process takes for the largest pictures that may come in.

Run `python benchmarks/render_memory.py`. Every picture goes to a child of its own, with the
limits of the real ones, and becomes the five WebP sizes of the artwork profile. "Peak" is
the most that was resident at a time (VmHWM), "after" what the child keeps.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms
from rich.console import Console
from rich.table import Table

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.imaging.limits import Budget
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.process import RenderProcess
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imaging.spawner import Spawner

ORDER = RenderOrder(BUILT_IN["artwork"])
NO_ORIGINAL = RenderOrder(BUILT_IN["artwork"][1:])
Outcome = tuple[str, str, str, str]
"""What became of it, megabytes at the peak and afterwards, seconds."""


def main(wanted: str = "") -> None:
    table = Table(
        title=f"a child of {Budget().memory_mb} MiB and five sizes of the largest pictures"
    )
    for column in ("picture", "file MB", "outcome", "peak MB", "after MB", "s"):
        table.add_column(column, justify="left" if column in ("picture", "outcome") else "right")
    for name, draw in _cases().items():
        if wanted in name:
            source = draw()
            table.add_row(name, f"{len(source) / 1e6:.1f}", *_outcome(source, ORDER))
            if "50 MP JPEG" in name:
                without = _outcome(source, NO_ORIGINAL)
                table.add_row("  without the original's size", "", *without)
    Console(width=110).print(table)


def _outcome(source: bytes, order: RenderOrder) -> Outcome:
    spawner = Spawner()
    child = RenderProcess(Budget(wall_seconds=300, cpu_seconds=200), spawner)
    started = time.monotonic()
    try:
        made = child.render(source, order)
        outcome = f"{len(made.variants)} pictures"
    except TvdbProxyError as error:
        outcome = error.code
    peak, after = _memory(child.pid, "VmHWM"), _memory(child.pid, "VmRSS")
    seconds = f"{time.monotonic() - started:.1f}"
    child.bury()
    spawner.close()
    return outcome, peak, after, seconds


def _memory(pid: int, line: str) -> str:
    status = Path(f"/proc/{pid}/status").read_text()
    found = [entry.split()[1] for entry in status.splitlines() if entry.startswith(f"{line}:")]
    return f"{int(found[0]) // 1024}" if found else "dead"


def _cases() -> Mapping[str, Callable[[], bytes]]:
    return {
        "a poster, 680x1000": lambda: _file(_picture(680, 1000), "JPEG", quality=90),
        "4K JPEG": lambda: _file(_picture(3840, 2160), "JPEG", quality=90),
        "50 MP JPEG": lambda: _file(_picture(), "JPEG", quality=85),
        "50 MP JPEG, progressive": lambda: _file(_picture(), "JPEG", quality=85, progressive=True),
        "50 MP JPEG, on its side": lambda: _file(_picture(), "JPEG", exif=_turned()),
        "50 MP JPEG, with a profile": lambda: _file(_picture(), "JPEG", icc_profile=_profile()),
        "50 MP JPEG, CMYK": lambda: _file(_picture().convert("CMYK"), "JPEG", quality=80),
        "49 MP PNG": lambda: _file(_slopes(7000, 7000), "PNG"),
        "49 MP PNG, half clear": lambda: _file(_half_clear(7000, 7000), "PNG"),
        "49 MP PNG, grey of 16 bits": lambda: _file(
            _slopes(7000, 7000).convert("L").convert("I;16"), "PNG"
        ),
        "49 MP PNG, palette": lambda: _file(_slopes(7000, 7000).quantize(64), "PNG"),
        "49 MP PNG, palette, half clear": lambda: _file(
            _half_clear(7000, 7000).quantize(64, method=Image.Quantize.FASTOCTREE), "PNG"
        ),
        "25 MP WebP": lambda: _file(_picture(5000, 5000), "WEBP", method=0),
        "25 MP WebP, half clear": lambda: _file(_half_clear(5000, 5000), "WEBP", method=1),
        "25 MP AVIF": lambda: _file(_picture(5000, 5000), "AVIF", speed=10),
        "25 MP AVIF, half clear": lambda: _file(_half_clear(5000, 5000), "AVIF", speed=10),
        "49 MP GIF of three frames": lambda: _file(
            _slopes(7000, 7000).quantize(16),
            "GIF",
            save_all=True,
            append_images=[Image.new("P", (7000, 7000), shade) for shade in (1, 2)],
        ),
    }


def _picture(width: int = 8160, height: int = 6120) -> Image.Image:
    """Soft shapes with a little texture: at 50 megapixels still below ten megabytes."""
    small = Image.effect_noise((width // 24, height // 24), 90)
    shapes = small.resize((width, height), Image.Resampling.BICUBIC)
    down = Image.linear_gradient("L").resize((width, height))
    across = down.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    return Image.merge("RGB", (shapes, down, across))


def _slopes(width: int, height: int) -> Image.Image:
    """Gradients alone, which even the formats without loss make small."""
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (down.transpose(Image.Transpose.ROTATE_90), down, down))


def _half_clear(width: int, height: int) -> Image.Image:
    image = _slopes(width, height)
    image.putalpha(Image.linear_gradient("L").resize((width, height)))
    return image


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def _profile() -> bytes:
    """One that is not sRGB, so that it has to be applied."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return profile.tobytes()


def _file(image: Image.Image, picture_format: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, picture_format, **options)
    return buffer.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:2])
