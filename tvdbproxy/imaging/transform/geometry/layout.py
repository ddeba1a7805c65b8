"""All the sizes of one transform, in the order in which the picture goes through them."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.transform.geometry.canvas import (
    extended,
    extended_to_ratio,
    padded,
    padding_of,
)
from tvdbproxy.imaging.transform.geometry.caps import capped
from tvdbproxy.imaging.transform.geometry.cropping import cropped_size
from tvdbproxy.imaging.transform.geometry.scaling import Scaling, scaled_by, scaling_of
from tvdbproxy.imaging.transform.geometry.sizing import sizes_of
from tvdbproxy.imaging.transform.geometry.turns import turn_of, turned_size
from tvdbproxy.imaging.transform.spec import Padding, TransformSpec
from tvdbproxy.imaging.verdicts import too_large

Size = tuple[int, int]


@dataclass(frozen=True)
class Layout:
    """Sizes are as seen, that is after ``turn``; ``source`` is before the crop.

    ``dpr`` is what counts for offsets. ``result`` is what is encoded.
    """

    turn: int
    source: Size
    cropped: Size
    scaled: Size
    kept: Size
    extended: Size
    extended_to_ratio: Size
    padding: Padding
    padded: Size
    result: Size
    dpr: float


def lay_out(
    spec: TransformSpec, size: Size, picture_format: Format, orientation: int = 1
) -> Layout:
    """For a source whose bytes say ``size`` and EXIF ``orientation``, written as a format.

    Raises ``BadPicture`` (``image_too_large``) where the numbers go beyond all bounds.
    """
    try:
        return _lay_out(spec, size, picture_format, orientation)
    except (ArithmeticError, ValueError) as error:
        raise too_large(
            "It would become larger than can be counted; ask for a smaller one.", str(error)
        ) from error


def _lay_out(spec: TransformSpec, size: Size, picture_format: Format, orientation: int) -> Layout:
    turn = turn_of(spec, orientation)
    source = turned_size(size, turn)
    cropped = cropped_size(source, spec.crop)
    scaling = scaling_of(cropped, spec)
    layout = _laid_out(spec, turn, source, cropped, scaling, picture_format)
    larger = max(layout.padded)
    if 0 < spec.max_result_dimension < larger:
        scaling = scaled_by(scaling, cropped, spec.max_result_dimension / larger)
        layout = _laid_out(spec, turn, source, cropped, scaling, picture_format)
    return layout


def _laid_out(
    spec: TransformSpec,
    turn: int,
    source: Size,
    cropped: Size,
    scaling: Scaling,
    picture_format: Format,
) -> Layout:
    sizes = sizes_of(cropped, scaling, spec)
    canvas = extended(sizes.kept, sizes.target, spec)
    in_ratio = extended_to_ratio(canvas, sizes.kept, sizes.target, spec)
    padding = padding_of(spec.padding, scaling.dpr)
    whole = padded(in_ratio, padding)
    return Layout(
        turn=turn,
        source=source,
        cropped=cropped,
        scaled=sizes.scaled,
        kept=sizes.kept,
        extended=canvas,
        extended_to_ratio=in_ratio,
        padding=padding,
        padded=whole,
        result=capped(whole, picture_format),
        dpr=scaling.dpr,
    )
