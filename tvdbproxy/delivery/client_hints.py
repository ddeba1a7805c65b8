"""What a browser says of its screen and its line, beside ``Accept``."""

from __future__ import annotations

import math
import re

# Longer ones are no numbers that anybody means.
_NUMBER = re.compile(r"[0-9]{1,5}(\.[0-9]{1,6})?", re.ASCII)
_LARGEST_DPR = 8.0
_LARGEST_WIDTH = 16_383


def told_dpr(text: str | None) -> float:
    """``Sec-CH-DPR`` or ``DPR``: pixels for each CSS pixel; 1 for what makes no sense."""
    number = _number(text)
    return number if 0 < number <= _LARGEST_DPR else 1.0


def told_width(text: str | None, dpr: float) -> int:
    """``Sec-CH-Width`` or ``Width`` in CSS pixels; 0 for what makes no sense."""
    number = _number(text)
    return math.floor(number / dpr + 0.5) if 0 < number <= _LARGEST_WIDTH else 0


def wants_less(text: str | None) -> bool:
    """``Save-Data``: whether fewer bytes are wanted than usual."""
    return text is not None and text.strip().lower() == "on"


def _number(text: str | None) -> float:
    text = (text or "").strip()
    return float(text) if _NUMBER.fullmatch(text) else 0.0
