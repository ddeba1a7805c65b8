"""Whether a client already has what it asks for, by date."""

from __future__ import annotations

from email.utils import parsedate_to_datetime


def is_unchanged(modified: int, since: str | None) -> bool:
    """Whether nothing changed after ``since`` (an HTTP date); a date that is none says nothing."""
    try:
        return modified <= parsedate_to_datetime(since or "").timestamp()
    except (ValueError, OverflowError):
        return False
