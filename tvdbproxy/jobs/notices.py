"""Telling every process that something changed, over Redis or within one process.

There are several kinds of notices: a picture's are the prefix of its objects, all others begin
with their kind, as in ``key:...``. A notice may be lost: whoever listens has a time-out of its
own for that.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

CHANNEL = "tvdbproxy:changed"
PICTURES = ""
KEYS = "key:"
MEDIA = "media:"
"""What notices of a kind begin with. No picture's prefix has a colon."""

_RECONNECT_SECONDS = 2.0


@dataclass(frozen=True)
class _Listener:
    kind: str
    changed: Callable[[str], None]
    missed: Callable[[], None]


class Notices:
    """``announce`` in the process that changed something, ``listen`` in those that cache."""

    def __init__(self, url: str) -> None:
        self._client = (
            None
            if url.startswith("memory:")
            else Redis.from_url(url, socket_connect_timeout=1, socket_timeout=5)
        )
        self._listeners: list[_Listener] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._hears = False
        self._closed = threading.Event()

    def announce(self, name: str, kind: str = PICTURES) -> None:
        """Say that what is called ``name`` is another now: the objects under this prefix, the
        key or the image of this id."""
        if self._client is None:
            self._deliver(kind + name)
            return
        try:
            self._client.publish(CHANNEL, kind + name)
        except (RedisError, OSError) as error:
            log.warning("cannot announce %s: %s; caches will notice by age", kind + name, error)

    def listen(
        self, changed: Callable[[str], None], missed: Callable[[], None], kind: str = PICTURES
    ) -> None:
        """Call ``changed`` with each name of this kind from now on, in a thread of our own, and
        ``missed`` whenever notices may have been lost."""
        with self._lock:
            self._listeners.append(_Listener(kind, changed, missed))
            if self._client is not None and self._thread is None:
                self._thread = threading.Thread(target=self._follow, name="notices", daemon=True)
                self._thread.start()
            joins_late = self._hears
        if joins_late:
            missed()

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        if self._client is not None:
            self._client.close()

    def _deliver(self, notice: str) -> None:
        head, colon, _ = notice.partition(":")
        kind = head + colon if colon else PICTURES
        for listener in tuple(self._listeners):
            if listener.kind == kind:
                listener.changed(notice.removeprefix(kind))

    def _hear(self, hears: bool) -> None:
        """Only from here on we hear everything, or no more."""
        with self._lock:
            self._hears = hears
            listeners = tuple(self._listeners)
        if hears:
            for listener in listeners:
                listener.missed()

    def _follow(self) -> None:
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
                            self._hear(True)
                            deaf = False
                        elif message["type"] == "message":
                            self._deliver(message["data"].decode())
            except (RedisError, OSError, ValueError) as error:
                if not deaf and not self._closed.is_set():
                    log.warning("no notices until Redis is back: %s", error)
                deaf = True
                self._hear(False)
                self._closed.wait(_RECONNECT_SECONDS)
