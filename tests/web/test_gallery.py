"""The pages for people, as a browser gets them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.house.house import OpenHouse
from tests.house.titles import hang
from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Artwork,
    Credit,
    Episode,
    Movie,
    Person,
    Season,
    Series,
    Variant,
)
from tvdbproxy.wiring import Services

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{7*7}}"""
STORED: dict[str, Any] = {
    "state": "ready",
    "revision": "0123456789ab",
    "width": 680,
    "height": 1000,
    "format": "jpeg",
    "file_size": 123456,
    "placeholder": "dc370e250469767c8808875878898768687960f907",
    "storage_path": "series/aa/bb/1/poster",
}
OpenDoor = Callable[[Services], FlaskClient]


@pytest.fixture
def full(services: Services) -> Services:
    """One title of each kind, and pictures in every state."""
    database = services.database
    hang(database, "/banners/p.jpg", artwork_id=11, **STORED)
    hang(database, "/banners/q.jpg", artwork_id=12, is_chosen=False, **STORED | {"width": 170})
    hang(
        database,
        "/banners/r.jpg",
        artwork_id=13,
        is_chosen=False,
        state="failed",
        error_message="The picture is cut off before its end: send the whole file.",
    )
    hang(database, "/banners/f.jpg", artwork_id=14, image_type="fanart", **STORED | {"width": 1920})
    with database.write() as session:
        series = session.get_one(Series, 1)
        series.name, series.year, series.genres = "Glass Harbour", "2021", "Drama, Thriller"
        session.add(Movie(id=2, name=HOSTILE, overview=HOSTILE, genres=HOSTILE))
        session.add(Season(id=3, series_id=1, number=1, season_type="official"))
        session.add(Season(id=6, series_id=1, number=0, season_type="official"))
        session.add(Episode(id=4, series_id=1, season_number=1, number=1, name="Low Water"))
        session.add(Person(id=5, name="Ada Lark"))
        for number, role in ((1, "Mara"), (2, "Mara's twin")):
            session.add(
                Credit(id=number, content_type="series", content_id=1, person_id=5, role=role)
            )
        session.add(
            Variant(
                artwork_id=11,
                size="medium",
                format="webp",
                key="series/aa/bb/1/poster/medium.webp",
                width=490,
                height=720,
                bytes=24310,
                made_at=now(session),
            )
        )
    return services


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return answer.get_data(as_text=True)


def test_the_wall_shows_every_title_with_a_link(full: Services, client: FlaskClient) -> None:
    html = page(client, "/")

    assert 'href="/title/series/1"' in html
    assert 'href="/title/movie/2"' in html
    assert "Glass Harbour" in html


def test_a_poster_comes_in_all_widths_up_to_its_own(full: Services, client: FlaskClient) -> None:
    html = page(client, "/")

    (srcset,) = re.findall(r'srcset="([^"]+)"', html)
    base, version = "/images/series/1/poster", "?v=0123456789ab"
    sizes = {"w92": 92, "w154": 154, "w185": 185, "w342": 342, "w500": 500, "large": 680}
    expected = [f"{base}/{size}{version} {width}w" for size, width in sizes.items()]
    assert srcset == ", ".join(expected)
    assert 'width="680" height="1000"' in html
    assert 'src="data:image/png;base64,' in html


def test_a_width_that_is_stored_under_a_name_is_asked_for_by_that_name(
    services: Services, client: FlaskClient
) -> None:
    wide = STORED | {"width": 1920, "height": 1080}
    hang(services.database, "/banners/f.jpg", artwork_id=1, image_type="fanart", **wide)
    hang(services.database, "/banners/c.jpg", artwork_id=2, image_type="cinemagraph", **wide)

    html = page(client, "/title/series/1")

    assert _sizes(html, "fanart") == [
        "thumbnail 300w",
        "w780 780w",
        "medium 1280w",
        "large 1920w",
    ]
    assert _sizes(html, "cinemagraph") == [
        "thumbnail 300w",
        "small 640w",
        "medium 1280w",
        "large 1920w",
    ]


