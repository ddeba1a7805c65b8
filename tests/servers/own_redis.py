"""A Redis of one's own, which may be killed and started again on the same port and data."""

from __future__ import annotations

from pathlib import Path

from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.redis_server import redis_program, redis_url
from tvdbproxy.embedded.start import start_and_wait

_PASSWORD = "own-redis"


class OwnRedis:
    """Made stopped. Start it from the main thread."""

    def __init__(self, binary: Path, folder: Path) -> None:
        port = FreePorts().one()
        self.url = redis_url(port, _PASSWORD)
        self._program = redis_program(binary, folder, port, _PASSWORD)
        self._process: Process | None = None

    def start(self) -> None:
        """Start it, again if need be; return when it answers."""
        self._process = start_and_wait(self._program)

    def kill(self) -> None:
        """SIGKILL. What it had not written to its disk yet is lost."""
        assert self._process is not None
        self._process.kill()

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            self._process.stop()
