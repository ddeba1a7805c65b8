"""A title's best artwork, over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, change, hang
from tvdbproxy.db.models import Series
from tvdbproxy.wiring import Services

URL = "/api/v1/catalogue/series/1/artwork"
OpenDoor = Callable[[Services], FlaskClient]


@pytest.fixture
def gallery(stored: Services) -> Services:
    """A Japanese series with a stored Japanese poster, an English one, and a fanart."""
    with stored.database.write() as session:
        session.get_one(Series, 1).original_language = "jpn"
    change(stored.database, 11, language="jpn", includes_text=True, score=1)
    hang(stored.database, "/banners/12.jpg", artwork_id=12, is_chosen=False, language="eng")
    hang(stored.database, "/banners/13.jpg", artwork_id=13, image_type="fanart")
    return stored


def test_the_best_is_told_with_all_that_is_known_of_it(
    gallery: Services, client: FlaskClient
) -> None:
    best = client.get(URL).json
    whole = client.get("/api/v1/images/artwork/11").json
    assert {name: best[name] for name in whole} == whole
    assert best["matched"] == "original"
    revision = artwork(gallery.database).revision
    assert best["image_url"] == f"/images/series/1/poster/original.webp?v={revision}"
    assert best["thumbnail_url"] == f"/images/series/1/poster/w342.webp?v={revision}"
    assert best["srcset"].endswith(f"/images/series/1/poster/w342.webp?v={revision} 340w")


def test_its_addresses_answer(gallery: Services, client: FlaskClient) -> None:
    best = client.get(URL).json
    addresses = [best["image_url"], best["thumbnail_url"]]
    addresses += [part.split()[0] for part in best["srcset"].split(", ")]
    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?lang=eng", (12, "wanted")),
        ("?lang=deu,eng", (12, "wanted")),
        ("?lang=ENG", (12, "wanted")),
        ("?lang=deu", (11, "original")),
        ("?lang=", (11, "original")),
        ("?lang=&image_type=", (11, "original")),
        ("?image_type=fanart", (13, "textless")),
        ("?image_type=image&lang=eng", (12, "wanted")),
    ],
)
def test_language_and_image_type_decide(
    gallery: Services, client: FlaskClient, query: str, expected: tuple[int, str]
) -> None:
    best = client.get(URL + query).json
    assert (best["id"], best["matched"]) == expected


def test_one_that_is_not_the_chosen_one_is_named_in_its_addresses(
    gallery: Services, client: FlaskClient
) -> None:
    best = client.get(f"{URL}?lang=eng").json
    assert best["image_url"] == "/images/series/1/poster/12/original.webp"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("album/1/artwork", 404, "unknown_content"),
        ("series/2/artwork", 404, "unknown_content"),
        ("series/0/artwork", 404, "unknown_content"),
        ("series/1/artwork?image_type=cover", 404, "unknown_image_type"),
        ("series/1/artwork?image_type=banner", 404, "no_artwork"),
        ("series/1/artwork?lang=e", 400, "invalid_parameter"),
        ("series/1/artwork?lang=%00", 400, "invalid_parameter"),
        ("series/1/artwork?lang=eng;deu", 400, "invalid_parameter"),
        ("series/1/artwork?lang=eng%0A", 400, "invalid_parameter"),
    ],
)
def test_what_is_unknown_says_which_part(
    gallery: Services, client: FlaskClient, path: str, status: int, code: str
) -> None:
    answer = client.get(f"/api/v1/catalogue/{path}")
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_plurals_are_titles_too(gallery: Services, client: FlaskClient) -> None:
    hang(gallery.database, "/banners/21.jpg", artwork_id=21, content_type="movie")
    assert client.get("/api/v1/catalogue/movies/1/artwork").json["id"] == 21


def test_it_is_in_the_documentation(client: FlaskClient) -> None:
    paths = client.get("/docs/openapi.json").json["paths"]
    told = paths["/api/v1/catalogue/{content_type}/{content_id}/artwork"]["get"]
    names = {parameter["name"] for parameter in told["parameters"]}
    assert names == {"content_type", "content_id", "image_type", "lang"}


def test_addresses_begin_with_our_public_base(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(public_base_url="https://images.example")
    artwork_host.show(PATH, poster())
    hang(services.database)
    best = open_door(services).get(URL).json
    assert best["image_url"].startswith("https://images.example/images/series/1/poster/")
