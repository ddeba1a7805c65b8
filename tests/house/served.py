"""The application in this process, over real sockets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests, and leaves connections open as real servers do."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        """Not even this one."""


@contextmanager
def served(services: Services) -> Iterator[str]:
    """Its address, until the end of the block."""
    app = create_app(services)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
