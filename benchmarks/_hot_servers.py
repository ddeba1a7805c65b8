"""The servers of ``hot_variant``: all on one core, each once it answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks._servers import run_server, server_core
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.seaweed import draw_seaweed_ports, find_weed, seaweed_program
from tvdbproxy.embedded.start import start_and_wait
from tvdbproxy.settings import StorageSettings
from tvdbproxy.storage import keys
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.open import open_stores
from tvdbproxy.storage.s3_connection import S3Connection

BYTES = 12 * 1024
PATH = "/images/series/1/poster/medium"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class S3:
    """A running S3 server with the picture in it, which anybody may read."""

    url: str
    pid: int
    environment: Mapping[str, str]


@contextmanager
def run_s3(folder: Path, picture: bytes) -> Iterator[S3]:
    names = draw_seaweed_ports(FreePorts())
    data = folder / "s3"
    with server_core():
        server = start_and_wait(seaweed_program(find_weed(), data, names, (), "key", "secret"))
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
def run_nginx(folder: Path, ports: FreePorts, s3: str) -> Iterator[tuple[list[str], int]]:
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
    with run_server(command, {}, urls[0]) as pid:
        yield urls, pid


@contextmanager
def run_granian(
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
    with run_server(command, {}, url) as pid:
        yield url, pid


@contextmanager
def run_tvdbproxy(folder: Path, ports: FreePorts, s3: S3, hot_mb: str) -> Iterator[tuple[str, int]]:
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
    with run_server(command, settings, base + PATH) as pid:
        yield base, pid
