"""Lists read to their end: by number, by ``links`` and until a page is empty."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.conftest import UPSTREAM, Crowd
from tests.clients.getters import SERIES
from tests.clients.wire import Wire

LISTS = (
    "get_all_series", "get_all_movies", "get_all_seasons", "get_all_episodes", "get_all_people",
    "get_all_companies", "get_all_lists", "get_all_tag_options",
)  # fmt: skip
PATHS = (
    "/series", "/movies?page=0", "/seasons", "/episodes", "/people", "/companies", "/lists",
    "/tags/options", "/updates?since={since}", "/search?query=a&type=series&limit=2",
    "/search?query=the%20long&limit=1", f"/series/{SERIES}/episodes/default",
    f"/series/{SERIES}/episodes/official/eng?page=0", "/series/filter?country=gbr&lang=eng",
    "/movies/filter?sort=score&lang=eng&country=usa",
)  # fmt: skip
MANY = 60


@pytest.mark.parametrize("getter", LISTS)
@pytest.mark.parametrize("name", ["tvdb_v4_official", "aiotvdb"])
def test_pages_by_number_until_there_is_no_next(crowd: Crowd, name: str, getter: str) -> None:
    assert whole(crowd, name, "off", getter) == whole(crowd, name, UPSTREAM, getter)


@pytest.mark.parametrize("path", PATHS)
def test_links_are_followed_as_they_are_to_the_end(wire: Wire, path: str) -> None:
    """As Kyoo does: with its token, wherever they lead."""
    client = wire.holding(image_rewrite="off")
    pages, address = [], f"{wire.front.base}/v4{path}"
    while address:
        assert address.startswith(f"{wire.front.base}/v4/"), "its token would leave us"
        reply = client.follow(address.replace(" ", "%20"))
        assert reply.status == 200, address
        pages.append(rows(reply.data))
        address = reply.document["links"]["next"]
        assert len(pages) < MANY, "it goes round and round"
    read = [row for page in pages for row in page]
    assert len(read) == len({str(row) for row in read})
    assert len(read) == reply.document["links"]["total_items"]


def test_links_back_lead_to_the_page_before(wire: Wire) -> None:
    client = wire.holding()
    first = client.get("/series?page=0")
    second = client.follow(first.document["links"]["next"])
    assert second.document["links"]["self"] == first.document["links"]["next"]
    assert client.follow(second.document["links"]["prev"]).body == first.body
    assert first.document["links"]["prev"] is None


@pytest.mark.parametrize("path", ["/series", "/people", f"/series/{SERIES}/episodes/default"])
def test_a_page_past_the_end_is_empty_and_not_missing(wire: Wire, path: str) -> None:
    reply = wire.holding().get(f"{path}?page=99")
    assert rows(reply.data) == []
    assert reply.document["links"]["next"] is None


def rows(data: Any) -> list[Any]:
    """What a page lists."""
    found: list[Any] = data["episodes"] if isinstance(data, dict) else data
    return found


def whole(crowd: Crowd, name: str, mode: str, getter: str) -> list[Any]:
    """All pages of a list."""
    client, read = crowd.client(name, mode), []
    for page in range(MANY):
        outcome = client.ask(getter, page=page)
        read += outcome.value
        if outcome.links["next"] is None:
            assert page > 0, "one page proves nothing"
            return read
    raise AssertionError("it goes round and round")
