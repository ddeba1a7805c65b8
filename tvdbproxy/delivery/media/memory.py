"""Facts of pictures in this process's memory, so that nobody is asked for the most wanted.

They are dropped when a picture changes or is deleted (``forget``, called by whoever hears of
it), and in any case after ``seconds``: a lost notice costs a minute.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from tvdbproxy.delivery.media.asked import Address
from tvdbproxy.delivery.media.facts import Facts

# Of some 10 KB each, with all variants.
_MOST = 2_000
# Pictures that changed lately, of which somebody may just have read old facts.
_MOST_CHANGES = 10_000


class Memory:
    """Bounded, and thread-safe; reading takes no lock."""

    def __init__(self, seconds: float = 60, most: int = _MOST) -> None:
        self.seconds = seconds
        self._most = most
        self._known: OrderedDict[str, tuple[Facts, float]] = OrderedDict()
        self._image_ids: dict[int, str] = {}
        self._changes: OrderedDict[str, int] = OrderedDict()
        self._forgotten = 0  # changes up to here are not told apart any more
        self._count = 0
        self._lock = threading.Lock()

    def get(self, address: Address) -> Facts | None:
        """The facts of the picture with this id, if they are here and young enough."""
        known = self._find(address)
        return known[0] if known is not None and time.monotonic() < known[1] else None

    def last_known(self, address: Address) -> Facts | None:
        """The facts as they were when they were last read, however long ago; for whoever cannot
        read them now."""
        known = self._find(address)
        return known[0] if known is not None else None

    def mark(self) -> int:
        """To be asked for before facts are read, and handed to ``keep`` and ``is_news``."""
        return self._count

    def is_news(self, image_id: str, mark: int) -> bool:
        """Whether the picture has changed, or may have, since the mark was asked for."""
        return self._changes.get(image_id, self._forgotten) > mark

    def keep(self, facts: Facts, mark: int) -> None:
        """Remember them, unless the picture changed while they were read."""
        with self._lock:
            if self.is_news(facts.image_id, mark):
                return
            self._known[facts.image_id] = facts, time.monotonic() + self.seconds
            self._known.move_to_end(facts.image_id)
            self._image_ids[facts.media_id] = facts.image_id
            while len(self._known) > self._most:
                self._drop(next(iter(self._known)))

    def forget(self, image_id: str) -> None:
        """The picture is another one now, or gone."""
        with self._lock:
            self._count += 1
            self._changes[image_id] = self._count
            self._changes.move_to_end(image_id)
            if len(self._changes) > _MOST_CHANGES:
                self._forgotten = self._changes.popitem(last=False)[1]
            self._drop(image_id)

    def forget_all(self) -> None:
        """Notices may have been missed."""
        with self._lock:
            self._count += 1
            self._forgotten = self._count
            self._changes.clear()
            self._known.clear()
            self._image_ids.clear()

    def _find(self, address: Address) -> tuple[Facts, float] | None:
        image_id = self._image_ids.get(address) if isinstance(address, int) else address
        return self._known.get(image_id) if image_id is not None else None

    def _drop(self, image_id: str) -> None:
        known = self._known.pop(image_id, None)
        if known is not None:
            del self._image_ids[known[0].media_id]
