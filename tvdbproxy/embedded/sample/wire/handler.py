"""One connection: reads requests, writes replies, and spoils them where a fault says so."""

from __future__ import annotations

import socket
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tvdbproxy.embedded.sample.api.replies import Reply
from tvdbproxy.embedded.sample.wire.faults import Fault
from tvdbproxy.embedded.sample.wire.sabotage import breaks_http, sabotage
from tvdbproxy.embedded.sample.wire.spoilers import spoiled

if TYPE_CHECKING:
    from tvdbproxy.embedded.sample.wire.site import Site


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive. ``site`` is set on a subclass for each server."""

    site: Site
    protocol_version = "HTTP/1.1"
    server_version = "tvdbproxy-sample"
    sys_version = ""
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    do_HEAD = do_POST = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: tests and newcomers look elsewhere."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        if self.site.controls is not None and path.startswith("/__"):
            self._send(self.site.controls.answer(self.command, path, body))
            return
        # A request is counted, and no longer under way, before its client can have the answer.
        with self.site.counters.under_way():
            reply = self._reply(path, body)
        if reply is not None:
            self._send(reply)

    def _reply(self, path: str, body: bytes) -> Reply | None:
        """The reply to send, or None if the answer was sabotaged on the wire already."""
        fault = self.site.faults.take(self.path)
        if fault is not None and fault.kind == "expire_tokens":
            self.site.tokens.expire_all()
        variant = int(fault.params.get("variant", 1)) if fault and fault.kind == "replace" else 0
        reply = self.site.reply(self.command, self.path, self.headers, body, variant)
        if fault is not None:
            reply = spoiled(fault, self.path, reply)
        if fault is not None and breaks_http(fault):
            self.site.counters.count(self.command, path, 0)
            self._sabotage(fault, reply)
            return None
        self.site.counters.count(self.command, path, reply.status)
        return reply

    def _sabotage(self, fault: Fault, reply: Reply) -> None:
        self.close_connection = True
        # A client that hangs up in the middle is what such faults provoke.
        with suppress(OSError):
            sabotage(self.connection, fault, reply, self.site.stopped)
            self.connection.shutdown(socket.SHUT_WR)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Type", reply.media_type)
            self.send_header("Content-Length", str(len(reply.body)))
        try:
            self.end_headers()
            if self.command != "HEAD" and reply.status != 304:
                self.wfile.write(reply.body)
        except ConnectionError:
            self.close_connection = True
