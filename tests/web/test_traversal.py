"""No spelling of a path leads out of where it belongs."""

from __future__ import annotations

from typing import cast

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from tests.fuzz.requests import Answer, Asked, ask
from tests.web.traversal import spellings
from tvdbproxy.errors import InvalidRequest
from tvdbproxy.storage.store import ObjectStore
from tvdbproxy.wiring import Services

SPELLINGS = list(spellings())
PLACES = (
    "/images/{}/1/poster/medium",
    "/images/series/{}/poster/medium",
    "/images/series/1/{}/medium",
    "/images/series/1/poster/{}",
    "/images/series/1/poster/{}/medium",
    "/images/series/1/poster/medium.{}",
    "/images/{}",
    "/title/series/{}",
    "/static/{}",
    "/docs/{}",
    "/banners/{}",
    "/banners/{}/x.jpg",
    "/banners/{}.jpg",
    "/https:/{}/x.jpg",
    "/api/v1/images/artwork/{}",
    "/api/images/{}",
    "/serve/{}",
    "/api/v1/images/{}/direct",
    "/{}",
)
OURS = (b"root:", b"SQLite format", b"import ", b"<Directory", b"[fonts]")
"""What the files begin with, or have in them, that are looked for."""


def get(client: FlaskClient, path: str) -> Answer:
    return ask(cast(OpenAPI, client.application), Asked("GET", path, "", (), b""))


def test_there_are_many_spellings() -> None:
    assert len(SPELLINGS) == len(set(SPELLINGS)) > 2_000


@pytest.mark.proves("Q1")
@pytest.mark.parametrize("place", PLACES)
def test_no_spelling_leads_out_of_any_door(
    stored: Services, client: FlaskClient, place: str
) -> None:
    for spelling in SPELLINGS[PLACES.index(place) :: 8]:
        answer = get(client, place.format(spelling))
        if answer.status == 200:
            # A spelling of a page or picture that is here: the dots led nowhere.
            assert answer.headers["Content-Type"].startswith(("text/html", "image/")), spelling
        else:
            assert answer.status in (301, 302, 308, 400, 404), (spelling, answer)
        assert not any(mark in answer.body[:2000] for mark in OURS), spelling


@pytest.mark.proves("Q1", "Q2")
def test_a_store_refuses_every_spelling_or_keeps_it_inside(stored: Services) -> None:
    """The last line of defence, should a door ever let one through."""
    for store in (stored.stores.originals, stored.stores.thumbnails):
        before = {info.key for info in store.list()}
        for spelling in SPELLINGS[::60]:
            for key in (spelling, f"series/{spelling}", f"/{spelling}"):
                _try_to_put(store, key)
        for info in list(store.list()):
            if info.key not in before:
                parts = info.key.split("/")
                assert not {"", ".", ".."} & set(parts)
                store.delete(info.key)
        assert {info.key for info in store.list()} == before


def _try_to_put(store: ObjectStore, key: str) -> None:
    try:
        store.put(key, b"x", content_type="text/plain")
    except InvalidRequest as refusal:
        assert refusal.code == "invalid_key"  # noqa: PT017 - most keys are refused, some are kept
