"""How many requests does a reload lose, with connections that are reused and with new ones?

    python benchmarks/reload.py [reloads]

Sixteen clients ask for one picture while the server gets SIGHUP again and again. Beside
``tvdbproxy serve`` the same application under Granian's own command, whose reload gives new
processes a fixed time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from tests.house.load import Load, load
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.storage import keys
from tvdbproxy.storage.local import LocalStore

CHECKOUT = Path(__file__).resolve().parents[1]
CLIENTS = 16
PROCESSES = 2
SECONDS_BETWEEN = 8.0
BUCKET = "pictures"
PATH = "/images/series/1/poster/medium"


OURS, GRANIANS = "tvdbproxy serve", "Granian's own reload"


def main(reloads: int) -> None:
    table = Table(title=f"{reloads} reloads under {CLIENTS} clients, {PROCESSES} processes")
    for column in ("", "connections", "answered", "lost", "how"):
        table.add_column(column, justify="right" if column in ("answered", "lost") else "left")
    for name in (OURS, GRANIANS):
        for keep_alive in (True, False):
            seen = reload_under_load(name, reloads, keep_alive=keep_alive)
            table.add_row(name, "reused" if keep_alive else "new ones", *_told(seen))
    Console(width=100).print(table)


def reload_under_load(name: str, reloads: int, *, keep_alive: bool) -> Load:
    """What the clients of one server got while it was reloaded so many times."""
    port = FreePorts().one()
    with (
        tempfile.TemporaryDirectory() as folder,
        _server(_command(name, port), _environment(Path(folder), port), port) as pid,
        load(f"http://127.0.0.1:{port}{PATH}", CLIENTS, keep_alive=keep_alive) as seen,
    ):
        for _ in range(reloads):
            os.kill(pid, signal.SIGHUP)
            time.sleep(SECONDS_BETWEEN)
    return seen


def _command(name: str, port: int) -> tuple[str, ...]:
    if name == OURS:
        return sys.executable, "-m", "tvdbproxy", "serve"
    options = ("--interface", "wsgi", "--port", str(port), "--workers", str(PROCESSES))
    return sys.executable, "-m", "granian", *options, "wsgi:app"


def _environment(folder: Path, port: int) -> dict[str, str]:
    store = LocalStore(folder / "objects" / BUCKET)
    key = keys.variant_key(keys.variant_prefix("series", 1, "poster"), "medium", "webp")
    store.put(key, os.urandom(12 * 1024), content_type="image/webp", metadata={"revision": "1"})
    return {
        **os.environ,
        "PORT": str(port),
        "WEB_PROCESSES": str(PROCESSES),
        "DATABASE_URL": f"sqlite:///{folder}/empty.db",
        "BROKER_URL": "redis://127.0.0.1:9/0",  # nobody there, and none is needed
        "STORAGE_BACKEND": "local",
        "STORAGE_PATH": f"{folder}/objects",
        "S3_BUCKET_THUMBNAILS": BUCKET,
    }


@contextmanager
def _server(command: Sequence[str], environment: dict[str, str], port: int) -> Iterator[int]:
    """The server's parent process, once a picture is answered."""
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}{PATH}")
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            urlopen(url).close()
        except URLError:
            time.sleep(0.1)
        else:
            time.sleep(3)  # the other process is up as well
            return
    raise SystemExit(f"no server came up at {url}")


def _told(seen: Load) -> tuple[str, str, str]:
    lost = sum(seen.lost.values())
    how = ", ".join(f"{count} x {name}" for name, count in seen.lost.items())
    return f"{seen.answered:,}", f"{lost:,}", how


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
