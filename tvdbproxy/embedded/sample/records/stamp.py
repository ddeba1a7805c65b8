"""Moments, as the records write them."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(seconds: int) -> str:
    """Unix seconds as ``2025-01-31 08:15:00``, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
