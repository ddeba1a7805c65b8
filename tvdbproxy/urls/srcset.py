"""A picture in all widths of its ladder, as a browser's ``srcset`` wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tvdbproxy.imaging.ladders import ladder


def srcset(
    content_type: str, image_type: str, width: int | None, address: Callable[[str], str]
) -> str:
    """``address 185w, address 342w, ...``, ascending; ``address`` is asked for each size.

    Nothing is enlarged, so that it ends with the picture's own ``width``; where that is not
    known yet, all widths are named. A kind without a ladder has its original alone.
    """
    sizes = _sizes(ladder(content_type, image_type), width)
    return ", ".join(f"{address(size)} {wide}w" for wide, size in sizes)


def _sizes(rungs: tuple[int, ...], width: int | None) -> Iterator[tuple[int, str]]:
    if not rungs and width:
        yield width, "original"
    for rung in rungs:
        yield min(rung, width or rung), f"w{rung}"
        if width and rung >= width:
            return
