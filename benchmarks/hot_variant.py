"""How fast is a picture out of memory, beside nginx sending a file of the same length?

    python benchmarks/hot_variant.py [rounds]

nginx and ``tvdbproxy serve`` share one core, ``wrk`` has the other. The contenders take
turns round by round, so that a noisy machine disturbs all alike: the ratio is the median of
the rounds' ratios. CPU per request is the server's own, and says more on a busy machine.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.settings import WebSettings
from tvdbproxy.storage import keys
from tvdbproxy.storage.local import LocalStore

PROGRAMS = ("nginx", "wrk", "taskset")
SERVER_CORE, CLIENT_CORE = "0", "1"
CONNECTIONS = (64, 16)
SECONDS = 1
BYTES = 12 * 1024
BUCKET = "pictures"
PATH = "/images/series/1/poster/medium"


@dataclass(frozen=True)
class Contender:
    """A URL to ask for, and the process that answers it."""

    name: str
    url: str
    pid: int
    etag: str | None = None


@dataclass(frozen=True)
class Sample:
    """One round of one contender."""

    per_second: float
    cpu_microseconds: float


def main(rounds: int) -> None:
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        print(f"Not measured: {' and '.join(missing)} must be installed for that.")
        return
    if (os.cpu_count() or 1) < 2:
        print("Not measured: server and client need a core each.")
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        contenders = _start(Path(folder), running)
        for connections in CONNECTIONS:
            _report(connections, _measure(contenders, connections, rounds))


def _start(folder: Path, running: ExitStack) -> list[Contender]:
    """All servers; the first contender is what the others are compared with."""
    picture = os.urandom(BYTES)
    store, ports = LocalStore(folder / "objects" / BUCKET), FreePorts()
    key = keys.variant_key(keys.variant_prefix("series", 1, "poster"), "medium", "webp")
    store.put(key, picture, content_type="image/webp", metadata={"revision": "1"})
    folder.chmod(0o755)  # nginx's worker is somebody else
    (folder / "www").mkdir()
    (folder / "www" / "picture.webp").write_bytes(picture)
    file, logged, nginx = running.enter_context(_nginx(folder, ports))
    bare, granian = running.enter_context(_granian(folder, ports))
    hot, warm = running.enter_context(_tvdbproxy(folder, ports, "64"))
    cold, cool = running.enter_context(_tvdbproxy(folder, ports, "0"))
    return [
        Contender("nginx, file", file, nginx),
        Contender("nginx, file, as installed", logged, nginx),
        Contender("Granian, nothing but bytes", bare, granian),
        Contender("hot", hot + PATH, warm),
        Contender("nginx, file, 304", file, nginx, _etag(file)),
        Contender("hot, 304", hot + PATH, warm, _etag(hot + PATH)),
        Contender("Flask, from memory", f"{hot}/api/v1{PATH}", warm),
        Contender("Flask, from the store", cold + PATH, cool),
    ]


@contextmanager
def _nginx(folder: Path, ports: FreePorts) -> Iterator[tuple[str, str, int]]:
    """nginx set up for speed; the picture's URL, one with the log and without the cache
    of open files, as distributions have it, and the process."""
    port, logged = ports.one(), ports.one()
    temporary = "".join(
        f"{module}_temp_path {folder}/{module};"
        for module in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;"
        "events { worker_connections 1024; }"
        f"http {{ {temporary} access_log off; sendfile on; tcp_nopush on;"
        f"keepalive_requests 1000000; types {{ image/webp webp; }} root {folder}/www;"
        f"server {{ listen 127.0.0.1:{port}; open_file_cache max=100; }}"
        f"server {{ listen 127.0.0.1:{logged}; access_log {folder}/access.log; }} }}"
    )
    command = ["nginx", "-e", f"{folder}/nginx.log", "-c", f"{folder}/nginx.conf"]
    url, other = (f"http://127.0.0.1:{number}/picture.webp" for number in (port, logged))
    with _process(command, os.environ, url) as pid:
        yield url, other, pid


@contextmanager
def _granian(folder: Path, ports: FreePorts) -> Iterator[tuple[str, int]]:
    """The web server that we use, with an application that does nothing: the floor."""
    port = ports.one()
    (folder / "bare.py").write_text(
        f"body = bytes({BYTES})\n"
        "def app(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'image/webp')])\n"
        "    return [body]\n"
    )
    threads = str(WebSettings().web_threads)
    options = ("--interface", "wsgi", "--blocking-threads", threads, "--port", str(port))
    url = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "granian", *options, "--working-dir", str(folder), "bare:app"]
    with _process(command, os.environ, url) as pid:
        yield url, pid


@contextmanager
def _tvdbproxy(folder: Path, ports: FreePorts, hot_cache_mb: str) -> Iterator[tuple[str, int]]:
    """The server as it is shipped; its base URL and the process."""
    port = ports.one()
    settings = {
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/empty.db",
        "BROKER_URL": "redis://127.0.0.1:9/0",  # nobody there, and none is needed
        "STORAGE_BACKEND": "local",
        "STORAGE_PATH": f"{folder}/objects",
        "S3_BUCKET_THUMBNAILS": BUCKET,
        "HOT_CACHE_MB": hot_cache_mb,
    }
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tvdbproxy", "serve"]
    with _process(command, {**os.environ, **settings}, base + PATH) as pid:
        yield base, pid


@contextmanager
def _process(command: Sequence[str], environment: Mapping[str, str], url: str) -> Iterator[int]:
    """A server on its core, once it answers at ``url``."""
    process = subprocess.Popen(
        ["taskset", "-c", SERVER_CORE, *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(url, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            urlopen(url).close()
        except URLError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"no server came up at {url}: {process.args!r}")


def _etag(url: str) -> str:
    with urlopen(url) as answer:
        return str(answer.headers["ETag"])


def _measure(
    contenders: Sequence[Contender], connections: int, rounds: int
) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {contender.name: [] for contender in contenders}
    for _ in range(rounds):
        for contender in contenders:
            samples[contender.name].append(_sample(contender, connections))
    return samples


def _sample(contender: Contender, connections: int) -> Sample:
    options = ["-t1", f"-c{connections}", f"-d{SECONDS}s"]
    if contender.etag is not None:
        options += ["-H", f"If-None-Match: {contender.etag}"]
    before = _cpu_seconds(contender.pid)
    output = subprocess.run(
        ["taskset", "-c", CLIENT_CORE, "wrk", *options, contender.url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    cpu = _cpu_seconds(contender.pid) - before
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{contender.name} answered with errors:\n{output}")
    return Sample(_figure(r"Requests/sec:\s+([\d.]+)", output), cpu * 1e6 / _count(output))


def _count(output: str) -> float:
    return _figure(r"(\d+) requests in", output)


def _figure(pattern: str, output: str) -> float:
    if (found := re.search(pattern, output)) is None:
        raise SystemExit(f"wrk says something unheard of:\n{output}")
    return float(found[1])


def _cpu_seconds(pid: int) -> float:
    """Of a process and its descendants, so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_cpu_seconds(int(child)) for child in children)


def _report(connections: int, samples: dict[str, list[Sample]]) -> None:
    first = next(iter(samples.values()))
    title = f"{BYTES // 1024} KB, {connections} connections, medians of {len(first)} rounds"
    table = Table(title=title)
    for column in ("", "requests/s", "x nginx", "CPU us/request", "x nginx's CPU"):
        table.add_column(column, justify="right" if column else "left")
    for name, seen in samples.items():
        base = samples["nginx, file, 304"] if name.endswith("304") else first
        pairs = list(zip(seen, base, strict=True))
        table.add_row(
            name,
            f"{statistics.median(one.per_second for one in seen):,.0f}",
            f"{statistics.median(one.per_second / two.per_second for one, two in pairs):.2f}",
            f"{statistics.median(one.cpu_microseconds for one in seen):.1f}",
            f"{_cpu(seen) / _cpu(base):.2f}",
        )
    Console(width=100).print(table)


def _cpu(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.cpu_microseconds for sample in samples)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