def test_a_picture_of_which_only_parts_are_stored_is_shown_all_the_same(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    names = ("original", "large", "medium", "small", "thumbnail")
    cropped = json.dumps({"artwork": {name: [100, 100, "fill"] for name in names}})
    services = open_house(size_profiles=cropped)
    hang(services.database, "/banners/c.jpg", image_type="cinemagraph", **STORED)

    assert _sizes(page(open_door(services), "/title/series/1"), "cinemagraph") == ["original 680w"]


def _sizes(html: str, image_type: str) -> list[str]:
    """The first srcset of this type, as ``size 300w``."""
    found = re.search(rf'srcset="([^"]+/{image_type}/[^"]+)"', html)
    assert found is not None
    return [re.sub(r".*/(\w+)\?\S+", r"\1", address) for address in found[1].split(", ")]


def test_a_picture_that_is_not_chosen_is_shown_under_its_own_id(
    full: Services, client: FlaskClient
) -> None:
    html = page(client, "/title/series/1")

    assert "/images/series/1/poster/12/large?v=0123456789ab 170w" in html
    assert "/images/series/1/poster/12/w342" not in html  # it is only 170 wide


def test_pictures_are_shown_from_this_server_whatever_it_calls_itself(
    full: Services, open_house: OpenHouse, open_door: OpenDoor
) -> None:
    named = open_door(open_house(public_base_url="https://images.example.com"))

    assert all(
        address.startswith("/images/")
        for srcset in re.findall(r'srcset="([^"]+)"', page(named, "/"))
        for address in srcset.split(", ")
    )


@pytest.mark.proves("A5")
def test_hostile_titles_are_only_text(full: Services, client: FlaskClient) -> None:
    for path in ("/", "/title/movie/2", f"/?q={HOSTILE.replace('&', '')}"):
        html = page(client, path)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert(1)" in html
        assert "{{7*7}}" in html


@pytest.mark.proves("Q14")
def test_search_finds_what_was_typed_and_says_when_there_is_nothing(
    full: Services, client: FlaskClient
) -> None:
    assert "Glass Harbour" in page(client, "/?q=glass")
    assert "Nothing found" in page(client, "/?q=%25%25")
    assert "Nothing found" in page(client, "/?q=_lass")


def test_counts_of_the_whole_catalogue_are_not_shown_beside_a_search(
    full: Services, client: FlaskClient
) -> None:
    assert "Series <small>1</small>" in page(client, "/")
    assert re.search(r">Series\s*</a>", page(client, "/?q=zzzz"))


@pytest.mark.proves("Q5", "Q12", "Q14")
@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ff%fe",
        "q=" + "x" * 4000,
        "type=people&sort=;drop",
        "after=series-" + "9" * 4000,
        "after=series-%D9%A3",
        "after=person-1",
        "after=-1",
        "before=movie--1",
        "after=series-1&before=movie-2",
    ],
)
def test_nothing_in_an_address_breaks_the_wall(
    full: Services, client: FlaskClient, query: str
) -> None:
    assert "<h1>" in page(client, f"/?{query}")


def test_the_second_page_is_linked_and_keeps_the_choices(
    services: Services, client: FlaskClient
) -> None:
    with services.database.write() as session:
        session.add_all(Movie(id=n, name=f"Film {n:03}") for n in range(1, 65))

    first = page(client, "/?type=movie&sort=name&q=film")
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = page(client, following.replace("&amp;", "&"))

    assert first.count('class="card"') == 60
    assert re.findall(r'class="card-name">([^<]+)', second) == [
        "Film 061",
        "Film 062",
        "Film 063",
        "Film 064",
    ]
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_a_series_shows_its_seasons_people_and_all_its_artwork(
    full: Services, client: FlaskClient
) -> None:
    html = page(client, "/title/series/1")

    assert 'href="/title/season/3"' in html
    assert html.index("Season 1") < html.index("Specials")
    assert "Mara, Mara&#39;s twin" in html
    assert '<a href="/images/series/1/poster/medium.webp?v=0123456789ab">medium</a>' in html
    assert "490 × 720" in html
    assert '<data value="24310" title="24,310 bytes">24.3 KB</data>' in html
    assert '<data value="123456" title="123,456 bytes">123 KB</data>' in html
    assert "The picture is cut off before its end" in html
    assert '<li class="state">Failed</li>' in html
    assert 'class="backdrop"' in html


def test_the_other_kinds_have_pages_that_lead_to_each_other(
    full: Services, client: FlaskClient
) -> None:
    season, episode, person = (
        page(client, path) for path in ("/title/season/3", "/title/episode/4", "/title/person/5")
    )

    assert "Low Water" in season
    assert 'href="/title/series/1"' in season
    assert 'href="/title/season/3">Season 1' in episode
    assert "Ada Lark" in person
    assert 'href="/title/series/1"' in person


def test_the_plural_leads_to_the_singular(full: Services, client: FlaskClient) -> None:
    answer = client.get("/title/movies/2")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/title/movie/2")


