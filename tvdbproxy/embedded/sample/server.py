"""The sample upstream as a server in a thread."""

from __future__ import annotations

import socket
import sys
import threading
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tvdbproxy.embedded.sample.wire.handler import Handler
from tvdbproxy.embedded.sample.wire.site import Site

# Whoever does not take an answer for so long goes without.
_ANSWER_SECONDS = 5


class SampleServer:
    """A sample upstream that is listening. Stop it, or use it as a context manager."""

    def __init__(self, site: Site, host: str, port: int) -> None:
        self._site, self._host = site, host
        self._away = threading.Lock()
        self._handler = type("SiteHandler", (Handler,), {"site": site})
        self._listen(port)
        self.port: int = self._server.server_address[1]
        site.origin = f"http://{host}:{self.port}"
        site.outage = self.outage

    @property
    def base_url(self) -> str:
        """The address of the API, ending in ``/v4``."""
        return f"{self._site.origin}/v4"

    @property
    def artwork_host(self) -> str:
        """The address before ``/banners/...``."""
        return self._site.origin

    def requests(self, path: str) -> int:
        """How often a path, as in ``/v4/series/910001/extended``, was asked for until now."""
        return self._site.counters.of(path)

    def refuse(self) -> None:
        """Close every connection and leave the port, so that the next one is refused."""
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def accept(self) -> None:
        """Listen again on the same port, after ``refuse``."""
        self._listen(self.port)

    def outage(self, seconds: float) -> None:
        """Refuse for some seconds, from when the thread that asks has ended: with its answer."""
        asking = threading.current_thread()
        threading.Thread(target=self._be_away, args=(asking, seconds), daemon=True).start()

    def stop(self) -> None:
        """Close every connection and stop listening; answers under way are cut off."""
        self._site.stopped.set()
        with self._away:
            self.refuse()

    def _listen(self, port: int) -> None:
        self._server = _Server((self._host, port), self._handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    def _be_away(self, asking: threading.Thread, seconds: float) -> None:
        asking.join(_ANSWER_SECONDS)
        with self._away:
            if self._site.stopped.is_set():
                return
            self.refuse()
            self._site.stopped.wait(seconds)
            self.accept()

    def __enter__(self) -> SampleServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_sample(
    host: str = "127.0.0.1",
    port: int = 0,
    controls: bool = False,
    page_size: int = 500,
    titles: int | None = None,
    big_kilobytes: int = 0,
) -> SampleServer:
    """Start a sample upstream; port 0 takes a free one. Raises ``OSError`` if it is taken.

    ``controls`` opens the back door for tests. ``titles`` makes the catalogue smaller or larger,
    ``big_kilobytes`` the record of its first series longer by about so much.
    """
    site = Site(controls=controls, page_size=page_size, titles=titles, big_kilobytes=big_kilobytes)
    return SampleServer(site, host, port)


class _Server(ThreadingHTTPServer):
    """Remembers its connections, so that stopping leaves none behind."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: Any) -> None:
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._lines.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Shut every open connection, which wakes the threads that wait on them."""
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._lines.discard(line)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no news; anything else is shown on standard error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)
