"""The signed addresses in what the API says of an artwork."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.titles import PATH, hang
from tests.house.transforms import OpenTransforms, transforming
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services

__all__ = ["transforming"]

OpenDoor = Callable[[Services], FlaskClient]
ARTWORK, BEST = "/api/v1/images/artwork/11", "/api/v1/catalogue/series/1/artwork"
PRESETS = ["thumbnail", "small", "medium", "large", "hero", "avatar"]


@pytest.mark.parametrize("question", [ARTWORK, BEST])
@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("only_presets", [True, False])
def test_every_address_is_answered(
    transforming: OpenTransforms,
    open_door: OpenDoor,
    artwork_host: ArtworkHost,
    question: str,
    chosen: bool,
    only_presets: bool,
) -> None:
    artwork_host.show(PATH, poster())
    services = transforming(imgproxy_only_presets=only_presets)
    hang(services.database, is_chosen=chosen)
    run(services.kitchen, 11)
    door = open_door(services)
    told = door.get(question).get_json()
    assert list(told["imgproxy_responsive_urls"]) == PRESETS[:4]
    assert list(told["imgproxy_preset_urls"]) == PRESETS
    assert told["imgproxy_thumbnail_url"] == told["imgproxy_preset_urls"]["thumbnail"]
    for address in (told["imgproxy_thumbnail_url"], told["imgproxy_preset_urls"]["avatar"]):
        assert door.get(address).status_code == 200, address


def test_they_begin_with_our_address_and_change_with_the_picture(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    services = transforming(public_base_url="https://here.example")
    hang(services.database)
    door = open_door(services)
    before = door.get(ARTWORK).get_json()["imgproxy_thumbnail_url"]
    run(services.kitchen, 11)
    after = door.get(ARTWORK).get_json()["imgproxy_thumbnail_url"]
    assert before.startswith("https://here.example/imgproxy/")
    assert before != after


@pytest.mark.parametrize(
    "given",
    [
        {"imgproxy_key": "", "imgproxy_salt": ""},
        {"imgproxy_key": "", "imgproxy_salt": "", "imgproxy_allow_unsigned": True},
        {"imgproxy_allowed_processing_options": "width"},
        {"imgproxy_allowed_sources": "tvdb://movie/"},
    ],
)
def test_where_they_would_be_refused_there_are_none(
    transforming: OpenTransforms, open_door: OpenDoor, given: dict[str, object]
) -> None:
    services = transforming(**given)
    hang(services.database)
    told = open_door(services).get(ARTWORK).get_json()
    for name in ("thumbnail_url", "responsive_urls", "preset_urls"):
        assert told[f"imgproxy_{name}"] is None


def test_options_that_are_not_allowed_are_not_in_them(
    transforming: OpenTransforms, open_door: OpenDoor, stored: Services
) -> None:
    door = open_door(transforming(imgproxy_allowed_processing_options="pr"))
    told = door.get(ARTWORK).get_json()
    assert door.get(told["imgproxy_thumbnail_url"]).status_code == 200
