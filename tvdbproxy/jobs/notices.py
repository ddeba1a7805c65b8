"""Telling every process that a picture changed, over Redis or within one process.

A notice may be lost: whoever listens has a time-out of its own for that.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

CHANNEL = "tvdbproxy:changed"
_RECONNECT_SECONDS = 2.0


class Notices:
    """``announce`` in the process that changed something, ``listen`` in those that cache."""

    def __init__(self, url: str) -> None:
        self._client = (
            None
            if url.startswith("memory:")
            else Redis.from_url(url, socket_connect_timeout=1, socket_timeout=5)
        )
        self._listeners: list[Callable[[str], None]] = []
        self._closed = threading.Event()

    def announce(self, prefix: str) -> None:
        """Say that the objects under ``prefix`` are others now."""
        if self._client is None:
            self._deliver(prefix)
            return
        try:
            self._client.publish(CHANNEL, prefix)
        except (RedisError, OSError) as error:
            log.warning("cannot announce %s: %s; caches will notice by age", prefix, error)

    def listen(self, changed: Callable[[str], None], missed: Callable[[], None]) -> None:
        """Call ``changed`` with each prefix from now on, in a thread of our own, and
        ``missed`` whenever notices may have been lost."""
        if self._client is None:
            self._listeners.append(changed)
            return
        thread = threading.Thread(
            target=self._follow, args=(changed, missed), name="notices", daemon=True
        )
        thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        if self._client is not None:
            self._client.close()

    def _deliver(self, prefix: str) -> None:
        for listener in self._listeners:
            listener(prefix)

    def _follow(self, changed: Callable[[str], None], missed: Callable[[], None]) -> None:
        assert self._client is not None
        deaf = False
        while not self._closed.is_set():
            try:
                with self._client.pubsub() as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(CHANNEL)
                    while not self._closed.is_set():
                        message = channel.get_message(timeout=1)
                        if message is None:
                            continue
                        if message["type"] == "subscribe":
                            missed()  # only from here on we hear everything
                            deaf = False
                        elif message["type"] == "message":
                            changed(message["data"].decode())
            except (RedisError, OSError, ValueError) as error:
                if not deaf and not self._closed.is_set():
                    log.warning("no notices until Redis is back: %s", error)
                deaf = True
                self._closed.wait(_RECONNECT_SECONDS)
