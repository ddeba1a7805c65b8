"""The artwork host's paths over HTTP, as Jellyfin, Kodi, Sonarr and Seerr rely on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.mirror import PATH, THUMBNAIL
from tests.house.pictures import logo, poster
from tests.imaging.drawing import decoded, encoded, quarters
from tests.web.conditions import CONDITIONS, filled_in
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]
ROUTE = "/banners/<path:path>"


@pytest.fixture
def hung(artwork_host: ArtworkHost) -> ArtworkHost:
    """An artwork host with one poster, which nobody has asked for."""
    artwork_host.show(PATH, poster())
    return artwork_host


def _told(answer: Any) -> dict[str, str]:
    headers = {name.lower(): value for name, value in answer.headers}
    headers.pop("date", None)  # the server tells it where we do not
    headers.pop("x-request-id", None)  # of each request that the application sees
    return headers


def test_a_file_has_every_header_of_the_contract(hung: ArtworkHost, client: FlaskClient) -> None:
    for _ in range(3):  # pulled through, from memory, and in front of Flask
        answer = client.get(PATH)
        assert (answer.status_code, answer.data) == (200, poster())
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert int(answer.headers["Content-Length"]) == len(poster())
        assert re.fullmatch(r'"[0-9a-f]{32}"', answer.headers["ETag"])
        assert answer.headers["ETag"] == f'"{sha256(poster()).hexdigest()[:32]}"'
        assert answer.headers["Last-Modified"].endswith("GMT")
        assert re.fullmatch(r"public, max-age=\d+", answer.headers["Cache-Control"])
        assert "Vary" not in answer.headers
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "Set-Cookie" not in answer.headers


ACCEPTS = (None, "*/*", "image/webp", "image/avif,image/webp,*/*", "image/png", "text/html", "\xe9")


@pytest.mark.proves("H2")
def test_no_other_format_is_sent_whatever_is_accepted(
    hung: ArtworkHost, client: FlaskClient
) -> None:
    for accept in ACCEPTS * 2:
        answer = client.get(PATH, headers={} if accept is None else {"Accept": accept})
        assert (answer.mimetype, answer.data) == ("image/jpeg", poster()), accept


def test_a_png_stays_a_png_with_its_transparency(
    artwork_host: ArtworkHost, client: FlaskClient
) -> None:
    path = "/banners/v4/series/1/clearlogo/x.png"
    artwork_host.show(path, logo())
    assert (client.get(path).mimetype, client.get(path).data) == ("image/png", logo())
    thumbnail = client.get(path.replace(".png", "_t.png"))
    assert thumbnail.mimetype == "image/png"
    assert decoded(thumbnail.data).convert("RGBA").getextrema()[3] == (128, 128)


@pytest.mark.parametrize("cold", [True, False])
def test_head_says_what_get_says_and_pulls_through_as_well(
    hung: ArtworkHost, client: FlaskClient, services: Services, cold: bool
) -> None:
    if not cold:
        client.get(PATH)
    asked = client.head(PATH)
    assert (asked.status_code, asked.data) == (200, b"")
    assert int(asked.headers["Content-Length"]) == len(poster())
    assert _told(asked) == _told(client.get(PATH)) == _told(client.head(PATH))
    assert [info.size for info in services.stores.originals.list()] == [len(poster())]
    assert hung.times(PATH) == 1


def test_sonarr_downloads_once_and_again_only_when_the_length_differs(
    hung: ArtworkHost, client: FlaskClient, services: Services
) -> None:
    """It compares the length that HEAD tells with the file on its disk."""
    on_disk, downloads = b"", 0
    for round_ in range(4):
        if round_ == 2:
            services.stores.originals.delete(PATH[1:])
            services.hot.clear()
            hung.show(PATH, encoded(quarters(341, 500), "JPEG"))
        if int(client.head(PATH).headers["Content-Length"]) != len(on_disk):
            on_disk, downloads = client.get(PATH).data, downloads + 1
    assert downloads == 2
    assert on_disk == hung.files[PATH].body


def test_seerr_reads_the_seconds_and_makes_a_file_of_the_tag(
    hung: ArtworkHost, client: FlaskClient
) -> None:
    answer = client.get(PATH)
    seconds = answer.headers["Cache-Control"].split("=")[1]
    assert int(seconds) == 86400
    name = answer.headers["ETag"].replace('"', "")
    assert name.isalnum()
    assert name.isascii()
    extension = answer.headers["Content-Type"].split("/")[1]
    assert f"{seconds}.{name}.{extension}".split(".") == [seconds, name, "jpeg"]


ASKED = {
    **CONDITIONS,
    "a range": ({"Range": "bytes=0-9"}, 206),
    "the end": ({"Range": "bytes=-9"}, 206),
    "beyond": ({"Range": "bytes=99999999-"}, 416),
    "several": ({"Range": "bytes=0-1,5-9"}, 200),
    "a range of this": ({"Range": "bytes=0-9", "If-Range": "{tag}"}, 206),
    "a range of this day": ({"Range": "bytes=0-9", "If-Range": "{date}"}, 206),
    "a range of another": ({"Range": "bytes=0-9", "If-Range": '"other"'}, 200),
    "a range of another day": (
        {"Range": "bytes=0-9", "If-Range": "Mon, 01 Jan 2001 00:00:00 GMT"},
        200,
    ),
    "not this": ({"If-Match": '"other"'}, 412),
    "this": ({"If-Match": "{tag}"}, 200),
}


@pytest.mark.proves("Q10", "Q11")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("name", ASKED)
def test_conditions_and_ranges(
    hung: ArtworkHost, client: FlaskClient, name: str, method: str
) -> None:
    whole = client.get(PATH)
    given, status = ASKED[name]
    headers = filled_in(given, whole)
    if method == "HEAD" and status in (206, 416):
        status = 200  # a range is nothing to a HEAD

    for _ in range(2):
        answer = client.open(PATH, method=method, headers=headers)
        assert answer.status_code == status
        if status == 304:
            assert answer.data == b""
            for header in ("ETag", "Cache-Control"):
                assert answer.headers[header] == whole.headers[header]
        elif status == 206:
            part = poster()[-9:] if name == "the end" else poster()[:10]
            assert answer.data == part
            assert answer.headers["Content-Range"].endswith(f"/{len(poster())}")
            assert int(answer.headers["Content-Length"]) == len(part)
        elif status == 200:
            assert answer.data == (poster() if method == "GET" else b"")
            assert int(answer.headers["Content-Length"]) == len(poster())


OLD_FORMS = [
    f"/https://artworks.thetvdb.com{PATH}",
    f"/https:/artworks.thetvdb.com{PATH}",
    f"/http://www.thetvdb.com{PATH}",
    f"/https://artworks.thetvdb.com/https://artworks.thetvdb.com{PATH}",
    f"/banners/https://artworks.thetvdb.com{PATH}",
    f"{PATH}?anything=else&v=1",
    f"{PATH}?",
]


@pytest.mark.parametrize("path", OLD_FORMS)
def test_the_same_file_has_the_addresses_of_former_years(
    hung: ArtworkHost, client: FlaskClient, path: str
) -> None:
    for _ in range(2):
        answer = client.get(path)
        assert (answer.status_code, answer.data) == (200, poster())
    assert hung.asked == [PATH]


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/banners/_cache/posters/1-1.jpg", "/banners/posters/1-1_t.jpg"),
        ("/movies/908/backgrounds/908_t.jpg", "/banners/movies/908/backgrounds/908_t.jpg"),
        ("/series/1/posters/x.jpg", "/banners/series/1/posters/x.jpg"),
        ("/banners/posters/" + quote("\u00e4 b") + ".jpg", "/banners/posters/%C3%A4%20b.jpg"),
    ],
)
def test_forms_of_former_years_are_asked_for_as_today(
    artwork_host: ArtworkHost, client: FlaskClient, asked: str, path: str
) -> None:
    artwork_host.show(path, poster())
    assert client.get(asked).data == poster()
    assert artwork_host.asked == [path]


def test_a_thumbnail_is_upstreams_or_ours(hung: ArtworkHost, client: FlaskClient) -> None:
    hung.show(PATH, encoded(quarters(680, 1000), "JPEG"))
    assert client.get(THUMBNAIL).status_code == 404
    assert client.get(PATH).status_code == 200
    ours = client.get(THUMBNAIL)
    assert (ours.status_code, ours.mimetype) == (200, "image/jpeg")
    assert decoded(ours.data).size == (340, 500)
    assert int(client.head(THUMBNAIL).headers["Content-Length"]) == len(ours.data)


ANSWERS = [
    (404, {}, 404, "no_artwork"),
    (403, {}, 404, "no_artwork"),
    (500, {}, 503, "upstream_unavailable"),
    (502, {}, 503, "upstream_unavailable"),
    (429, {"Retry_After": "30"}, 503, "upstream_rate_limited"),
    (200, {"Content_Length": "9999999"}, 502, "upstream_truncated"),
    (200, {"Content_Length": "99999999"}, 502, "source_too_large"),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("upstream", "headers", "status", "code"), ANSWERS)
def test_errors_are_problem_documents_that_no_cache_keeps(
    artwork_host: ArtworkHost,
    client: FlaskClient,
    method: str,
    upstream: int,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    artwork_host.show(PATH, poster(), upstream, **headers)
    answer = client.open(PATH, method=method)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if method == "GET":
        assert answer.json["code"] == code
    if status == 503:
        assert int(answer.headers["Retry-After"]) > 0


def test_an_error_page_with_status_200_is_a_bad_answer(
    artwork_host: ArtworkHost, client: FlaskClient, services: Services
) -> None:
    artwork_host.show(PATH, b"<!doctype html><h1>Sorry</h1>", Content_Type="image/jpeg")
    answer = client.get(PATH)
    assert (answer.status_code, answer.json["code"]) == (502, "bad_upstream_content")
    assert b"Sorry" not in answer.data
    assert list(services.stores.originals.list()) == []


def test_upstream_that_is_too_slow_is_a_timeout(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    client = open_door(open_house(fetch_seconds=0.3))
    artwork_host.gate.clear()
    answer = client.get(PATH)
    assert (answer.status_code, answer.json["code"]) == (504, "upstream_timeout")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.proves("Q1")
@pytest.mark.parametrize(
    "path",
    ["/banners/", "/banners", "/banners/x", "/banners/x.txt", "/banners/..%2fx.jpg",
     "/banners/%2e%2e/x.jpg", "/banners/x%00.jpg", "/banners/%ff.jpg", "/banners//x.jpg",
     "/banners/a%5cx.jpg", "/banners/%252e%252e/x.jpg", f"/banners/{'x' * 1100}.jpg",
     "/https://evil.example/banners/x.jpg", "/banners/http://127.0.0.1/x.jpg", "/movies/1"],
)  # fmt: skip
def test_what_can_be_no_picture_is_not_found_without_asking_upstream(
    artwork_host: ArtworkHost, client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert artwork_host.asked == []


def test_only_reading_is_allowed(hung: ArtworkHost, client: FlaskClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.open(PATH, method=method)
        assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
        assert "GET" in answer.headers["Allow"]
    assert hung.asked == []


class Flasks:
    """A client, and what of its requests Flask has seen."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.seen = client, 0
        client.application.before_request(self._count)

    def is_hot(self, path: str = PATH, method: str = "GET", **given: Any) -> bool:
        before = self.seen
        self.client.open(path, method=method, **given)
        return self.seen == before

    def _count(self) -> None:
        self.seen += 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_hot_files_are_answered_in_front_of_flask_and_the_same(
    hung: ArtworkHost, client: FlaskClient, method: str
) -> None:
    door = Flasks(client)
    first = client.open(PATH, method=method)
    assert door.is_hot(method=method)
    second = client.open(PATH, method=method)
    assert (second.status, second.data) == (first.status, first.data)
    assert _told(second) == _told(first)
    for accept in ("image/webp", "image/avif", "a/b," * 200):
        assert door.is_hot(headers={"Accept": accept})
    for query in ("?v=1", "?a=1&b=2", "?" + "x" * 500):
        assert door.is_hot(PATH + query)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(PATH, headers=tag).status_code == 304
    assert door.is_hot(headers=tag)
    assert not door.is_hot(headers={"Range": "bytes=0-9"})


