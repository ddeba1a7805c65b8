"""Uploads that the client puts into a real object store by itself."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from tests.client.conftest import Connect
from tests.house.front_door import FrontDoor, Trouble, front_door
from tests.house.incoming import OpenIncoming, open_incoming
from tests.house.pictures import logo, poster
from tests.house.processes import worker_here
from tests.servers.s3 import S3Server
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.client import Client, NotAllowed, NotFound, Refused, TimedOut
from tvdbproxy.client.pictures import opened
from tvdbproxy.wiring import Services

__all__ = ["open_incoming"]


@pytest.fixture
def store(s3_server: S3Server) -> Iterator[FrontDoor]:
    """What stands before the object store, and goes wrong when told to."""
    with front_door(s3_server.endpoint_url) as opened:
        yield opened


@pytest.fixture
def services(open_incoming: OpenIncoming, store: FrontDoor) -> Services:
    return open_incoming(s3_public_endpoint_url=store.url)


@pytest.fixture
def key_client(services: Services, address: str, connect: Connect) -> Client:
    """A client with one of our keys."""
    with services.database.write() as session:
        return connect(address, api_key=keys.create(session, Traits(name="application")).text)


@pytest.mark.parametrize("fault", [None, "status", "lost"])
def test_a_picture_goes_straight_to_the_store_and_is_processed(
    services: Services,
    client: Client,
    store: FrontDoor,
    pauses: list[float],
    fault: str | None,
) -> None:
    if fault:
        store.go_wrong(Trouble(fault, method="PUT", times=2))
    with worker_here(services):
        job = client.presigned_upload(poster(), metadata={"n": 7}, filename="a.bin")

    assert len(pauses) == (2 if fault else 0)
    assert job.ended
    image = client.result(job.job_id)
    assert (image.image_id, image.context) == (job.image_id, {"n": 7})
    assert image.width == 340
    client.delete(job.image_id)
    with pytest.raises(NotFound):
        client.image(job.image_id)


def test_a_key_opens_the_same(services: Services, key_client: Client) -> None:
    with worker_here(services):
        job = key_client.presigned_upload(io.BytesIO(logo()), profile="media")

    image = key_client.result(job.job_id)
    assert {"thumbnail", "zoom"} <= set(image.urls)
    assert image.variants["thumbnail"].url == image.urls["thumbnail"]
    assert key_client.download(image.image_id, size="thumbnail")
    with pytest.raises(NotAllowed):
        key_client.upload(poster(), bucket="tests")
    key_client.delete(image.image_id)
    with pytest.raises(NotFound):
        key_client.result(job.job_id)


def test_nobody_waits_for_ever(key_client: Client) -> None:
    with pytest.raises(TimedOut) as out:
        key_client.presigned_upload(poster(), timeout=0)
    assert out.value.job.status == "pending"


def test_what_the_store_refuses_is_an_error_with_its_code(
    client: Client, store: FrontDoor, pauses: list[float]
) -> None:
    store.go_wrong(Trouble("status", method="PUT", status=400, body=b"<Code>EntityTooLarge</Code>"))
    with pytest.raises(Refused) as refused:
        client.presigned_upload(poster())
    assert (refused.value.code, pauses) == ("EntityTooLarge", [])


def test_a_type_that_is_not_taken_is_refused_before_anything_is_sent(
    client: Client, store: FrontDoor
) -> None:
    with pytest.raises(Refused):
        client.presigned_upload(b"<svg/>", filename="a.svg")
    with pytest.raises(ValueError, match="content_type"):
        client.presigned_upload(b"what is it")
    assert store.asked == 0


@pytest.mark.parametrize(
    ("data", "name", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "a.png", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", None, "image/png"),
        (b"GIF89a", None, "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", None, "image/webp"),
        (b"\0\0\0\x1cftypavif\0", None, "image/avif"),
        (b"who knows", "a.png", "image/png"),
    ],
)
def test_types_are_told_by_the_first_bytes(data: bytes, name: str | None, mime: str) -> None:
    with opened(data, name) as file:
        assert file.content_type() == mime
        assert file.read_again().read() == data
