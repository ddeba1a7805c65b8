"""How fast is a picture out of memory, beside nginx sending a file of the same length, and
one out of the S3 server, beside that server's own answer?

    python benchmarks/hot_variant.py [rounds]

All servers share one core, ``wrk`` has the other. The contenders take turns round by round,
so that a noisy machine disturbs all alike: the ratio is the median of the rounds' ratios.
CPU per request is the server's own, and says more on a busy machine.
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
from urllib.parse import urlsplit
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.seaweed import draw_seaweed_ports, find_weed, seaweed_program
from tvdbproxy.embedded.start import start_and_wait
from tvdbproxy.settings import StorageSettings, WebSettings
from tvdbproxy.storage import keys
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.open import open_stores
from tvdbproxy.storage.s3_connection import S3Connection

PROGRAMS = ("nginx", "wrk", "taskset")
SERVER_CORE, CLIENT_CORE = "0", "1"
CONNECTIONS = (64, 16)
SECONDS = 1
BYTES = 12 * 1024
PATH = "/images/series/1/poster/medium"


Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Contender:
    """A URL to ask for, and the process that answers it."""

    name: str
    url: str
    pid: int
    base: str = "nginx, file"
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
            _report(contenders, connections, _measure(contenders, connections, rounds))


def _start(folder: Path, running: ExitStack) -> list[Contender]:
    """All servers; each contender is compared with its ``base``."""
    picture, ports = os.urandom(BYTES), FreePorts()
    folder.chmod(0o755)  # nginx's worker is somebody else
    (folder / "www").mkdir()
    (folder / "www" / "picture.webp").write_bytes(picture)
    s3 = running.enter_context(_s3(folder, picture))
    ((tuned, plain, logged, passing), nginx) = running.enter_context(_nginx(folder, ports, s3.url))
    bare, granian = running.enter_context(_granian(folder, ports, WebSettings().web_threads))
    one, lone = running.enter_context(_granian(folder, ports, 1))
    hot, warm = running.enter_context(_tvdbproxy(folder, ports, s3, "64"))
    threads, headers = WebSettings().web_threads, _headers(hot + PATH)
    dressed, clad = running.enter_context(_granian(folder, ports, threads, headers))
    cold, cool = running.enter_context(_tvdbproxy(folder, ports, s3, "0"))
    return [
        Contender("nginx, file", tuned, nginx),
        Contender("nginx, file, no cache of open files", plain, nginx),
        Contender("nginx, file, as installed, with its log", logged, nginx),
        Contender("Granian, nothing but bytes", bare, granian),
        Contender("Granian, nothing but bytes, one thread", one, lone),
        Contender("Granian, the same headers as hot", dressed, clad),
        Contender("hot", hot + PATH, warm),
        Contender("nginx, file, 304", tuned, nginx, "nginx, file, 304", _etag(tuned)),
        Contender("hot, 304", hot + PATH, warm, "nginx, file, 304", _etag(hot + PATH)),
        Contender("Flask, from memory", f"{hot}/api/v1{PATH}", warm),
        Contender("S3 itself", s3.url, s3.pid, "S3 itself"),
        Contender("nginx, passing on from S3", passing, nginx, "S3 itself"),
        Contender("Flask, from S3", cold + PATH, cool, "S3 itself"),
    ]


@dataclass(frozen=True)
class S3:
    """A running S3 server with the picture in it, which anybody may read."""

    url: str
    pid: int
    environment: Mapping[str, str]


@contextmanager
def _s3(folder: Path, picture: bytes) -> Iterator[S3]:
    os.sched_setaffinity(0, {int(SERVER_CORE)})  # what is started now stays there
    names = draw_seaweed_ports(FreePorts())
    data = folder / "s3"
    server = start_and_wait(seaweed_program(find_weed(), data, names, (), "key", "secret"))
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    settings = StorageSettings(
        s3_endpoint_url=names.endpoint_url,
        s3_access_key_id="key",
        s3_secret_access_key="secret",
    )
    connection = S3Connection.from_settings(settings)
    init_buckets(connection, settings.s3_bucket_originals, settings.s3_bucket_thumbnails)
    key = keys.variant_key(keys.variant_prefix("series", 1, "poster"), "medium", "webp")
    open_stores(settings).thumbnails.put(
        key, picture, content_type="image/webp", metadata={"revision": "1"}
    )
    environment = {
        name.upper(): str(value)
        for name, value in settings.model_dump().items()
        if name.startswith("s3_")
    }
    url = f"{names.endpoint_url}/{settings.s3_bucket_thumbnails}/{key}"
    try:
        yield S3(url, server.pid, environment)
    finally:
        server.stop()


@contextmanager
def _nginx(folder: Path, ports: FreePorts, s3: str) -> Iterator[tuple[list[str], int]]:
    """nginx, and its URLs of the picture: set up for speed, without the cache of open files,
    with the log besides, as distributions have it, and passing requests on to S3."""
    numbers = [ports.one() for _ in range(4)]
    tuned, plain, logged, passing = numbers
    address = urlsplit(s3)
    temporary = "".join(
        f"{module}_temp_path {folder}/{module};"
        for module in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;"
        "events { worker_connections 1024; }"
        f"http {{ {temporary} access_log off; sendfile on; tcp_nopush on;"
        f"keepalive_requests 1000000; types {{ image/webp webp; }} root {folder}/www;"
        f"upstream s3 {{ server {address.netloc}; keepalive 64; }}"
        f"server {{ listen 127.0.0.1:{tuned}; open_file_cache max=100; }}"
        f"server {{ listen 127.0.0.1:{plain}; }}"
        f"server {{ listen 127.0.0.1:{logged}; access_log {folder}/access.log; }}"
        f"server {{ listen 127.0.0.1:{passing}; location / {{ proxy_http_version 1.1;"
        f"proxy_set_header Connection ''; proxy_pass http://s3{address.path}; }} }} }}"
    )
    command = ["nginx", "-e", f"{folder}/nginx.log", "-c", f"{folder}/nginx.conf"]
    urls = [f"http://127.0.0.1:{number}/picture.webp" for number in (tuned, plain, logged)]
    urls.append(f"http://127.0.0.1:{passing}/")
    with _process(command, os.environ, urls[0]) as pid:
        yield urls, pid


@contextmanager
def _granian(
    folder: Path,
    ports: FreePorts,
    threads: int,
    headers: Headers = (("Content-Type", "image/webp"),),
) -> Iterator[tuple[str, int]]:
    """The web server that we use, with an application that does nothing: the floor."""
    port = ports.one()
    (folder / f"bare{port}.py").write_text(
        f"body, headers = bytes({BYTES}), {list(headers)!r}\n"
        "def app(environ, start_response):\n"
        "    start_response('200 OK', headers.copy())\n"
        "    return [body]\n"
    )
    options = ("--interface", "wsgi", "--blocking-threads", str(threads), "--port", str(port))
    url = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "granian", *options, "--working-dir", str(folder)]
    command.append(f"bare{port}:app")
    with _process(command, os.environ, url) as pid:
        yield url, pid


@contextmanager
def _tvdbproxy(folder: Path, ports: FreePorts, s3: S3, hot_mb: str) -> Iterator[tuple[str, int]]:
    """The server as it is shipped; its base URL and the process."""
    port = ports.one()
    settings = {
        **s3.environment,
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/empty.db",
        "BROKER_URL": "redis://127.0.0.1:9/0",  # nobody there, and none is needed
        "HOT_CACHE_MB": hot_mb,
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


def _headers(url: str) -> Headers:
    """An answer's, without those that the server adds by itself."""
    with urlopen(url) as answer:
        names = ("date", "server", "connection")
        return tuple(pair for pair in answer.headers.items() if pair[0].lower() not in names)


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


def _report(
    contenders: Sequence[Contender], connections: int, samples: dict[str, list[Sample]]
) -> None:
    rounds = len(samples[contenders[0].name])
    title = f"{BYTES // 1024} KB, {connections} connections, medians of {rounds} rounds"
    table = Table(title=title)
    for column in ("", "requests/s", "x base", "CPU us/request", "x base's CPU", "base"):
        table.add_column(column, justify="left" if column in ("", "base") else "right")
    for one in contenders:
        seen, base = samples[one.name], samples[one.base]
        pairs = list(zip(seen, base, strict=True))
        table.add_row(
            one.name,
            f"{statistics.median(sample.per_second for sample in seen):,.0f}",
            f"{statistics.median(mine.per_second / its.per_second for mine, its in pairs):.2f}",
            f"{_cpu(seen):.1f}",
            f"{_cpu(seen) / _cpu(base):.2f}",
            one.base,
        )
    Console(width=110).print(table)


def _cpu(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.cpu_microseconds for sample in samples)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
