"""Pictures answered in front of Flask: the same answers, and never an old one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import md5
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.processes import web_server
from tests.house.titles import PATH, hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.storage import keys
from tvdbproxy.web.app import create_app
from tvdbproxy.web.hot_path import HotPath
from tvdbproxy.web.v4.hot_path import CatalogueHotPath
from tvdbproxy.wiring import Services

URL = "/images/series/1/poster/medium"
ROUTE = "/images/<content_type>/<content_id>/<image_type>/<size>"
PREFIX = keys.variant_prefix("series", 1, "poster")
KEY = keys.variant_key(PREFIX, "medium", "webp")
WEBP, AVIF, OLD = "image/webp,*/*", "image/avif,image/webp", "image/jpeg"

Headers = dict[str, str]


class Door:
    """A client, and what of its requests Flask has seen."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.app = create_app(services)
        self.seen_by_flask = 0
        self.app.before_request(self._count)
        self.client: FlaskClient = self.app.test_client()

    def is_hot(self, url: str = URL, method: str = "GET", **given: Any) -> bool:
        """Is this request answered without Flask?"""
        before = self.seen_by_flask
        self.client.open(url, method=method, **given)
        return self.seen_by_flask == before

    def replace(self, data: bytes, revision: str = "other") -> None:
        """Store another picture, and say so."""
        self.services.stores.thumbnails.put(
            KEY, data, content_type="image/webp", metadata={"revision": revision}
        )
        self.services.notices.announce(PREFIX)

    def _count(self) -> None:
        self.seen_by_flask += 1


@pytest.fixture
def door(stored: Services) -> Door:
    """The door of a house with one poster in it, which nobody has asked for."""
    return Door(stored)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("query", ["", "?v=wrong", "?v=", "?v={revision}"])
def test_the_second_answer_is_the_first_ones_twin(door: Door, method: str, query: str) -> None:
    url = URL + query.format(revision=_revision(door.services))
    first = door.client.open(url, method=method)
    before = door.seen_by_flask
    second = door.client.open(url, method=method)

    assert door.seen_by_flask == before
    assert (second.status, second.data) == (first.status, first.data)
    assert _told(second) == _told(first)
    assert bool(second.data) == (method == "GET")
    assert int(second.headers["Content-Length"]) > 0
    assert ("immutable" in second.headers["Cache-Control"]) == ("{revision}" in query)
    assert second.headers["Access-Control-Allow-Origin"] == "*"
    assert second.headers["X-Content-Type-Options"] == "nosniff"
    assert second.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_each_revision_asked_for_has_its_own_answer(door: Door) -> None:
    right = f"?v={_revision(door.services)}"
    for query in ("", right, "?v=wrong", "", right, "?v=wrong"):
        kept_for_ever = "immutable" in door.client.get(URL + query).headers["Cache-Control"]
        assert kept_for_ever == (query == right)


def test_a_get_after_a_head_has_a_body(door: Door) -> None:
    door.client.head(URL)
    before = door.seen_by_flask
    answer = door.client.get(URL)
    assert door.seen_by_flask == before
    assert len(answer.data) == int(answer.headers["Content-Length"]) > 0


def test_who_has_it_is_told_so_from_memory_as_flask_would(door: Door) -> None:
    etag = door.client.get(URL).headers["ETag"]
    headers = {"If-None-Match": etag}
    cold = Door(door.services).client.get(URL, headers=headers)
    before = door.seen_by_flask
    hot = door.client.get(URL, headers=headers)
    assert door.seen_by_flask == before
    assert (hot.status, hot.data) == (cold.status, cold.data) == ("304 NOT MODIFIED", b"")
    assert _told(hot) == _told(cold)


def test_an_answer_without_the_picture_is_not_remembered(door: Door) -> None:
    etag = door.client.get(URL).headers["ETag"]
    door = Door(door.services)
    assert door.client.get(URL, headers={"If-None-Match": etag}).status_code == 304
    assert not door.is_hot()
    assert door.client.get(URL).mimetype == "image/webp"


