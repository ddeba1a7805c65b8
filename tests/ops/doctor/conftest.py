"""An installation to be looked at: nothing is there but what a test gives it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.house import clean_environment
from tests.servers.s3 import S3Server
from tvdbproxy.embedded.sample import SampleServer, start_sample
from tvdbproxy.ops.doctor.finding import Finding
from tvdbproxy.ops.doctor.patient import Patient
from tvdbproxy.settings import load_settings
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.wiring.doctor import open_patient

__all__ = ["clean_environment"]

Open = Callable[..., Patient]


@pytest.fixture
def open_(clean_environment: None, tmp_path: Path) -> Open:
    """A patient of these settings; the others are of a small one, with nothing in it."""

    def open_it(**settings: Any) -> Patient:
        small = {
            "database_url": f"sqlite:///{tmp_path}/empty.db",
            "broker_url": "memory://",
            "storage_backend": "local",
            "storage_path": tmp_path / "objects",
        }
        return open_patient(load_settings(**{**small, **settings}))

    return open_it


@pytest.fixture
def bucket_settings(s3_server: S3Server) -> dict[str, Any]:
    """Two buckets of a test's own, set up."""
    name = secrets.token_hex(6)
    settings = {
        "storage_backend": "s3",
        "s3_endpoint_url": s3_server.endpoint_url,
        "s3_access_key_id": s3_server.access_key,
        "s3_secret_access_key": s3_server.secret_key,
        "s3_bucket_originals": f"originals-{name}",
        "s3_bucket_thumbnails": f"thumbnails-{name}",
    }
    init_buckets(connection(settings), f"originals-{name}", f"thumbnails-{name}")
    return settings


@pytest.fixture(scope="module")
def sample() -> Iterator[SampleServer]:
    """An upstream that takes any key but ``wrong``."""
    server = start_sample(titles=2)
    yield server
    server.stop()


def connection(settings: dict[str, Any]) -> S3Connection:
    return S3Connection(
        settings["s3_endpoint_url"],
        settings["s3_access_key_id"],
        settings["s3_secret_access_key"],
    )


def told(findings: Iterator[Finding] | list[Finding]) -> dict[str, str]:
    """Statuses by name."""
    return {finding.name: finding.status.value for finding in findings}
