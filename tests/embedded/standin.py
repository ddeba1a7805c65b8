"""Stands in for `tvdbproxy` commands in tests of the stack: real processes, no real work.

It appends one JSON line for each start and each stop to ``$JOURNAL``, serves ``/readyz``
and ``/api/v1/progress`` on ``$HOST:$PORT``, and misbehaves as ``$MISBEHAVE`` says:
``<command>:fail`` ends with code 3, ``<command>:deaf`` ignores SIGTERM.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType

PROGRESS = {
    "phase": "idle",
    "titles": {"done": 2, "total": 2},
    "artwork": {"ready": 5, "pending": 0, "processing": 0, "failed": 1, "missing": 0, "total": 6},
    "bytes": 1234567,
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(PROGRESS if self.path == "/api/v1/progress" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(arguments: list[str]) -> None:
    command = arguments[0] if arguments else ""
    write("start", arguments)
    signal.signal(signal.SIGTERM, stop)
    misbehaviour = os.environ.get("MISBEHAVE", "").partition(":")
    if misbehaviour[0] == command and misbehaviour[2] == "fail":
        sys.exit(f"{command} cannot work today")
    if misbehaviour[0] == command and misbehaviour[2] == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if command == "serve":
        serve(os.environ["HOST"], int(os.environ["PORT"]))
    elif command == "--port":
        serve("127.0.0.1", int(arguments[1]))
    elif command in {"worker", "scheduler"}:
        while True:
            time.sleep(60)


def serve(host: str, port: int) -> None:
    ThreadingHTTPServer((host, port), Handler).serve_forever()


def stop(signum: int, frame: FrameType | None) -> None:
    write("stop", sys.argv[1:])
    os._exit(0)


def write(event: str, arguments: list[str]) -> None:
    entry = {
        "event": event,
        "command": " ".join(arguments),
        "pid": os.getpid(),
        "environment": dict(os.environ),
    }
    with open(os.environ["JOURNAL"], "a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
