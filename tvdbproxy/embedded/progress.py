"""How far the first sync is, as the web server tells it."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.embedded.loopback import json_from


@dataclass(frozen=True)
class Progress:
    """Titles and pictures, counted; ``stored_bytes`` is what the pictures take.

    Missing ones are those that upstream names and no longer has.
    """

    phase: str
    titles_done: int
    titles_total: int
    pictures_done: int
    pictures_failed: int
    pictures_missing: int
    pictures_open: int
    pictures_total: int
    stored_bytes: int

    @property
    def is_complete(self) -> bool:
        """Nothing is left to do, and there was something."""
        return self.phase == "idle" and self.pictures_open == 0 and self.titles_total > 0


def read_progress(base_url: str) -> Progress | None:
    """The present state, or None where the web server does not tell it."""
    answer = json_from(f"{base_url}/api/v1/progress")
    if not isinstance(answer, dict):
        return None
    titles, artwork = answer.get("titles"), answer.get("artwork")
    if not isinstance(titles, dict) or not isinstance(artwork, dict):
        return None
    return Progress(
        phase=str(answer.get("phase", "")),
        titles_done=_count(titles, "done"),
        titles_total=_count(titles, "total"),
        pictures_done=_count(artwork, "ready"),
        pictures_failed=_count(artwork, "failed"),
        pictures_missing=_count(artwork, "missing"),
        pictures_open=_count(artwork, "pending") + _count(artwork, "processing"),
        pictures_total=_count(artwork, "total"),
        stored_bytes=_count(answer, "bytes"),
    )


def _count(counts: dict[str, object], name: str) -> int:
    value = counts.get(name)
    return value if isinstance(value, int) else 0
