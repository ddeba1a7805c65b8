"""The addresses in rewritten answers lead to pictures, today and after a change of choice."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.titles import artwork
from tests.imaging.drawing import decoded
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.catalogue.learn import learn
from tvdbproxy.catalogue.mappers import bundle_of
from tvdbproxy.catalogue.rewriting import Rewrite
from tvdbproxy.catalogue.store import store
from tvdbproxy.wiring import Services

SIZED = Rewrite(mode="sized", base="https://tvdb.example")
# Their pixels tell them apart.
POSTERS = {11: 1, 12: 2}


@pytest.fixture
def record(artwork_host: ArtworkHost) -> dict[str, object]:
    """A series with two posters, as upstream tells of it."""
    for number, seed in POSTERS.items():
        artwork_host.show(f"/banners/{number}.jpg", poster(seed))
    return {
        "id": 1,
        "name": "Title",
        "image": f"{artwork_host.url}/banners/11.jpg",
        "artworks": [
            {
                "id": number,
                "type": 2,
                "image": f"{artwork_host.url}/banners/{number}.jpg",
                "thumbnail": f"{artwork_host.url}/banners/{number}_t.jpg",
            }
            for number in POSTERS
        ],
    }


def test_pictures_of_a_title_that_was_only_read_are_made_for_who_asks(
    services: Services, client: FlaskClient, record: dict[str, object]
) -> None:
    _learn(services, record)
    addresses = _addresses(services, record)
    assert len(addresses) == 4
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert decoded(client.get(addresses[0]).data).size == (340, 500)
    assert artwork(services.database, 12).state == "ready"


def test_what_nobody_asks_for_is_not_fetched(
    services: Services,
    client: FlaskClient,
    record: dict[str, object],
    artwork_host: ArtworkHost,
) -> None:
    _learn(services, record)
    assert client.get(_addresses(services, record)[0]).status_code == 200
    assert artwork_host.asked == ["/banners/11.jpg"]


def test_addresses_go_on_working_when_another_picture_is_chosen(
    services: Services, client: FlaskClient, record: dict[str, object]
) -> None:
    _learn(services, record)
    old = _addresses(services, record)
    other = client.get("/images/series/1/poster/12/original.webp").data
    for address in old:
        client.get(address)

    record["image"] = str(record["image"]).replace("11", "12")
    with services.database.write() as session:
        due = store(session, bundle_of("series", record, services.kitchen.hosts))
    assert sorted(due) == [11, 12]
    for number in due * 2:  # the one that moves in waits for nothing, the other one comes after
        run(services.kitchen, number)
    services.hot.clear()

    assert artwork(services.database, 12).is_chosen
    for address in {*old, *_addresses(services, record)}:
        assert client.get(address).status_code == 200, address
    # An address that names its picture shows that one, chosen or not.
    assert client.get("/images/series/1/poster/12/original.webp").data == other
    assert client.get("/images/series/1/poster/original.webp").data == other


def _learn(services: Services, record: dict[str, object]) -> None:
    with services.database.write() as session:
        learn(session, "series", record, services.kitchen.hosts)


def _addresses(services: Services, record: dict[str, object]) -> list[str]:
    """Paths of all that the rewritten record names: the pictures first, then the thumbnails."""
    body = json.dumps({"status": "success", "data": record}).encode()
    data = json.loads(services.answers.images.apply(body, SIZED).body)["data"]
    artworks = data["artworks"]
    named = [entry[key] for key in ("image", "thumbnail") for entry in artworks]
    assert data["image"] in named
    return [urlsplit(address).path for address in named]
