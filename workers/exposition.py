"""``/metrics`` of a process that serves nothing else."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tvdbproxy.ops.metrics import count_under
from tvdbproxy.wiring import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

TEXT = "text/plain; version=0.0.4; charset=utf-8"


def join_in_counting() -> None:
    """Where several processes count together, do so under the name that we were given."""
    if name := os.environ.get("METRICS_NAME"):
        count_under(name)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Scrapes are no news."""


def show_metrics(services: Services) -> Callable[[], None]:
    """Listen where ``METRICS_PORT`` says, in a thread; what ends it.

    A port that is taken costs the figures of this process, not its work.
    """
    port = services.settings.telemetry.metrics_port
    if not port:
        return lambda: None
    try:
        server = make_server(
            services.settings.web.host, port, _application(services), _Server, _Quiet
        )
    except OSError as error:
        log.error("METRICS_PORT=%d: nobody can read this process's figures: %s", port, error)
        return lambda: None
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    log.info("metrics on port %d", port)
    return server.server_close


def _application(services: Services) -> Callable[..., Iterable[bytes]]:
    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/metrics":
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"There is /metrics, and nothing else.\n"]
        start_response("200 OK", [("Content-Type", TEXT), ("Cache-Control", "no-store")])
        return [services.metrics.exposition()]

    return answer
