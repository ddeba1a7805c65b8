"""Upstream that denies us again and again is left alone for a while.

A key that has lost its rights is refused whatever it asks for. Thousands of titles that
wait would each ask once more, and be put off one by one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from tvdbproxy.errors import UpstreamDenied

log = logging.getLogger(__name__)

_IN_A_ROW = 3
_FIRST_REST = 60.0
_LONGEST_REST = 900.0


class Denials:
    """Thread-safe. After three refusals in a row nothing is asked for a minute; three more
    after that double the rest, up to a quarter of an hour. Any other outcome ends it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._in_a_row = 0
        self._rests = 0
        self._until = 0.0
        self._last: UpstreamDenied | None = None

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Ask inside. Raises the last ``UpstreamDenied`` again, with the seconds that remain,
        while upstream is left alone."""
        self._check()
        try:
            yield
        except UpstreamDenied as error:
            self._denied(error)
            raise
        except Exception:
            self._let_in()
            raise
        self._let_in()

    def _let_in(self) -> None:
        if self._in_a_row or self._rests:
            with self._lock:
                self._in_a_row = self._rests = 0
                self._until = 0.0

    def _check(self) -> None:
        with self._lock:
            left, last = self._until - self._clock(), self._last
        if last is not None and left > 0:
            raise UpstreamDenied(
                last.public, code=last.code, detail="not asked again yet", retry_after=left
            )

    def _denied(self, error: UpstreamDenied) -> None:
        with self._lock:
            now = self._clock()
            if now < self._until:
                return  # asked before the rest began
            self._in_a_row += 1
            if self._in_a_row < _IN_A_ROW:
                return
            rest = min(_FIRST_REST * 2 ** min(self._rests, 10), _LONGEST_REST)
            self._in_a_row, self._rests = 0, self._rests + 1
            self._until, self._last = now + rest, error
        log.error("upstream denies us: %s; nothing is asked for %.0f seconds", error, rest)