ELSEWHERE = {
    "a weak tag": {"If-None-Match": "W/{tag}"},
    "several tags": {"If-None-Match": '"a", {tag}'},
    "any tag": {"If-None-Match": "*"},
    "another tag": {"If-None-Match": '"other"'},
    "a tag to match": {"If-Match": '"other"'},
    "a range": {"Range": "bytes=0-9"},
    "a date": {"If-Modified-Since": "{date}"},
    "a date before": {"If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    "an endless list of types": {"Accept": "image/webp," + "a/b," * 200},
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_takes_thought_is_flasks_and_answered_as_ever(door: Door, name: str) -> None:
    whole = door.client.get(URL).headers
    headers = {
        key: value.format(tag=whole["ETag"], date=whole["Last-Modified"])
        for key, value in ELSEWHERE[name].items()
    }
    cold = Door(door.services).client.get(URL, headers=headers)
    answer = door.client.get(URL, headers=headers)
    assert not door.is_hot(headers=headers)
    assert (answer.status, answer.data) == (cold.status, cold.data)
    assert _told(answer) == _told(cold)


@pytest.mark.proves("H3")
@pytest.mark.parametrize("query", ["?w=1", "?v=1&v=2", "?V=1", "?v", "?v=" + "9" * 300])
def test_other_queries_are_flasks(door: Door, query: str) -> None:
    assert not door.is_hot(URL + query)
    assert not door.is_hot(URL + query)


def test_other_methods_are_flasks(door: Door) -> None:
    assert door.client.get(URL).status_code == 200
    assert door.client.post(URL).status_code == 405
    assert not door.is_hot(method="OPTIONS")


@pytest.mark.proves("H2")
def test_nobody_is_sent_what_another_can_show(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house(image_formats=("avif",))
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    door = Door(services)
    for accept in (WEBP, AVIF, OLD, AVIF, OLD, WEBP) * 2:
        answer = door.client.get(URL, headers={"Accept": accept})
        assert str(answer.mimetype) in accept
        assert answer.headers["Vary"] == "Accept"
    assert all(door.is_hot(headers={"Accept": accept}) for accept in (WEBP, AVIF, OLD))


@pytest.mark.proves("H1")
def test_host_and_forwarded_headers_do_not_matter(open_house: OpenHouse, stored: Services) -> None:
    door = Door(open_house(trusted_proxies=1))
    first = door.client.get(URL)
    for headers in (
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Prefix": "/below"},
        {"Origin": "https://evil.example", "Cookie": "a=b"},
    ):
        assert door.is_hot(headers=headers)
        assert _told(door.client.get(URL, headers=headers)) == _told(first)


def test_a_picture_that_changed_is_shown_at_once(door: Door) -> None:
    old = door.client.get(URL)
    assert door.is_hot()
    door.replace(b"new")
    new = door.client.get(URL, headers={"If-None-Match": old.headers["ETag"]})
    assert (new.status_code, new.data) == (200, b"new")
    assert door.client.get(URL).data == b"new"
    assert door.is_hot()


def test_an_old_revision_is_no_longer_for_ever(door: Door) -> None:
    url = f"{URL}?v={_revision(door.services)}"
    assert "immutable" in door.client.get(url).headers["Cache-Control"]
    door.replace(b"new")
    assert "immutable" not in door.client.get(url).headers["Cache-Control"]


def test_an_answer_grows_old_with_its_picture(door: Door) -> None:
    door.services.hot.seconds = 0
    assert door.client.get(URL).status_code == 200
    assert not door.is_hot()


def test_a_picture_that_left_memory_is_not_kept_by_its_answer(door: Door) -> None:
    door.client.get(URL)
    door.services.hot.clear()
    (answer,) = _hot_path(door)._answers.values()
    assert answer.held() is None


def test_errors_are_never_remembered(services: Services, artwork_host: ArtworkHost) -> None:
    door = Door(services)
    assert door.client.get(URL).status_code == 404
    artwork_host.show(PATH, poster())
    hang(services.database)
    assert door.client.get(URL).status_code == 200
    assert door.client.get(URL, headers={"Range": "bytes=99999999-"}).status_code == 416
    assert door.client.get(URL).status_code == 200


def test_only_so_many_answers_are_remembered(door: Door) -> None:
    path = _hot_path(door)
    path._most = 10
    for number in range(25):
        assert door.client.get(f"{URL}?v={number}").status_code == 200
        assert len(path._answers) <= 10
    assert door.is_hot(f"{URL}?v=24")


def test_hot_answers_are_counted_like_all_others(door: Door) -> None:
    etag = door.client.get(URL).headers["ETag"]
    for _ in range(3):
        assert door.is_hot()
        assert door.is_hot(headers={"If-None-Match": etag})
        assert door.is_hot(method="HEAD")
    assert _counted(door.client) == {("GET", "200"): 4, ("GET", "304"): 3, ("HEAD", "200"): 3}


def test_many_threads_get_whole_answers_while_the_picture_changes(door: Door) -> None:
    over = threading.Event()

    def ask() -> int:
        client, asked = door.app.test_client(), 0
        while not over.is_set():
            answer = client.get(URL)
            assert answer.headers["ETag"] == f'"{md5(answer.data).hexdigest()}"'
            assert int(answer.headers["Content-Length"]) == len(answer.data)
            asked += 1
        return asked

    door.replace(b"0")
    with ThreadPoolExecutor(8) as threads:
        asking = [threads.submit(ask) for _ in range(8)]
        for number in range(40):
            door.replace(b"x" * number)
            assert door.client.get(URL).status_code == 200
        over.set()
        asked = sum(one.result() for one in asking)

    door.replace(b"the last one")
    assert door.client.get(URL).data == b"the last one"
    assert sum(_counted(door.client).values()) == asked + 41


@pytest.fixture
def server(stored: Services, tmp_path: Path) -> Iterator[str]:
    """The server as it is shipped, over the same house."""
    settings = stored.settings
    environment = {
        "DATABASE_URL": settings.database.database_url,
        "BROKER_URL": "memory://",
        "STORAGE_BACKEND": "local",
        "STORAGE_PATH": str(settings.storage.storage_path),
    }
    with web_server(tmp_path, environment) as address:
        yield address


def test_on_the_wire_the_second_answer_is_the_first_ones_twin_too(server: str) -> None:
    for method in ("GET", "HEAD"):
        first, second = (_asked(server + URL, method) for _ in range(2))
        assert first == second
        names = [name for name, _ in first[1]]
        assert len(names) == len(set(names))
        assert {"date", "server", "content-length"} <= set(names)


def _asked(url: str, method: str) -> tuple[bytes, list[tuple[str, str]]]:
    """Body and headers, with the date's value left out."""
    with urlopen(Request(url, method=method)) as answer:
        headers = [(name.lower(), value) for name, value in answer.getheaders()]
        headers = [pair for pair in headers if pair[0] != "x-request-id"]
        return answer.read(), sorted((k, "" if k == "date" else v) for k, v in headers)


def _told(answer: Any) -> Headers:
    headers = {name.lower(): value for name, value in answer.headers}
    headers.pop("x-request-id", None)  # of each request that the application sees
    headers.pop("date", None)  # the server tells it where we do not
    return headers


def _revision(services: Services) -> str:
    return services.stores.thumbnails.get(KEY).info.metadata["revision"]


def _hot_path(door: Door) -> HotPath:
    path: Callable[..., Any] = door.app.wsgi_app
    if isinstance(path, CatalogueHotPath):
        path = path._app
    assert isinstance(path, HotPath)
    return path


def _counted(client: FlaskClient) -> dict[tuple[str, str], float]:
    """Answers with pictures so far, by method and status."""
    text = client.get("/metrics").get_data(as_text=True)
    return {
        (sample.labels["method"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "tvdbproxy_http_requests_total" and sample.labels["route"] == ROUTE
    }
