"""What a camera wrote down, as far as it concerns the picture and not the one who took it.

A list of what is told, so that what is not on it (position, serial numbers, owner's name,
previews, maker's notes) cannot get out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from PIL import ExifTags, Image

from tvdbproxy.imaging.refusals import DECODER_FAILURES

_LONGEST = 200  # characters of a value
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_FIRED = 1

_Exif, _Base = ExifTags.IFD.Exif, ExifTags.Base

_TEXTS: Mapping[str, int] = MappingProxyType(
    {
        "camera_make": _Base.Make,
        "camera_model": _Base.Model,
        "lens_make": _Base.LensMake,
        "lens_model": _Base.LensModel,
        "software": _Base.Software,
        "artist": _Base.Artist,
        "copyright": _Base.Copyright,
    }
)
_NUMBERS: Mapping[str, int] = MappingProxyType(
    {
        "f_number": _Base.FNumber,
        "focal_length_mm": _Base.FocalLength,
        "focal_length_35mm": _Base.FocalLengthIn35mmFilm,
        "exposure_bias_ev": _Base.ExposureBiasValue,
        "iso": _Base.ISOSpeedRatings,
    }
)
_DATES = (
    (_Base.DateTimeOriginal, _Base.OffsetTimeOriginal),
    (_Base.DateTime, _Base.OffsetTime),
)


def read_exif(image: Image.Image) -> dict[str, str]:
    """Names and values as texts; what is missing or broken is left out. An AVIF has none."""
    try:
        found = image.getexif()
        tags = {**found, **found.get_ifd(_Exif)}
    except DECODER_FAILURES:
        return {}
    facts = {name: _text(tags.get(tag)) for name, tag in _TEXTS.items()}
    facts |= {name: _number(tags.get(tag)) for name, tag in _NUMBERS.items()}
    facts["exposure_time_s"] = _time(tags.get(_Base.ExposureTime))
    facts["flash"] = _flash(tags.get(_Base.Flash))
    facts["taken_at"] = _date(tags)
    return {name: value for name, value in facts.items() if value}


def _text(value: Any) -> str:
    """One line without anything that could steer a terminal or turn a line around.

    Pillow reads Latin-1, as the standard nearly says; programs write UTF-8.
    """
    if isinstance(value, str):
        value = value.encode("latin-1", errors="ignore")
    if not isinstance(value, bytes):
        return ""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return _CONTROLS.sub(" ", text).strip()[:_LONGEST]


def _fraction(value: Any) -> Fraction | None:
    """Of the first of several values; None for none, and for one without an end."""
    if isinstance(value, tuple):
        value = value[0] if value else None
    try:
        return Fraction(float(value)).limit_denominator(100_000)
    except (ArithmeticError, TypeError, ValueError):
        return None


def _number(value: Any) -> str:
    number = _fraction(value)
    return "" if number is None else f"{float(number):.6g}"


def _time(value: Any) -> str:
    """Seconds, as on a camera: ``1/250`` or ``2.5``."""
    seconds = _fraction(value)
    if seconds is None or seconds <= 0:
        return ""
    return f"1/{round(1 / seconds)}" if seconds <= Fraction(1, 3) else f"{float(seconds):.4g}"


def _flash(value: Any) -> str:
    if not isinstance(value, int):
        return ""
    return "fired" if value & _FIRED else "off"


def _date(tags: Mapping[int, Any]) -> str:
    """As ISO 8601, with an offset from UTC where the camera knew it."""
    for date_tag, offset_tag in _DATES:
        if date := _DATE.fullmatch(_text(tags.get(date_tag))):
            year, month, day, time = date.groups()
            offset = _OFFSET.fullmatch(_text(tags.get(offset_tag)))
            return f"{year}-{month}-{day}T{time}{offset.group() if offset else ''}"
    return ""
