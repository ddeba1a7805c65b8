"""Options that say how large, which part, and which way up."""

from __future__ import annotations

from collections.abc import Sequence

from tvdbproxy.imaging.transform.spec import Crop, Extend, Gravity, Padding, Trim
from tvdbproxy.urls.imgproxy import values
from tvdbproxy.urls.imgproxy.draft import Draft
from tvdbproxy.urls.imgproxy.options.gravity import read_gravity
from tvdbproxy.urls.imgproxy.options.setting import Apply, argument, in_spec
from tvdbproxy.urls.imgproxy.refusals import bad_argument

RESIZING_TYPES = ("fit", "fill", "fill-down", "force", "auto", "crop")

resizing_type = in_spec("resizing_type", values.one_of(RESIZING_TYPES))
width = in_spec("width", values.length)
height = in_spec("height", values.length)
enlarge = in_spec("enlarge", values.boolean)


def resize(draft: Draft, arguments: Sequence[str]) -> None:
    """``type:width:height:enlarge:extend...``, any of them empty."""
    if arguments[0]:
        resizing_type(draft, arguments[:1])
    if len(arguments) > 1:
        size(draft, arguments[1:])


def size(draft: Draft, arguments: Sequence[str]) -> None:
    """``width:height:enlarge:extend...``, any of them empty."""
    for position, apply in enumerate((width, height, enlarge)):
        if argument(arguments, position):
            apply(draft, arguments[position : position + 1])
    if argument(arguments, 3):
        extend(draft, arguments[3:])


def zoom(draft: Draft, arguments: Sequence[str]) -> None:
    """One factor, or one each way."""
    across = values.factor("zoom", arguments[0])
    down = values.factor("zoom", arguments[1]) if len(arguments) > 1 else across
    draft.spec |= {"zoom_x": across, "zoom_y": down}


def extending(field: str) -> Apply:
    """``enabled[:gravity[:x[:y]]]``, for one of the two ways to extend."""

    def apply(draft: Draft, arguments: Sequence[str]) -> None:
        earlier: Extend = draft.spec.get(field, Extend())
        enabled = values.boolean(field, arguments[0])
        place = earlier.gravity
        if argument(arguments, 1):
            place = read_gravity(field, arguments[1:], place, only_places=True)
        elif len(arguments) > 1:
            place = read_gravity(field, [place.type, *arguments[2:]], place, only_places=True)
        draft.spec[field] = Extend(enabled, place)

    return apply


extend = extending("extend")
extend_aspect_ratio = extending("extend_aspect_ratio")


def gravity(draft: Draft, arguments: Sequence[str]) -> None:
    draft.spec["gravity"] = read_gravity("gravity", arguments, draft.spec.get("gravity", Gravity()))


def crop(draft: Draft, arguments: Sequence[str]) -> None:
    """``width[:height[:gravity...]]``; what is left out stays."""
    earlier: Crop = draft.spec.get("crop") or Crop(0, 0)
    across = values.amount("crop", arguments[0])
    down = values.amount("crop", arguments[1]) if len(arguments) > 1 else earlier.height
    keep = earlier.gravity
    if argument(arguments, 2):
        keep = read_gravity("crop", arguments[2:], keep or Gravity())
    elif len(arguments) > 2 and any(arguments[2:]):
        raise bad_argument("crop", "", "a gravity before its offsets")
    draft.spec["crop"] = Crop(across, down, keep)


def trim(draft: Draft, arguments: Sequence[str]) -> None:
    """``threshold[:colour[:equal_hor[:equal_ver]]]``; without a threshold nothing is trimmed."""
    earlier: Trim = draft.spec.get("trim") or Trim(0)
    threshold, colour, hor, ver = (argument(arguments, at) for at in range(4))
    new = Trim(
        values.amount("trim", threshold) if threshold else 0,
        values.hex_colour("trim", colour) if colour else None,
        values.boolean("trim", hor) if hor else earlier.equal_horizontal,
        values.boolean("trim", ver) if ver else earlier.equal_vertical,
    )
    draft.spec["trim"] = new if threshold else None


def padding(draft: Draft, arguments: Sequence[str]) -> None:
    """``top:right:bottom:left``; a side that is left out is like the one opposite, or the top."""
    top, right, bottom, left = (argument(arguments, at) for at in range(4))
    earlier: Padding = draft.spec.get("padding", Padding())
    above = values.length("padding", top) if top else earlier.top
    beside = values.length("padding", right) if right else above
    draft.spec["padding"] = Padding(
        above,
        beside,
        values.length("padding", bottom) if bottom else above,
        values.length("padding", left) if left else beside,
    )


def rotate(draft: Draft, arguments: Sequence[str]) -> None:
    """Quarter turns to the right; a turn to the left is three to the right."""
    angle = values.integer("rotate", arguments[0])
    if angle % 90:
        raise bad_argument("rotate", arguments[0], "a multiple of 90")
    draft.spec["rotate"] = angle % 360


def flip(draft: Draft, arguments: Sequence[str]) -> None:
    """``horizontal:vertical``, either of them empty."""
    for position, field in enumerate(("flip_horizontal", "flip_vertical")):
        if text := argument(arguments, position):
            draft.spec[field] = values.boolean("flip", text)
