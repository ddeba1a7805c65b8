"""Another server's list is read with no trust: no entry leads anywhere but to that server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.remote_queue import queue_at
from tvdbproxy.errors import UpstreamBad, UpstreamDenied, UpstreamMissing
from tvdbproxy.ingest.pending.remote_queue import Offered, RemoteQueue

ALL = "/api/media/pending/all"
ENTRY: dict[str, Any] = {
    "id": 123,
    "user_id": 456,
    "image_path": "/temp_images/profiles/456-profile-789.jpg",
    "original_name": "my-photo.jpg",
    "mime_type": "image/jpeg",
    "status": "pending",
    "created_at": "2024-01-01T10:00:00Z",
}


@pytest.fixture
def remote(artwork_host: ArtworkHost) -> RemoteQueue:
    return queue_at(artwork_host)


def _offer(host: ArtworkHost, *entries: Any) -> None:
    host.show(ALL, json.dumps({"images": list(entries), "total": len(entries)}).encode())


def test_an_entry_is_read_as_the_document_has_it(
    remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    _offer(artwork_host, ENTRY)
    assert remote.offered() == [
        Offered(
            id=123,
            user_id="456",
            url=f"{artwork_host.url}/temp_images/profiles/456-profile-789.jpg",
            data_type="profile",
            original_name="my-photo.jpg",
            mime_type="image/jpeg",
        )
    ]


def test_an_address_may_be_whole_if_it_is_of_that_server(
    remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    whole = artwork_host.url + ENTRY["image_path"]
    _offer(artwork_host, ENTRY | {"image_path": whole})
    assert remote.offered()[0].url == whole


def test_what_an_entry_says_of_its_kind_wins_if_it_is_a_kind(
    remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    _offer(artwork_host, ENTRY | {"data_type": "logo"}, ENTRY | {"id": 2, "data_type": "x"})
    assert [one.data_type for one in remote.offered()] == ["logo", "profile"]


def test_an_address_with_odd_letters_is_asked_for_as_it_is_meant(
    remote: RemoteQueue, artwork_host: ArtworkHost
) -> None:
    _offer(artwork_host, ENTRY | {"image_path": "/temp_images/profiles/4 é.jpg"})
    assert remote.offered()[0].url == f"{artwork_host.url}/temp_images/profiles/4%20%C3%A9.jpg"


@pytest.mark.proves("S5")
@pytest.mark.parametrize(
    "wrong",
    [
        {"image_path": "https://elsewhere.example/x.jpg"},
        {"image_path": "//elsewhere.example/x.jpg"},
        {"image_path": "@elsewhere.example/x.jpg"},
        {"image_path": ".elsewhere.example/x.jpg"},
        {"image_path": "file:///etc/passwd"},
        {"image_path": "/temp_images/../../etc/passwd"},
        {"image_path": "/temp_images\\x.jpg"},
        {"image_path": "/temp_images/x.jpg?size=1"},
        {"image_path": "/temp_images/x.jpg#x"},
        {"image_path": "/temp_images/x\r\nHost: y"},
        {"image_path": "/" + "x" * 2000},
        {"image_path": ""},
        {"image_path": None},
        {"image_path": 5},
        {"id": "123"},
        {"id": 0},
        {"id": 2**63},
        {"id": True},
        {"id": None},
        {"user_id": None},
        {"user_id": "\x00"},
        {"user_id": {"a": 1}},
        {"user_id": True},
    ],
)
def test_an_entry_that_leads_elsewhere_is_left_out_and_the_others_are_not(
    remote: RemoteQueue, artwork_host: ArtworkHost, wrong: dict[str, Any]
) -> None:
    _offer(artwork_host, "no entry", ENTRY | wrong, ENTRY | {"id": 7})
    found = remote.offered()
    assert [one.id for one in found] == [7]
    assert found[0].url.startswith(f"{artwork_host.url}/")


@pytest.mark.proves("F31")
@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[]", b"{}", b'{"images": {}}', b'{"images": null}', b"[" * 100_000, b"\xff", b""],
)
def test_what_is_no_list_is_said_to_be_none(
    remote: RemoteQueue, artwork_host: ArtworkHost, body: bytes
) -> None:
    artwork_host.show(ALL, body)
    with pytest.raises(UpstreamBad):
        remote.offered()


@pytest.mark.parametrize(("status", "error"), [(401, UpstreamDenied), (404, UpstreamMissing)])
def test_a_server_that_does_not_let_us_in_is_an_error(
    remote: RemoteQueue, artwork_host: ArtworkHost, status: int, error: type
) -> None:
    artwork_host.show(ALL, b"no", status=status)
    with pytest.raises(error):
        remote.offered()


def test_the_key_is_not_shown_where_the_queue_is_written_down(remote: RemoteQueue) -> None:
    assert remote.key not in repr(remote)
