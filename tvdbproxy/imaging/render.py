"""One source into every size and format of an order: decode once, chain, encode."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from PIL import Image

from tvdbproxy.imaging.decode import decode, open_picture
from tvdbproxy.imaging.encode import encode
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.geometry import Placement, place, whole_needed
from tvdbproxy.imaging.order import Effort, Picture, Rendered, RenderOrder, Variant
from tvdbproxy.imaging.palette import dominant_color
from tvdbproxy.imaging.placeholder import LARGEST_SIDE, placeholder
from tvdbproxy.imaging.refusals import within_memory
from tvdbproxy.imaging.resize import cut_out, shrink
from tvdbproxy.imaging.sizes import Size

_ENCODERS = 2  # threads; four gained nothing on two cores
_BY_FAR = 3  # what was resampled twice, with less between, is softer where lines are thin
_SWATCH = Size("swatch", LARGEST_SIDE, LARGEST_SIDE)
_WORTH_KEEPING = 0.95  # of the WebP's bytes
_MOST_PIXELS_BESIDE_WEBP = 4_000_000  # an AVIF encoder takes 33 bytes of memory for each

Names = dict[Placement, list[str]]
Encoded = dict[Format, bytes]


def render(source: bytes, order: RenderOrder) -> Rendered:
    """Make every variant of ``order``; sizes whose pixels come out the same share one.

    The same bytes and order give the same result, byte for byte. Beside a WebP an AVIF
    is left out where it is not at least 5 % smaller, or has more than four million
    pixels. Raises ``BadPicture``, ``TooLarge`` and ``Unsupported``.
    """
    with within_memory():
        return _render(source, order)


def _render(source: bytes, order: RenderOrder) -> Rendered:
    opened = open_picture(source, order.limits)
    size = opened.size
    known = partial(
        Picture, format=opened.format, width=size[0], height=size[1], animated=opened.animated
    )
    names = _names(order, size)
    swatch = place(_SWATCH, *size)
    placements = list(dict.fromkeys([*names, swatch]))
    whole = decode(opened, _enough(placements, size, exact=len(names) > 1))
    del opened  # and with it the pixels before any conversion
    encoding: dict[Placement, Future[Encoded]] = {}
    with ThreadPoolExecutor(_ENCODERS) as threads:
        for placement, pixels in _chain(whole, placements, size):
            if placement == swatch:
                picture = _describe(known, pixels)
            if placement in names:
                formats = _formats(placement, order)
                encoding[placement] = threads.submit(_encode_all, pixels, formats, order)
    encoded = {placement: future.result() for placement, future in encoding.items()}
    return Rendered(picture, tuple(_variants(names, encoded)))


def _names(order: RenderOrder, size: tuple[int, int]) -> Names:
    """Every distinct outcome with the names of the sizes that lead to it, as ordered."""
    names: Names = {}
    for wanted in order.sizes:
        names.setdefault(place(wanted, *size), []).append(wanted.name)
    return names


def _enough(
    placements: Iterable[Placement], size: tuple[int, int], *, exact: bool
) -> tuple[int, int]:
    """How many pixels to decode: the largest need, or twice that for one size alone.

    In a set the largest size may come straight from the decoder's own scaling; a single
    small one is cheap enough to be resampled properly (SSIM .9994 rather than .9976).
    """
    needs = [whole_needed(placement, *size) for placement in placements]
    margin = 1 if exact else 2
    return margin * max(width for width, _ in needs), margin * max(height for _, height in needs)


def _chain(
    whole: Image.Image, placements: Iterable[Placement], size: tuple[int, int]
) -> Iterator[tuple[Placement, Image.Image]]:
    """The pixels of every placement, largest first, each made from a larger whole one.

    ``size`` is the picture's full size, in whose pixels the crops count; ``whole`` may
    already be smaller.
    """
    wholes = [whole]
    for placement in sorted(placements, key=lambda each: _area(each, size), reverse=True):
        larger = _parent(wholes, whole_needed(placement, *size))
        if (placement.crop.width, placement.crop.height) == size:
            wholes.append(shrink(larger, (placement.width, placement.height)))
            yield placement, wholes[-1]
        else:
            yield placement, cut_out(larger, placement, size)


def _parent(wholes: list[Image.Image], needed: tuple[int, int]) -> Image.Image:
    """The smallest picture that is larger by far; the first where none is."""
    for image in reversed(wholes):
        if image.width >= _BY_FAR * needed[0] and image.height >= _BY_FAR * needed[1]:
            return image
    return wholes[0]


def _area(placement: Placement, size: tuple[int, int]) -> int:
    width, height = whole_needed(placement, *size)
    return width * height


def _formats(placement: Placement, order: RenderOrder) -> list[Format]:
    """The order's formats, once each, but for an AVIF that is not to be tried."""
    hopeless = Format.WEBP in order.formats and placement.pixels > _MOST_PIXELS_BESIDE_WEBP
    return [
        wanted
        for wanted in dict.fromkeys(order.formats)
        if not (wanted is Format.AVIF and hopeless)
    ]


def _encode_all(image: Image.Image, formats: list[Format], order: RenderOrder) -> Encoded:
    """All formats of one picture, in one thread: see ``encode``."""
    most = order.effort_pixels
    is_large = most is not None and image.width * image.height > most
    effort: Effort = "fast" if is_large else order.effort
    encoded = {wanted: encode(image, wanted, order.quality, effort) for wanted in formats}
    webp, avif = encoded.get(Format.WEBP), encoded.get(Format.AVIF)
    if webp and avif and len(avif) > _WORTH_KEEPING * len(webp):
        del encoded[Format.AVIF]
    return encoded


def _variants(names: Names, encoded: dict[Placement, Encoded]) -> Iterator[Variant]:
    for placement, size_names in names.items():
        for made, data in encoded[placement].items():
            yield Variant(tuple(size_names), made, placement.width, placement.height, data)


def _describe(known: Callable[..., Picture], swatch: Image.Image) -> Picture:
    return known(
        has_alpha=swatch.mode == "RGBA",
        dominant_color=dominant_color(swatch),
        placeholder=placeholder(swatch),
    )