@pytest.mark.proves("Q1", "Q5")
@pytest.mark.parametrize(
    "path",
    [
        "series/404",
        "series/-1",
        "series/0",
        "series/%D9%A3",
        "series/" + "9" * 4000,
        "series/%00",
        "series/..",
        "series/1/2",
        "series/",
        "album/1",
        "<script>/1",
    ],
)
def test_what_is_not_there_is_404_in_the_same_design(
    full: Services, client: FlaskClient, path: str
) -> None:
    html = page(client, f"/title/{path}", status=404)

    assert "Back to the catalogue" in html


@pytest.mark.proves("Q5")
def test_page_numbers_that_do_not_exist_show_the_nearest(
    full: Services, client: FlaskClient
) -> None:
    for number in ("0", "-1", "2", "9999", "1" * 4000, "%D9%A3", "x"):
        assert "Glass Harbour" in page(client, f"/title/series/1?artwork={number}")
        assert "Low Water" in page(client, f"/title/season/3?episodes={number}")


def test_long_seasons_and_many_pictures_come_in_pages(
    services: Services, client: FlaskClient
) -> None:
    with services.database.write() as session:
        session.add(Season(id=3, series_id=1, number=1))
        session.add_all(
            Episode(id=n, series_id=1, season_number=1, number=n, name=f"Part {n}")
            for n in range(1, 131)
        )
        session.add_all(
            Artwork(
                id=n, content_type="season", content_id=3, image_type="poster", path=f"/b/{n}.jpg"
            )
            for n in range(1, 61)
        )

    html = page(client, "/title/season/3?episodes=3")
    assert "121. Part 121" in html
    assert "120. Part 120" not in html
    assert 'href="?episodes=2#episodes"' in html
    assert page(client, "/title/season/3?artwork=2").count('class="artwork"') == 12


def test_the_number_of_queries_does_not_grow_with_the_page(
    services: Services, client: FlaskClient
) -> None:
    for number in range(1, 51):
        hang(services.database, f"/b/{number}.jpg", artwork_id=number, content_id=number, **STORED)
    with services.database.write() as session:
        session.add_all(Season(id=n, series_id=1, number=n) for n in range(1, 40))
        session.add_all(Person(id=n, name=f"P {n}") for n in range(1, 80))
        session.add_all(
            Credit(id=n, content_type="series", content_id=1, person_id=n) for n in range(1, 80)
        )

    with statements(services) as said:
        page(client, "/")
    assert len(said) <= 14
    with statements(services) as said:
        page(client, "/title/series/1")
    assert len(said) <= 24


def test_a_page_is_sent_again_only_if_it_has_changed(full: Services, open_door: OpenDoor) -> None:
    client = open_door(full)
    first = client.get("/title/series/1")
    again = client.get("/title/series/1", headers={"If-None-Match": first.headers["ETag"]})
    with full.database.write() as session:
        session.get_one(Series, 1).name = "Another"
    changed = client.get("/title/series/1", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")
    assert changed.status_code == 200


@pytest.mark.proves("A5", "A6")
def test_the_policy_allows_no_inline_code_and_the_page_has_none(
    full: Services, client: FlaskClient
) -> None:
    for path, status in (("/", 200), ("/title/series/1", 200), ("/title/series/404", 404)):
        answer = client.get(path)
        assert answer.status_code == status
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        html = answer.get_data(as_text=True)
        for tag in re.findall(r"<[^>]+>", html):
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", tag)
            assert not tag.startswith("<script") or "src=" in tag


def test_everything_that_a_page_refers_to_is_here(full: Services, client: FlaskClient) -> None:
    html = page(client, "/")
    ours = re.findall(r'(?:href|src)="(/(?:static|docs|readyz|metrics)[^"]*)"', html)

    assert len(ours) >= 6
    for address in ours:
        with client.get(address) as answer:
            assert answer.status_code in (200, 302, 503), address


def test_an_empty_catalogue_says_what_happens_next(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    held = page(open_door(open_house(catalogue_sync="held")), "/")
    full = page(open_door(open_house(catalogue_sync="full")), "/")

    assert "Nothing is here yet" in held
    assert "The first titles are on their way" in full
    assert 'data-phase="sweeping"' in full


def test_a_database_that_is_away_is_said_in_the_same_design(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    services = open_house(database_url="postgresql://nobody@127.0.0.1:9/none")

    html = page(open_door(services), "/", status=503)

    assert "The database does not answer" in html


@contextmanager
def statements(services: Services) -> Iterator[list[str]]:
    """The SQL that is said meanwhile, without beginnings of transactions."""
    said: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            said.append(statement)

    event.listen(services.database.engine, "before_cursor_execute", hear)
    yield said
    event.remove(services.database.engine, "before_cursor_execute", hear)
