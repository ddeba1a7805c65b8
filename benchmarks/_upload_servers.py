"""The servers of ``uploads``: an object store, Redis, ours, and ones that do nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jwt

from benchmarks._servers import run_server
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.redis_server import start_redis
from tvdbproxy.embedded.seaweed import draw_seaweed_ports, find_weed, seaweed_program
from tvdbproxy.embedded.start import start_and_wait
from tvdbproxy.settings import StorageSettings
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.s3_connection import S3Connection

_LOCAL = "http://127.0.0.1"
_SECRET = "a secret of the benchmark, which has 32 letters and more"

# Reads the body as it comes, and says how long it was.
_SINK = """
def app(environ, start_response):
    read, length = environ["wsgi.input"].read, 0
    while piece := read(65536):
        length += len(piece)
    start_response("202 ACCEPTED", [("Content-Type", "application/json")])
    return [b'{"length": %d}' % length]
"""

# A route as Flask has it, with an answer of the same length.
_FLASK = """
from flask import Flask

app = Flask(__name__)


@app.get("/api/v1/images/jobs/<job_id>")
def job(job_id):
    return ANSWER
"""


@dataclass(frozen=True)
class Behind:
    """What stands behind our server: ``storage`` opens the buckets, ``s3`` is its process."""

    environment: Mapping[str, str]
    storage: StorageSettings
    s3: int


@contextmanager
def run_behind(folder: Path) -> Iterator[Behind]:
    """An object store and a Redis of their own."""
    names = draw_seaweed_ports(FreePorts())
    s3 = start_and_wait(
        seaweed_program(find_weed(), folder / "s3", names, (), "key", "secret-of-eight")
    )
    redis = start_redis(folder / "redis")
    storage = StorageSettings(
        s3_endpoint_url=names.endpoint_url,
        s3_access_key_id="key",
        s3_secret_access_key="secret-of-eight",
    )
    connection = S3Connection.from_settings(storage)
    init_buckets(connection, storage.s3_bucket_originals, storage.s3_bucket_thumbnails)
    environment = {
        "S3_ENDPOINT_URL": names.endpoint_url,
        "S3_ACCESS_KEY_ID": "key",
        "S3_SECRET_ACCESS_KEY": "secret-of-eight",
        "REDIS_URL": redis.url,
        "JWT_SECRET_KEY": _SECRET,
        "RATE_LIMIT_MAX_UPLOADS": "1000000",
    }
    try:
        yield Behind(environment, storage, s3.pid)
    finally:
        redis.stop()
        s3.stop()


@contextmanager
def run_ours(
    ports: FreePorts, behind: Behind, database: str, *, processes: int = 1, pinned: bool = False
) -> Iterator[tuple[str, int]]:
    """``tvdbproxy serve``; its address, and the process."""
    port = ports.one()
    environment = {
        **behind.environment,
        "PORT": str(port),
        "DATABASE_URL": database,
        "WEB_PROCESSES": str(processes),
    }
    command = [sys.executable, "-m", "tvdbproxy", "serve"]
    healthy = f"{_LOCAL}:{port}/healthz"
    with run_server(command, environment, healthy, pinned=pinned) as pid:
        yield f"{_LOCAL}:{port}", pid


@contextmanager
def run_sink(folder: Path, ports: FreePorts, threads: int) -> Iterator[tuple[str, int]]:
    """The web server that we use, with an application that only reads."""
    with _run_app(folder, ports, "sink", _SINK, threads, "/", pinned=False) as running:
        yield running


@contextmanager
def run_flask(
    folder: Path, ports: FreePorts, threads: int, answer: Mapping[str, object]
) -> Iterator[tuple[str, int]]:
    """The same with a bare Flask, which answers with that."""
    source = _FLASK.replace("ANSWER", repr(dict(answer)))
    path = "/api/v1/images/jobs/x"
    with _run_app(folder, ports, "bare_flask", source, threads, path, pinned=True) as running:
        yield running


@contextmanager
def _run_app(
    folder: Path,
    ports: FreePorts,
    name: str,
    source: str,
    threads: int,
    path: str,
    *,
    pinned: bool,
) -> Iterator[tuple[str, int]]:
    port = ports.one()
    (folder / f"{name}.py").write_text(source)
    options = ("--interface", "wsgi", "--blocking-threads", str(threads), "--port", str(port))
    command = [sys.executable, "-m", "granian", *options, "--working-dir", str(folder)]
    command.append(f"{name}:app")
    with run_server(command, {}, f"{_LOCAL}:{port}{path}", pinned=pinned) as pid:
        yield f"{_LOCAL}:{port}", pid


def bearer() -> str:
    """The header of a user."""
    token = jwt.encode({"sub": "ann", "exp": int(time.time()) + 86_400}, _SECRET, "HS256")
    return f"Authorization: Bearer {token}"
