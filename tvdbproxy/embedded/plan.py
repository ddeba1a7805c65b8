"""Which servers the stack starts itself, and the environment that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tvdbproxy.embedded.environment import default_values, given_values
from tvdbproxy.embedded.ports import LOOPBACK, FreePorts
from tvdbproxy.embedded.redis_server import find_redis, redis_url
from tvdbproxy.embedded.seaweed import SeaweedPorts, draw_seaweed_ports
from tvdbproxy.settings import Settings

MEMORY = "memory://"


@dataclass(frozen=True)
class Plan:
    """The servers to start (None: given by the environment, or not needed), and what follows.

    ``environment`` is what our processes are told: what was given, and our choices where
    nothing was. ``values`` has the settings that nobody chose as well.
    """

    base_url: str
    environment: Mapping[str, str]
    values: Mapping[str, str]
    seaweed: SeaweedPorts | None
    redis: Path | None
    redis_port: int
    redis_password: str
    sample_port: int | None

    @property
    def in_memory(self) -> bool:
        """Whether the web server does the work of workers and scheduler as well."""
        return self.environment["BROKER_URL"].startswith("memory:")


def make_plan(settings: Settings, data_dir: Path, secrets: Mapping[str, str]) -> Plan:
    """Decide. What the environment gives is used; the rest is started here."""
    given = given_values(settings)
    redis = None if given.keys() & {"BROKER_URL", "REDIS_URL"} else find_redis()
    free = FreePorts(without=[settings.web.port])
    redis_port = free.one()
    seaweed = draw_seaweed_ports(free) if _needs_seaweed(settings, given) else None
    has_upstream = bool(given.keys() & {"TVDB_API_KEY", "TVDB_BASE_URL"})
    sample_port = None if has_upstream else free.same(data_dir / "sample.port")
    base_url = _base_url(settings)
    ours = {
        **{name: value for name, value in secrets.items() if name != "REDIS_PASSWORD"},
        "BASE_URL": base_url,
        "HOST": settings.web.host,
        "PORT": str(settings.web.port),
        "DATABASE_URL": f"sqlite:///{data_dir.resolve() / 'tvdbproxy.db'}",
        "STORAGE_PATH": str(data_dir.resolve() / "objects"),
        **_queue(given, redis, redis_port, secrets),
        **_storage(seaweed),
        **_upstream(sample_port),
    }
    environment = {**ours, **given}
    return Plan(
        base_url=base_url,
        environment=environment,
        values={**default_values(settings), **environment},
        seaweed=seaweed,
        redis=redis,
        redis_port=redis_port,
        redis_password=secrets["REDIS_PASSWORD"],
        sample_port=sample_port,
    )


def _needs_seaweed(settings: Settings, given: Mapping[str, str]) -> bool:
    return settings.storage.storage_backend == "s3" and "S3_ENDPOINT_URL" not in given


def _base_url(settings: Settings) -> str:
    """Where this machine reaches the web server; a wildcard address is no destination."""
    host = {"0.0.0.0": LOOPBACK, "::": "[::1]"}.get(settings.web.host, settings.web.host)  # noqa: S104
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    return f"http://{host}:{settings.web.port}"


def _queue(
    given: Mapping[str, str], redis: Path | None, port: int, secrets: Mapping[str, str]
) -> dict[str, str]:
    """One server for everything; without any, everything in one process."""
    if redis is not None:
        url = redis_url(port, secrets["REDIS_PASSWORD"])
    else:
        url = given.get("REDIS_URL") or given.get("BROKER_URL") or MEMORY
    return {"BROKER_URL": url, "REDIS_URL": "" if url.startswith("memory:") else url}


def _storage(seaweed: SeaweedPorts | None) -> dict[str, str]:
    return {"S3_ENDPOINT_URL": seaweed.endpoint_url} if seaweed is not None else {}


def _upstream(sample_port: int | None) -> dict[str, str]:
    """The sample catalogue is synced completely, and is the one private address allowed."""
    if sample_port is None:
        return {}
    host = f"{LOOPBACK}:{sample_port}"
    return {
        "TVDB_API_KEY": "sample",
        "TVDB_BASE_URL": f"http://{host}/v4",
        "TVDB_ARTWORK_HOSTS": f"http://{host}",
        "FETCH_PRIVATE_HOSTS": host,
        "CATALOGUE_SYNC": "full",
    }
