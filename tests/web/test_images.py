"""Pictures over HTTP: addresses, headers, and who is asked for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, due_again, hang
from tests.imaging.drawing import decoded
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services

URL = "/images/series/1/poster/medium"


FOR_NOW = "public, max-age=3600, stale-while-revalidate=86400"


FOR_EVER = "public, max-age=31536000, immutable"


OpenDoor = Callable[[Services], FlaskClient]


@contextmanager
def statements(services: Services) -> Iterator[list[str]]:
    """The SQL that is said meanwhile."""
    said: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(services.database.engine, "before_cursor_execute", hear)
    yield said
    event.remove(services.database.engine, "before_cursor_execute", hear)


@pytest.mark.proves("H5", "I16")
def test_a_picture_has_every_header_of_the_contract(stored: Services, client: FlaskClient) -> None:
    answer = client.get(URL)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["ETag"].startswith('"')  # strong
    assert answer.headers["Last-Modified"].endswith("GMT")
    assert answer.headers["Cache-Control"] == FOR_NOW
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in answer.headers
    assert decoded(answer.data).size == (340, 500)


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
@pytest.mark.parametrize(
    "path",
    [
        "/images/series/1/poster/medium",
        "/images/series/1/image/medium",
        "/images/series/1/thumbnail/medium",
        "/images/series/1/poster/11/medium",
    ],
)
def test_the_main_picture_has_several_addresses(
    stored: Services, client: FlaskClient, prefix: str, path: str
) -> None:
    answer = client.get(prefix + path)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.data == client.get(URL).data


def test_head_has_the_headers_of_get(stored: Services, client: FlaskClient) -> None:
    got, asked = client.get(URL), client.head(URL)
    assert asked.data == b""
    asked.headers.pop("Date", None)  # the server's to tell, where the answer is from memory
    got.headers.pop("Date", None)
    for answer in (asked, got):
        answer.headers.pop("X-Request-ID", None)
    assert dict(asked.headers) == dict(got.headers)


def test_a_current_revision_is_immutable_and_another_one_is_not(
    stored: Services, client: FlaskClient
) -> None:
    revision = artwork(stored.database).revision
    assert client.get(f"{URL}?v={revision}").headers["Cache-Control"] == FOR_EVER
    for stale in ("abc", "", revision + "0", "%00", "\u00e9"):
        assert client.get(f"{URL}?v={stale}").headers["Cache-Control"] == FOR_NOW


@pytest.mark.proves("I26")
def test_ladder_widths_are_made_and_kept(stored: Services, client: FlaskClient) -> None:
    first = client.get("/images/series/1/poster/w154")
    assert decoded(first.data).width == 154
    row = artwork(stored.database)
    assert stored.stores.thumbnails.get(f"{row.storage_path}/w154.webp").data == first.data
    assert decoded(client.get("/images/series/1/poster/w780").data).width == 340  # not enlarged


def test_the_second_request_asks_no_database(stored: Services, client: FlaskClient) -> None:
    with statements(stored) as said:
        assert client.get(URL).status_code == 200
        assert client.get(URL).status_code == 200
        assert client.head(URL).status_code == 200
    assert said == []


def test_memory_answers_when_the_store_does_not(
    stored: Services, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(URL)

    def away(*_: Any) -> None:
        raise AssertionError("memory has it")

    monkeypatch.setattr(type(stored.stores.thumbnails), "get", away)
    assert client.get(URL).data == first.data


def test_redirects_go_to_the_cdn_with_the_revision(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(cdn_base_url="https://cdn.example", image_delivery="redirect")
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)

    row = artwork(services.database)
    answer = open_door(services).get(URL)

    assert answer.status_code == 302
    location = f"https://cdn.example/{row.storage_path}/medium.webp?v={row.revision}"
    assert answer.headers["Location"] == location
    assert answer.headers["Cache-Control"] == "no-store"
    assert row.local_image_url == location.replace("medium", "original")


def test_addresses_begin_with_our_public_base(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house(public_base_url="https://images.example/")
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)

    row = artwork(services.database)
    assert row.local_image_url == (
        f"https://images.example/images/series/1/poster/original?v={row.revision}"
    )


def test_a_change_is_seen_by_the_hot_cache(
    stored: Services, client: FlaskClient, artwork_host: ArtworkHost
) -> None:
    first = client.get(URL)
    artwork_host.show(PATH, poster(4))
    due_again(stored.database)
    ended = run(stored.kitchen, 11)
    assert ended.prefix is not None
    stored.notices.announce(ended.prefix)
    second = client.get(URL)
    assert second.headers["ETag"] != first.headers["ETag"]
