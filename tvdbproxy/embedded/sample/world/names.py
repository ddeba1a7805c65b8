"""Names as they stand in addresses."""

from __future__ import annotations


def slug_of(name: str) -> str:
    """``Ash and Amber`` as ``ash-and-amber``."""
    return "-".join("".join(c if c.isalnum() or c == " " else "" for c in name.lower()).split())
