"""Real stores for the storage tests: one SeaweedFS a test process, directories, memory."""

from __future__ import annotations

import json
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.meter.meter import SILENT
from tvdbproxy.storage.local import LocalStore
from tvdbproxy.storage.memory import MemoryStore
from tvdbproxy.storage.metered import MeteredStore
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import Patience, S3Connection
from tvdbproxy.storage.store import ObjectStore

STORES = ("s3", "local", "memory", "metered")
START_SECONDS = 30


@dataclass(frozen=True)
class S3Server:
    """A running S3 server and the key of its administrator."""

    endpoint_url: str
    access_key: str
    secret_key: str


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with _running_weed(tmp_path_factory.mktemp("seaweedfs")) as server:
        yield server


@pytest.fixture(scope="session")
def open_s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A server that lets everybody do everything."""
    anonymous = {"name": "anonymous", "actions": ["Admin", "Read", "Write", "List"]}
    with _running_weed(tmp_path_factory.mktemp("open"), anonymous) as server:
        yield server


@contextmanager
def _running_weed(folder: Path, *more: dict[str, object]) -> Iterator[S3Server]:
    """A server with one administrator, and with these identities beside it."""
    access_key, secret_key = "storagetests", secrets.token_hex(16)
    identity = {
        "name": "tests",
        "credentials": [{"accessKey": access_key, "secretKey": secret_key}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "keys.json").write_text(json.dumps({"identities": [identity, *more]}))
    (folder / "data").mkdir()
    free = FreePorts()
    s3_port, *inner_ports = (free.pair() for _ in range(5))
    process = _start_weed(folder, s3_port, inner_ports)
    try:
        server = S3Server(f"http://127.0.0.1:{s3_port}", access_key, secret_key)
        _wait_until_writable(server, process, folder / "weed.log")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def s3_connection(s3_server: S3Server) -> S3Connection:
    keys = s3_server.access_key, s3_server.secret_key
    # SeaweedFS lets those who lose a race for a key wait for whole seconds, up to eight
    # of them, before it tells them so.
    return S3Connection(s3_server.endpoint_url, *keys, patience=Patience(read_seconds=60))


@pytest.fixture
def new_store(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], ObjectStore]:
    """Makes an empty store of a kind; a bucket of its own for S3."""

    def make(kind: str) -> ObjectStore:
        if kind == "memory":
            return MemoryStore()
        if kind == "metered":
            return MeteredStore(MemoryStore(), "originals", SILENT)
        if kind == "local":
            return LocalStore(tmp_path / "store")
        connection = request.getfixturevalue("s3_connection")
        bucket = f"test-{secrets.token_hex(8)}"
        connection.open_admin().create_bucket(Bucket=bucket)
        return S3Store(connection, bucket)

    return make


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, new_store: Callable[[str], ObjectStore]) -> ObjectStore:
    return new_store(request.param)


def _start_weed(folder: Path, s3_port: int, inner_ports: list[int]) -> subprocess.Popen[bytes]:
    master, volume, filer, admin = inner_ports
    command = [
        str(Path(sys.executable).with_name("weed")),
        "mini",
        *("-dir", str(folder / "data"), "-ip", "127.0.0.1", "-ip.bind", "127.0.0.1"),
        *("-s3.port", str(s3_port), "-s3.config", str(folder / "keys.json")),
        *("-master.port", str(master), "-volume.port", str(volume), "-filer.port", str(filer)),
        *("-admin.port", str(admin)),
        *("-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
        # Not as many as a full disk has room for: see tvdbproxy/embedded/seaweed.py.
        *("-volume.max", "10000", "-master.telemetry=false"),
        f"-filer.localSocket={folder / 'filer.sock'}",
    ]
    with (folder / "weed.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)


def _wait_until_writable(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    connection = S3Connection(server.endpoint_url, server.access_key, server.secret_key)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, TvdbProxyError):
            _connect(server.endpoint_url)
            S3Store(connection, "ready").put("ready", b"yes", content_type="text/plain")
            return
        time.sleep(0.05)
    raise RuntimeError(f"SeaweedFS did not start: {log.read_text(errors='replace')[-2000:]}")


def _connect(endpoint_url: str) -> None:
    host, _, port = endpoint_url.removeprefix("http://").partition(":")
    socket.create_connection((host, int(port)), timeout=1).close()
