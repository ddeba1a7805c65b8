"""A span for each request that the application sees, in the trace of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tvdbproxy.ops.traces import Traces

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HEADERS = {"HTTP_TRACEPARENT": "traceparent", "HTTP_TRACESTATE": "tracestate"}


class Traced:
    """WSGI middleware. The span gets its name when the route is known."""

    def __init__(self, app: WSGIApplication, traces: Traces) -> None:
        self._app = app
        self._traces = traces

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application's answer."""
        carrier = {told: environ[name] for name, told in _HEADERS.items() if name in environ}
        with self._traces.around(environ["REQUEST_METHOD"], "server", carrier):
            return self._app(environ, start_response)
