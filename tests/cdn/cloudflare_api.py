"""Cloudflare's API as far as purging goes, on a loopback port: its envelope, its limits."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ZONE, TOKEN, HOST = "023e105f4ecef8ad9ca31a8372d0c353", "the-api-token", "images.example.com"
_MOST = {"files": 100, "prefixes": 30}


class CloudflareApi:
    """``purged`` are the calls that it took, in order. ``answers`` are statuses and headers for
    the next ones; with ``gate`` closed every answer is kept back."""

    def __init__(self, port: int = 0) -> None:
        self.purged: list[dict[str, list[str]]] = []
        self.asked = 0
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.token = TOKEN
        self.gate = threading.Event()
        self.gate.set()
        handler = type("CloudflareHandler", (_Handler,), {"api": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/client/v4"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def addresses(self) -> list[str]:
        """All that was purged, in the order in which it was."""
        return [each for call in self.purged for values in call.values() for each in values]

    def answer(self, *statuses: int, **headers: str) -> None:
        """Answer the next calls with these; underscores in header names are dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers += [(status, named) for status in statuses]

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def cloudflare_api() -> Iterator[CloudflareApi]:
    api = CloudflareApi()
    try:
        yield api
    finally:
        api.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Who was killed, or has lost patience, takes no answer."""


class _Handler(BaseHTTPRequestHandler):
    api: CloudflareApi

    def do_POST(self) -> None:
        self.api.asked += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, told, headers = self._judged(body)
        self.api.gate.wait(30)
        data = json.dumps(told).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _judged(self, body: bytes) -> tuple[int, dict[str, Any], dict[str, str]]:
        if self.api.answers:
            status, headers = self.api.answers.pop(0)
            return status, _envelope(f"{status}00", "as you wish"), headers
        if self.headers.get("Authorization") != f"Bearer {self.api.token}":
            return 403, _envelope("10000", "Authentication error"), {}
        if self.path != f"/client/v4/zones/{ZONE}/purge_cache":
            return 404, _envelope("7003", "Could not route to this zone"), {}
        call = json.loads(body)
        if self.headers.get("Content-Type") != "application/json" or fault(call):
            return 400, _envelope("1012", fault(call) or "Content-Type"), {}
        self.api.purged.append(call)
        return 200, {"success": True, "errors": [], "messages": [], "result": {"id": ZONE}}, {}

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def fault(call: Any) -> str | None:
    """What is wrong with a call."""
    if not isinstance(call, dict) or len(call) != 1 or not call.keys() <= {"files", "prefixes"}:
        return "Request must contain one of files, prefixes"
    ((kind, values),) = call.items()
    if not 0 < len(values) <= _MOST[kind]:
        return f"{len(values)} of {kind}, at most {_MOST[kind]}"
    start = f"https://{HOST}/" if kind == "files" else f"{HOST}/"
    wrong = [each for each in values if not each.startswith(start) or each.endswith(("*", "/"))]
    return f"Unable to purge {wrong[0]}, it is not of this zone" if wrong else None


def _envelope(code: str, message: str) -> dict[str, Any]:
    errors = [{"code": int(code), "message": message}]
    return {"success": False, "errors": errors, "messages": [], "result": None}
