"""What a doorkeeper remembers for a second: keys that were looked up, tokens that were verified.

A token is good as long as its key is remembered, so that dropping the key drops all of them at
once. Reading takes no lock. For as long as nobody can look a key up, it is taken for what it was
within the hour: where the database is away, nothing can be revoked in it either.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tvdbproxy.access.callers import Caller, Holder

SECONDS = 1.0
LAST_KNOWN_SECONDS = 3600.0
_MOST_KEYS, _MOST_TOKENS = 1024, 4096


@dataclass(slots=True)
class Known:
    """A key that was looked up at a time of the monotonic clock, and is good until another."""

    holder: Holder
    seen_at: float
    until: float = 0.0


class Memory:
    """Bounded, and thread-safe."""

    def __init__(self) -> None:
        self._keys: dict[str, Known] = {}
        self._tokens: dict[str, tuple[Known, float]] = {}
        self._lock = threading.Lock()
        self._changes = 0

    def caller(self, header: str | None) -> Caller | None:
        """Whose ``Authorization`` header this is, if it was verified lately."""
        found = self._tokens.get(header)  # type: ignore[arg-type]
        if found is None:
            return None
        known, until = found
        now = time.monotonic()
        return known.holder.caller if now < known.until and now < until else None

    def known(self, key_id: str) -> Known | None:
        """The key, if it was looked up lately."""
        found = self._keys.get(key_id)
        return found if found is not None and time.monotonic() < found.until else None

    def changes(self) -> int:
        """To be asked before a key is looked up, and handed to ``keep_key`` afterwards."""
        return self._changes

    def last_known(self, key_id: str) -> Known | None:
        """The key as it was when it was last looked up, remembered once more; to be asked for
        where it cannot be looked up. None if it changed since, or that is too long ago."""
        changes, found = self._changes, self._keys.get(key_id)
        if found is None or time.monotonic() >= found.seen_at + LAST_KNOWN_SECONDS:
            return None
        return self._keep(Known(found.holder, found.seen_at), changes)

    def keep_key(self, holder: Holder, changes: int) -> Known:
        """Remember a key, unless some key changed while this one was looked up: it may have
        been this one."""
        return self._keep(Known(holder, time.monotonic()), changes)

    def _keep(self, fresh: Known, changes: int) -> Known:
        holder = fresh.holder
        with self._lock:
            if changes == self._changes:
                self._drop(holder.caller.key_id)
                _make_room(self._keys, _MOST_KEYS, self._drop)
                fresh.until = time.monotonic() + SECONDS
                self._keys[holder.caller.key_id] = fresh
        return fresh

    def keep_token(self, header: str, known: Known, seconds: float) -> None:
        """Remember that this header is of a token of ``known`` that is good for ``seconds``."""
        with self._lock:
            self._tokens.pop(header, None)
            _make_room(self._tokens, _MOST_TOKENS, self._tokens.pop)
            self._tokens[header] = (known, time.monotonic() + seconds)

    def drop(self, key_id: str) -> None:
        """Forget a key and its tokens: it changed."""
        with self._lock:
            self._changes += 1
            self._drop(key_id)

    def drop_all(self) -> None:
        """Forget everything: changes may have been missed."""
        with self._lock:
            self._changes += 1
            for key_id in list(self._keys):
                self._drop(key_id)
            self._tokens.clear()

    def _drop(self, key_id: str) -> None:
        """Whoever holds it must see it, so it is not enough to let it go."""
        known = self._keys.pop(key_id, None)
        if known is not None:
            known.until = 0.0


def _make_room(held: dict[str, Any], most: int, drop: Callable[[str], object]) -> None:
    """The oldest goes."""
    while len(held) >= most:
        drop(next(iter(held)))