def test_hot_files_that_change_are_shown_at_once(
    hung: ArtworkHost, client: FlaskClient, services: Services
) -> None:
    door = Flasks(client)
    old = client.get(PATH)
    assert door.is_hot()
    services.stores.originals.delete(PATH[1:])
    hung.show(PATH, poster(3))
    services.notices.announce(PATH[1:].rpartition("/")[0])
    new = client.get(PATH, headers={"If-None-Match": old.headers["ETag"]})
    assert (new.status_code, new.data) == (200, poster(3))


def test_answers_are_counted_by_route_and_not_by_path(
    hung: ArtworkHost, client: FlaskClient
) -> None:
    for number in range(3):
        hung.show(f"/banners/{number}.jpg", poster(number))
        for _ in range(2):
            client.get(f"/banners/{number}.jpg")
    client.get("/banners/nothing.jpg")
    text = client.get("/metrics").get_data(as_text=True)
    counted = {
        (sample.labels["route"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "tvdbproxy_http_requests_total"
    }
    assert counted == {(ROUTE, "200"): 6, (ROUTE, "404"): 1}


def test_the_documentation_tells_of_the_mirror(client: FlaskClient) -> None:
    document = client.get("/docs/openapi.json").json
    told = document["paths"]["/banners/{path}"]["get"]
    assert {"200", "304", "404", "502", "503", "504"} <= set(told["responses"])
    assert [parameter["name"] for parameter in told["parameters"]] == ["path"]
    assert not any("oldform" in path for path in document["paths"])


def test_one_address_makes_us_ask_upstream_only_so_often(
    open_house: OpenHouse, open_door: OpenDoor, hung: ArtworkHost
) -> None:
    client = open_door(open_house(mirror_rate_limit="3/hour"))
    for _ in range(5):
        assert client.get(PATH).status_code == 200
    statuses = [client.get(f"/banners/{number}.jpg").status_code for number in range(4)]
    assert statuses == [404, 404, 429, 429]
    refused = client.get("/banners/9.jpg")
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert hung.times("/banners/9.jpg") == 0
    assert client.get(PATH).status_code == 200  # what is here is not limited
    other = client.get("/banners/9.jpg", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 404
