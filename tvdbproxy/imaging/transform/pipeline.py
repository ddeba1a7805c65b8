"""A picture transformed: the steps in their order, and what comes before and after them."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from tvdbproxy.errors import BadPicture, TooLarge, Unsupported
from tvdbproxy.imaging.decode import Opened, decode, open_picture
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.limits import MEGAPIXEL, Limits
from tvdbproxy.imaging.refusals import within_memory
from tvdbproxy.imaging.transform.baggage import pack
from tvdbproxy.imaging.transform.film import Film, moves, read_film, read_still
from tvdbproxy.imaging.transform.formats import READABLE, written_format
from tvdbproxy.imaging.transform.geometry.layout import Layout, lay_out
from tvdbproxy.imaging.transform.geometry.turns import turn_of, turned_size
from tvdbproxy.imaging.transform.job import Frames, Job
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.save import final_format, save
from tvdbproxy.imaging.transform.spec import Transformed, TransformSpec
from tvdbproxy.imaging.transform.steps.blur import blur
from tvdbproxy.imaging.transform.steps.canvas import extend, extend_to_ratio, pad
from tvdbproxy.imaging.transform.steps.cap import cap
from tvdbproxy.imaging.transform.steps.crop import crop
from tvdbproxy.imaging.transform.steps.ground import ground
from tvdbproxy.imaging.transform.steps.keep import keep
from tvdbproxy.imaging.transform.steps.pixelate import pixelate
from tvdbproxy.imaging.transform.steps.recolour import recolour
from tvdbproxy.imaging.transform.steps.scale import scale
from tvdbproxy.imaging.transform.steps.sharpen import sharpen
from tvdbproxy.imaging.transform.steps.trim import trim
from tvdbproxy.imaging.transform.steps.turn import turn
from tvdbproxy.imaging.transform.steps.watermark import marked_box, watermark
from tvdbproxy.imaging.verdicts import too_large

STEPS: tuple[Callable[[Frames, Job], Frames], ...] = (
    crop,
    scale,
    turn,
    keep,
    blur,
    sharpen,
    pixelate,
    recolour,
    extend,
    extend_to_ratio,
    pad,
    cap,
    ground,
    watermark,
)
"""What happens to the pixels, whatever the order of options in an address. Before it comes
``trim``, since what it leaves is what the arithmetic counts as the source."""

_SHARP = 3
"""A JPEG may shrink on load as long as its sides stay so many times those that are wanted. That
saves a quarter of the CPU. At twice, thin lines change visibly (SSIMULACRA2 76 of 100); at three
times nothing does (94 and more)."""


def transform(source: bytes, order: TransformOrder) -> Transformed:
    """Do what the order says. The same bytes and order give the same result, byte for byte.

    Raises ``BadPicture``, ``TooLarge`` and ``Unsupported``, also for a result that would have
    more pixels than the limits allow.
    """
    with within_memory():
        return _transform(source, order)


def _transform(source: bytes, order: TransformOrder) -> Transformed:
    spec = order.spec
    opened = open_picture(source, order.limits, READABLE)
    orientation = opened.orientation if spec.auto_rotate else 1
    size = opened.image.size  # decoding may make fewer of it
    source_format = opened.format
    written = written_format(spec, source_format)
    baggage = pack(opened.image, spec)
    film = _read(opened, spec, written, order.limits)
    del opened, source  # and with them pixels that nobody needs any more
    film.frames[:] = trim(film.frames, spec.trim, turn_of(spec, orientation))
    trimmed = film.frames[0].size if spec.trim else size
    layout = lay_out(spec, trimmed, written, orientation)
    check_result(spec, layout, len(film.frames), order.limits)
    _go_through(film, Job(spec, layout, written, _watermark(order)))
    written = final_format(written, film.frames[0])
    source_width, source_height = turned_size(size, orientation)
    return Transformed(
        data=save(film, written, spec, baggage),
        format=written.value,
        width=film.frames[0].width,
        height=film.frames[0].height,
        source_format=source_format.value,
        source_width=source_width,
        source_height=source_height,
    )


def check_result(spec: TransformSpec, layout: Layout, frames: int, limits: Limits) -> None:
    """Raise ``BadPicture`` (``image_too_large``) for more pixels than a picture may have, on
    every way-station of the transform and in a watermark's box: in all frames together, unless
    those are bounded one by one."""
    stations = [layout.scaled, layout.extended, layout.extended_to_ratio, layout.padded]
    if spec.watermark is not None:
        stations.append(marked_box(spec.watermark, layout.result))
    width, height = max(stations, key=lambda size: size[0] * size[1])
    if limits.max_frame_pixels is not None:
        frames = 1
    if width * height * frames > limits.max_pixels:
        times = f" in {frames} frames" if frames > 1 else ""
        raise too_large(
            f"It would become {width} x {height} pixels{times}, and "
            f"{limits.max_pixels / MEGAPIXEL:g} million are allowed; ask for a smaller one."
        )


def _go_through(film: Film, job: Job) -> None:
    """In place, so that no picture is kept for longer than the next step needs it."""
    for step in STEPS:
        film.frames[:] = step(film.frames, job)


def _read(opened: Opened, spec: TransformSpec, written: Format, limits: Limits) -> Film:
    convert = spec.strip_color_profile
    if moves(opened, written, spec.max_animation_frames):
        return read_film(opened, spec.max_animation_frames, limits, convert=convert)
    return read_still(opened, _enough(opened, spec, written), convert=convert)


def _enough(opened: Opened, spec: TransformSpec, written: Format) -> tuple[int, int]:
    """How many pixels to decode. A trim or a crop counts in pixels of the file, so all."""
    size = opened.image.size
    if spec.trim is not None or spec.crop is not None:
        return size
    layout = lay_out(spec, size, written, opened.orientation)
    width, height = turned_size(layout.scaled, layout.turn)
    return _SHARP * width, _SHARP * height


def _watermark(order: TransformOrder) -> Image.Image | None:
    """Decoded, if one is to be drawn. Where it cannot be, that is not the picture's fault."""
    wanted = order.spec.watermark
    if wanted is None or wanted.opacity <= 0 or not order.watermark:
        return None
    try:
        opened = open_picture(order.watermark, order.limits, READABLE)
        return decode(opened, opened.size).convert("RGBA")
    except (BadPicture, TooLarge, Unsupported) as error:
        raise BadPicture(
            f"The watermark cannot be used. {error.public}",
            code="watermark_unusable",
            detail=error.detail,
        ) from error
