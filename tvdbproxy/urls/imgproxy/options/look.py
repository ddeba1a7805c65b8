"""Options that say what the picture looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tvdbproxy.imaging.transform.spec import Monochrome, Watermark
from tvdbproxy.urls.imgproxy import values
from tvdbproxy.urls.imgproxy.draft import Draft
from tvdbproxy.urls.imgproxy.options.gravity import PLACES
from tvdbproxy.urls.imgproxy.options.setting import argument, in_spec
from tvdbproxy.urls.imgproxy.refusals import invalid

_channel = values.integer_within(0, 255)
_position = values.one_of((*PLACES, "re"))

# Levels of 255 that are added; within -100 to 100 there is something left of the picture.
brightness = in_spec("brightness", values.number_within(-255, 255))
contrast = in_spec("contrast", values.factor)
saturation = in_spec("saturation", values.amount)


def background(draft: Draft, arguments: Sequence[str]) -> None:
    """``RRGGBB``, ``RGB`` or ``red:green:blue``; empty for none."""
    if len(arguments) == 3:
        red, green, blue = (_channel("background", text) for text in arguments)
        draft.spec["background"] = (red, green, blue)
    elif len(arguments) == 1:
        colour = arguments[0]
        draft.spec["background"] = values.hex_colour("background", colour) if colour else None
    else:
        raise invalid("background takes one colour such as ff8000, or three numbers.")


def adjust(draft: Draft, arguments: Sequence[str]) -> None:
    """``brightness:contrast:saturation``, any of them empty."""
    for position, apply in enumerate((brightness, contrast, saturation)):
        if argument(arguments, position):
            apply(draft, arguments[position : position + 1])


def monochrome(draft: Draft, arguments: Sequence[str]) -> None:
    """``intensity[:colour]``."""
    intensity = values.share("monochrome", arguments[0])
    shade = Monochrome(intensity)
    if text := argument(arguments, 1):
        shade = Monochrome(intensity, values.hex_colour("monochrome", text))
    draft.spec["monochrome"] = shade if intensity else None


def watermark(draft: Draft, arguments: Sequence[str]) -> None:
    """``opacity[:position[:x[:y[:scale]]]]``; what is left out stays."""
    opacity, position, x, y, scale = (argument(arguments, at) for at in range(5))
    mark: Watermark = draft.spec.get("watermark") or Watermark(0)
    mark = replace(mark, opacity=values.share("watermark", opacity))
    if position:
        mark = replace(mark, position=_position("watermark", position))
    if x:
        mark = replace(mark, x=values.number("watermark", x))
    if y:
        mark = replace(mark, y=values.number("watermark", y))
    if scale:
        mark = replace(mark, scale=values.amount("watermark", scale))
    draft.spec["watermark"] = mark
