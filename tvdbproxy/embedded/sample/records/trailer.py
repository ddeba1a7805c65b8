"""Trailers."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.world.titles import Title


def trailers(title: Title, title_id: int) -> list[dict[str, Any]]:
    """Every third title has one; it is nowhere, and its address says so."""
    if title_id % 3:
        return []
    return [
        {
            "id": title_id,
            "language": "eng",
            "name": f"{title.name}: a first look",
            "url": f"https://video.example/{title_id}",
            "runtime": 0,
        }
    ]
