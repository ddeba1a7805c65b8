"""What the one user of this world likes; forgotten when the server ends."""

from __future__ import annotations

import threading

KINDS = {
    "series": "series",
    "movie": "movies",
    "episode": "episodes",
    "artwork": "artwork",
    "people": "people",
    "list": "lists",
}
"""The word for one favourite, and the word for all of its kind."""


class Favorites:
    """Ids by kind, in the order in which they were added; each once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, list[int]] = {kind: [] for kind in KINDS.values()}

    def add(self, word: str, record_id: int) -> None:
        """Remember a favourite; ``word`` is a key of ``KINDS``."""
        with self._lock:
            ids = self._ids[KINDS[word]]
            if record_id not in ids:
                ids.append(record_id)

    def all(self) -> dict[str, list[int]]:
        """All of them by kind."""
        with self._lock:
            return {kind: list(ids) for kind, ids in self._ids.items()}
