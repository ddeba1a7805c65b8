"""Pictures that are not stored, not known, or not possible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, hang
from tests.imaging.drawing import decoded
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services

URL = "/images/series/1/poster/medium"


OpenDoor = Callable[[Services], FlaskClient]


def test_on_a_miss_clients_can_be_sent_upstream_while_it_is_made(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(image_on_miss="redirect")
    hang(services.database)

    answer = open_door(services).get(URL)

    assert answer.status_code == 302
    assert answer.headers["Location"] == artwork_host.url + PATH
    assert answer.headers["Cache-Control"] == "no-store"
    assert services.queue.waiting("images") == 1
    assert artwork_host.asked == []


def test_a_picture_that_was_only_known_is_made_while_clients_are_upstream(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(image_on_miss="redirect")
    artwork_host.show(PATH, poster())
    hang(services.database, due_at=None)
    client = open_door(services)

    assert client.get(URL).status_code == 302
    run(services.kitchen, 11)  # as the worker does whom the queue told
    assert client.get(URL).status_code == 200


def test_on_a_miss_there_can_be_nothing(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(image_on_miss="404")
    artwork_host.show(PATH, poster())
    hang(services.database)
    client = open_door(services)

    assert client.get(URL).json["code"] == "no_artwork"
    run(services.kitchen, 11)
    assert client.get(URL).status_code == 200


@pytest.mark.proves("I26")
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/images/album/1/poster/medium", "unknown_content"),
        ("/images/series/2/poster/medium", "unknown_content"),
        ("/images/series/1/cover/medium", "unknown_image_type"),
        ("/images/series/1/poster/huge", "unknown_size"),
        ("/images/series/1/poster/w343", "unknown_size"),
        ("/images/series/1/poster/medium.gif", "unknown_size"),
        ("/images/series/1/banner/medium", "no_artwork"),
        ("/images/series/1/poster/99/medium", "no_artwork"),
    ],
)
def test_what_is_unknown_says_which_part(
    stored: Services, client: FlaskClient, path: str, code: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == code
    assert answer.headers["Cache-Control"] == "no-store"


HOSTILE = [
    "-1", "0", "01", "+1", " 1", "1.0", "1e3", "1_000", "NaN", "\u0663", "\uff11", "9" * 4000,
    "9" * 18, "9" * 19, "%00", "1%00", "..", "%2e%2e", "..%2f..%2fetc", "%252e", "1;drop",
    "'", "\u202e", "%ff", "%0d%0aX:1", "a" * 8000,
]  # fmt: skip


@pytest.mark.proves("Q1", "Q5")
@pytest.mark.parametrize("place", range(5))
def test_hostile_words_are_only_unknown(stored: Services, client: FlaskClient, place: int) -> None:
    for word in HOSTILE:
        parts = ["series", "1", "poster", "11", "medium"]
        parts[place] = word
        answer = client.get("/images/" + "/".join(parts))
        assert answer.status_code in (301, 308, 400, 404), (word, answer.data)
        if answer.status_code >= 400:
            assert answer.json["code"]


def test_a_broken_picture_says_why_there_is_none(
    services: Services, client: FlaskClient, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, b"gone", status=404)
    hang(services.database)
    answers = [client.get(URL) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].json["code"] == "no_artwork"
    assert artwork_host.times(PATH) == 1  # a failure is shared for a moment


@pytest.mark.proves("Q2")
def test_a_picture_whose_path_nobody_can_store_is_no_server_error(
    services: Services, client: FlaskClient
) -> None:
    hang(services.database, "/banners/a%2Fb.jpg")
    for _ in range(2):
        assert client.get(URL).status_code == 404


def test_upstream_in_trouble_is_503_with_retry_after(
    services: Services, client: FlaskClient, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, b"no", status=500)
    hang(services.database)
    answer = client.get(URL)
    assert answer.status_code == 503
    assert answer.json["code"] == "artwork_pending"
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_variant_that_vanished_from_the_store_is_made_again(
    stored: Services, client: FlaskClient
) -> None:
    first = client.get(URL).data
    stored.stores.thumbnails.delete(f"{artwork(stored.database).storage_path}/medium.webp")
    stored.hot.clear()
    again = client.get(URL)
    assert (again.status_code, again.mimetype) == (200, "image/webp")
    assert decoded(again.data).size == decoded(first).size


@pytest.mark.parametrize("mode", ["404", "redirect"])
def test_a_further_size_of_a_stored_picture_is_made_in_every_mode(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost, mode: str
) -> None:
    services = open_house(image_on_miss=mode)
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    answer = open_door(services).get("/images/series/1/poster/w92")
    assert answer.status_code == 200
    assert decoded(answer.data).size[0] == 92


def test_many_who_are_sent_upstream_wake_the_workers_once(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    services = open_house(image_on_miss="redirect")
    hang(services.database)
    client = open_door(services)
    assert [client.get(URL).status_code for _ in range(5)] == [302] * 5
    assert services.queue.waiting("images") == 1


@pytest.mark.proves("H1", "H4")
def test_a_prefix_that_a_stranger_sends_leads_nowhere(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    client = open_door(open_house(trusted_proxies=1))
    answer = client.get("/docs", headers={"X-Forwarded-Prefix": "//evil.example"})
    assert answer.headers["Location"] == "/docs/swagger"


@pytest.mark.proves("I26")
@pytest.mark.parametrize(
    "size", ["w100000", "w0", "w-1", "w1", "w" + "9" * 30, "100000x100000", "h9999", "w341.5",
             "w\u0661\u0665\u0664", "original.webp.webp", "w780x", "W780"],
)  # fmt: skip
def test_sizes_are_those_that_there_are(stored: Services, client: FlaskClient, size: str) -> None:
    before = {info.key for info in stored.stores.thumbnails.list()}
    answer = client.get(f"/images/series/1/poster/{size}")
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_size")
    assert {info.key for info in stored.stores.thumbnails.list()} == before


@pytest.mark.proves("I26")
@pytest.mark.parametrize("size", ["original", "large", "w780"])
def test_no_size_enlarges_a_small_picture(stored: Services, client: FlaskClient, size: str) -> None:
    assert decoded(client.get(f"/images/series/1/poster/{size}").data).size == (340, 500)
