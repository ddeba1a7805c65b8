"""Houses over a real S3 server, whose users upload to it by themselves."""

from __future__ import annotations

import http.client
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.house.house import OpenHouse
from tests.house.uploads import SECRET
from tests.servers.s3 import S3Server
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.wiring import Services

EVENTS_TOKEN = "the-token-of-events"

OpenIncoming = Callable[..., Services]


@pytest.fixture
def open_incoming(open_house: OpenHouse, s3_server: S3Server) -> Iterator[OpenIncoming]:
    """Build houses; settings by field name win. Their buckets are emptied afterwards."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    storage = {
        "storage_backend": "s3",
        "s3_endpoint_url": s3_server.endpoint_url,
        "s3_access_key_id": s3_server.access_key,
        "s3_secret_access_key": s3_server.secret_key,
        "s3_bucket_originals": f"incoming-originals-{worker}",
        "s3_bucket_thumbnails": f"incoming-thumbnails-{worker}",
    }
    opened: list[Services] = []

    def open_(**given: Any) -> Services:
        tokens = {"jwt_secret_key": SECRET, "s3_events_token": EVENTS_TOKEN}
        services = open_house(**{**storage, **tokens, **given})
        settings = services.settings.storage
        init_buckets(
            S3Connection.from_settings(settings),
            settings.s3_bucket_originals,
            settings.s3_bucket_thumbnails,
        )
        opened.append(services)
        return services

    yield open_
    for services in opened[-1:]:
        for store in (services.stores.originals, services.stores.thumbnails):
            store.delete_many([info.key for info in store.list()])


@pytest.fixture
def house(open_incoming: OpenIncoming) -> Services:
    """Such a house."""
    return open_incoming()


def put(url: str, data: bytes, headers: Mapping[str, str]) -> int:
    """The status of a PUT with these headers, and the length of the data where they say none."""
    return _status("PUT", url, data, headers)


def post(
    url: str, fields: Mapping[str, str], data: bytes, filename: str = "../../a/evil.png"
) -> int:
    """The status of a form with these fields, and then the file."""
    boundary = "a-boundary-that-is-in-no-file"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    body = "".join([*parts, head]).encode() + data + f"\r\n--{boundary}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return _status("POST", url, body, kind)


def upload(offered: Mapping[str, Any], data: bytes) -> int:
    """Do as an answer of ``/images/upload-url`` says."""
    if offered["method"] == "POST":
        return post(offered["upload_url"], offered["fields"], data)
    return put(offered["upload_url"], data, offered["headers"])


def _status(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> int:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=20)
    try:
        path = f"{address.path}?{address.query}" if address.query else address.path
        connection.request(method, path, body, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
