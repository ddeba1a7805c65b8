"""Transforms answered in front of Flask: the same answers, and never one of another client."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.transforms import OpenTransforms, plain, transforming
from tests.web.test_hot_path import Door
from tvdbproxy.wiring import Services

__all__ = ["transforming"]

CHROME, OLD = "image/avif,image/webp,*/*;q=0.8", "image/png,image/jpeg"


@pytest.fixture
def house(transforming: OpenTransforms, artwork_host: ArtworkHost) -> Services:
    artwork_host.show("/p.jpg", poster())
    return transforming(imgproxy_enable_client_hints=True)


@pytest.fixture
def door(house: Services) -> Door:
    return Door(house)


@pytest.fixture
def address(artwork_host: ArtworkHost) -> str:
    return plain("w:50", f"{artwork_host.url}/p.jpg")


def told(answer: Any) -> dict[str, str]:
    headers = {name.lower(): value for name, value in answer.headers}
    return {k: v for k, v in headers.items() if k not in ("date", "x-request-id")}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_second_answer_is_the_first_ones_twin(door: Door, address: str, method: str) -> None:
    first = door.client.open(address, method=method)
    assert first.status_code == 200
    assert door.is_hot(address, method=method)
    second = door.client.open(address, method=method)
    assert (second.status, second.data) == (first.status, first.data)
    assert told(second) == told(first)


def test_who_has_it_is_told_so_as_flask_would(door: Door, address: str) -> None:
    etag = {"If-None-Match": door.client.get(address).headers["ETag"]}
    cold = Door(door.services).client.get(address, headers=etag)
    hot = door.client.get(address, headers=etag)
    assert door.is_hot(address, headers=etag)
    assert (hot.status_code, hot.data) == (304, b"")
    for name in ("etag", "cache-control", "vary", "access-control-allow-origin"):
        assert told(hot)[name] == told(cold)[name]


def test_nobody_is_sent_what_another_can_show_or_asked_for(door: Door, address: str) -> None:
    wishes: list[dict[str, str]] = [
        {"Accept": CHROME},
        {"Accept": OLD},
        {"Accept": OLD, "DPR": "2"},
        {"Accept": OLD, "Sec-CH-DPR": "3"},
        {"Accept": OLD, "Save-Data": "on"},
        {"Accept": OLD, "DPR": "2", "Save-Data": "on"},
    ]
    tags = [door.client.get(address, headers=headers).headers["ETag"] for headers in wishes]
    # Who saves data needs no more than one pixel for each.
    assert len(set(tags)) == 5
    assert tags[4] == tags[5]
    for headers, tag in zip(wishes, tags, strict=True):
        assert door.is_hot(address, headers=headers)
        assert door.client.get(address, headers=headers).headers["ETag"] == tag


def test_a_query_is_ignored(door: Door, address: str) -> None:
    assert door.client.get(address).status_code == 200
    assert door.is_hot(f"{address}?utm=1")


def test_another_signature_is_another_name(door: Door, address: str) -> None:
    assert door.client.get(address).status_code == 200
    signature = address.split("/")[2]
    wrong = address.replace(signature, "A" + signature[1:])
    assert not door.is_hot(wrong)
    assert door.client.get(wrong).status_code == 403
    assert not door.is_hot(wrong)


def test_another_spelling_in_the_request_line_is_another_name(
    door: Door, address: str, artwork_host: ArtworkHost
) -> None:
    assert door.client.get(address).status_code == 200
    respelled = address.replace("http://", "http%3A//")
    assert door.client.get(respelled).status_code == 403


def test_what_expires_is_not_kept_in_front(door: Door, artwork_host: ArtworkHost) -> None:
    address = plain(f"exp:{int(time.time()) + 1000}", f"{artwork_host.url}/p.jpg")
    assert door.client.get(address).status_code == 200
    assert not door.is_hot(address)
    assert door.client.get(address).status_code == 200


def test_errors_and_parts_are_not_remembered(door: Door, address: str) -> None:
    assert door.client.get(address, headers={"Range": "bytes=0-1"}).status_code == 206
    assert not door.is_hot(address)
    assert door.client.get(address).data[:4] == b"RIFF"


def test_endless_hints_are_flasks(door: Door, address: str) -> None:
    headers = {"Width": "9" * 100}
    assert door.client.get(address, headers=headers).status_code == 200
    assert not door.is_hot(address, headers=headers)
