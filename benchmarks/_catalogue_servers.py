"""The catalogue door and the sample upstream behind it, each once it answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks._servers import run_server
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.database import Database
from tvdbproxy.embedded.ports import FreePorts

_LOCAL = "http://127.0.0.1"


@contextmanager
def run_sample(ports: FreePorts, *options: str) -> Iterator[tuple[str, int]]:
    """The sample upstream; the address of its API, and the process."""
    port = ports.one()
    command = [sys.executable, "-m", "tvdbproxy.embedded.sample", "--port", str(port), *options]
    url = f"{_LOCAL}:{port}/v4"
    with run_server(command, {}, f"{_LOCAL}:{port}/") as pid:
        yield url, pid


@contextmanager
def run_door(
    folder: Path, ports: FreePorts, upstream: str, database: str, settings: Mapping[str, str]
) -> Iterator[tuple[str, int]]:
    """``tvdbproxy serve`` over a migrated database; the address of its API, and the process.

    It has no Redis, and needs none: nothing is sent and no key has a limit.
    """
    port, host = ports.one(), upstream.removesuffix("/v4")
    own = {
        "PORT": str(port),
        "DATABASE_URL": database,
        "BROKER_URL": f"redis://127.0.0.1:{ports.one()}/0",
        "STORAGE_BACKEND": "local",
        "STORAGE_PATH": str(folder / "objects"),
        "TVDB_API_KEY": "any",
        "TVDB_BASE_URL": upstream,
        "TVDB_ARTWORK_HOSTS": host,
        "FETCH_PRIVATE_HOSTS": host.removeprefix("http://"),
        **settings,
    }
    command = [sys.executable, "-m", "tvdbproxy", "serve"]
    with run_server(command, own, f"{_LOCAL}:{port}/healthz") as pid:
        yield f"{_LOCAL}:{port}/v4", pid


def key_for(database: Database, mode: str) -> str:
    """A client key whose answers are rewritten in this way."""
    with database.write() as session:
        return keys.create(session, Traits(name=mode, image_rewrite=mode)).text


def authorization(api: str, key: str) -> str:
    """The header of a client that has logged in."""
    request = Request(f"{api}/login", data=json.dumps({"apikey": key}).encode())
    with urlopen(request) as answer:
        return f"Authorization: Bearer {json.load(answer)['data']['token']}"


def ask(url: str, *headers: str) -> tuple[bytes, Any]:
    """The bytes of an answer, and its headers."""
    request = Request(url, headers=dict(header.split(": ", 1) for header in headers))
    with urlopen(request) as answer:
        return answer.read(), answer.headers
