"""Titles without their picture, found page by page."""

from __future__ import annotations

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.titles import PATH, hang
from tvdbproxy.artwork.missing import titles_without_picture
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.models import Series
from tvdbproxy.db.upsert import upsert
from tvdbproxy.wiring import Services


def _titles(services: Services, count: int) -> None:
    rows = [{"id": number, "image": f"/banners/{number}.jpg"} for number in range(1, count + 1)]
    with services.database.write() as session:
        upsert(session, Series, rows)


def test_only_titles_with_a_picture_upstream_and_none_here_are_found(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    hang(services.database, "/banners/2.jpg", artwork_id=2, content_type="movie", content_id=2)
    with services.database.write() as session:
        upsert(session, Series, [{"id": 3, "image": None}])
    run(services.kitchen, 11)
    found = list(titles_without_picture(services.database, ["series", "movie"]))
    assert found == [[("movie", 2)]]


def test_pages_are_bounded(services: Services) -> None:
    _titles(services, 1200)
    found = list(titles_without_picture(services.database, ["series"]))
    assert [len(page) for page in found] == [500, 500, 200]
    ids = [number for page in found for _, number in page]
    assert ids == sorted(set(ids))


def test_titles_that_go_meanwhile_do_no_harm(services: Services) -> None:
    _titles(services, 600)
    pages = titles_without_picture(services.database, ["series"])
    first = next(pages)
    with services.database.write() as session:
        session.delete(session.get_one(Series, 550))
    assert len(first) + sum(len(page) for page in pages) == 599
