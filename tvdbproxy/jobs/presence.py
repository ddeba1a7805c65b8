"""Which workers there are: each says so in Redis, for as long as it lives.

The broker's own heartbeats do not tell: whoever sends a message has one, too. Times are those
of Redis, since the clocks of hosts differ.
"""

from __future__ import annotations

import logging
import os
import socket
import threading

from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

_KEY = "tvdbproxy:workers"
_BEAT_SECONDS = 10.0
# A worker that has been silent for so long is gone.
_SILENT_SECONDS = 35.0


class Presence:
    """``appear`` in a worker, ``count`` wherever somebody asks."""

    def __init__(self, url: str) -> None:
        self._client = (
            None
            if url.startswith("memory:")
            else Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        )
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._gone = threading.Event()

    def appear(self) -> None:
        """Be counted from now on, until ``leave`` or the end of the process."""
        if self._client is not None:
            threading.Thread(target=self._beat, name="presence", daemon=True).start()

    def leave(self) -> None:
        """Be counted no more."""
        self._gone.set()
        if self._client is None:
            return
        try:
            self._client.zrem(_KEY, self._name)
        except (RedisError, OSError) as error:
            log.info("cannot take leave: %s; silence says it, too", error)
        self._client.close()

    def count(self) -> int | None:
        """How many workers there are; ``None`` if Redis does not answer. One, where the workers
        are threads of this process."""
        if self._client is None:
            return 1
        try:
            return int(self._client.zcount(_KEY, self._now() - _SILENT_SECONDS, "+inf"))
        except (RedisError, OSError) as error:
            log.warning("cannot count workers: %s", error)
            return None

    def say(self) -> None:
        """Be counted for half a minute. Without Redis, nobody hears it."""
        if self._client is None:
            return
        try:
            moment = self._now()
            self._client.zadd(_KEY, {self._name: moment})
            self._client.zremrangebyscore(_KEY, "-inf", moment - _SILENT_SECONDS)
        except (RedisError, OSError) as error:
            log.info("cannot say that we are there: %s", error)

    def _beat(self) -> None:
        while not self._gone.is_set():
            self.say()
            self._gone.wait(_BEAT_SECONDS)

    def _now(self) -> float:
        assert self._client is not None
        seconds, micros = self._client.time()
        return float(seconds) + micros / 1e6
