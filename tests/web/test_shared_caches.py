"""What a cache in front of us can be made to keep: nothing that is not for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.house.house import ADMIN_KEY, OpenHouse
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]
URL = "/images/series/1/poster/medium"
SYNC = "/api/v1/admin/sync/images/missing"
PLAIN = "image/png,image/svg+xml,*/*;q=0"
WEBP = "image/webp,*/*;q=0.5"

ACCEPTS = (
    None, "", "*/*", "image/*", "image/webp", "image/jpeg", "image/png", "text/html", "nonsense",
    "image/webp;q=0", "image/webp;q=0,*/*;q=1", "image/avif", "image/avif;q=0", ",,,;;;===", "*",
    "image/webp;q=nan", "image/webp;q=-1", "image/webp;q=1e9", "IMAGE/WEBP", " image/webp ",
    "image/webp" * 1_000, "a/b," * 5_000, "\xe9", "image/\xe9", "text/html,image/webp;q=0.0001",
)  # fmt: skip


@pytest.mark.proves("H2")
def test_whatever_is_accepted_there_are_few_answers_and_all_say_what_they_depend_on(
    stored: Services, client: FlaskClient
) -> None:
    bodies = set()
    for accept in ACCEPTS:
        answer = client.get(URL, headers={} if accept is None else {"Accept": accept})
        assert answer.status_code == 200, accept
        assert answer.headers["Vary"] == "Accept", accept
        assert answer.mimetype in ("image/webp", "image/jpeg"), accept
        bodies.add(answer.data)
    assert len(bodies) == 2


@pytest.mark.proves("H2")
def test_who_comes_first_chooses_for_nobody_else(stored: Services, open_door: OpenDoor) -> None:
    for first in ACCEPTS[:12]:
        client = open_door(stored)  # which remembers nothing
        stored.hot.clear()
        for _ in range(2):
            client.get(URL, headers={} if first is None else {"Accept": first})
        assert client.get(URL, headers={"Accept": WEBP}).mimetype == "image/webp", first
        assert client.get(URL, headers={"Accept": PLAIN}).mimetype == "image/jpeg", first


NOISE = (
    "a=1", "utm_source=x", "v", "v=", "v=1&v=2", "V=1", "cachebuster=123", "w=100000&h=100000",
    "format=svg", "callback=alert", "url=//evil.example", "%00", "%ff=%fe", "&&&", "=", "v[]=1",
    "size=../../etc/passwd", "__proto__=1", "a" * 5_000,
)  # fmt: skip


@pytest.mark.proves("H3")
def test_noise_behind_the_question_mark_changes_nothing(
    stored: Services, client: FlaskClient
) -> None:
    plain = client.get(URL)
    for noise in NOISE:
        noisy = client.get(f"{URL}?{noise}")
        assert (noisy.status_code, noisy.data) == (200, plain.data), noise
        for name in ("ETag", "Content-Type", "Vary", "Cache-Control"):
            assert noisy.headers[name] == plain.headers[name], noise


@pytest.mark.proves("H3")
def test_noise_makes_nothing_and_keeps_nothing(stored: Services, client: FlaskClient) -> None:
    before = {info.key for info in stored.stores.thumbnails.list()}
    for number in range(200):
        assert client.get(f"{URL}?noise={number}").status_code == 200
    assert {info.key for info in stored.stores.thumbnails.list()} == before


SPOOFS = (
    {"Host": "evil.example"},
    {"Host": "evil.example:99999"},
    {"Host": "a b"},
    {"Host": ""},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "evil"},
    {"X-Forwarded-Prefix": "//evil.example"},
    {"X-Forwarded-Port": "22"},
    {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"},
    {"Forwarded": "host=evil.example;proto=https"},
    {"X-Original-URL": "/api/v1/admin/sync/images/cleanup"},
    {"X-Rewrite-URL": "/api/v1/admin/sync/images/cleanup"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Referer": "https://evil.example/"},
)


@pytest.mark.proves("H1")
@pytest.mark.parametrize("hops", [0, 1])
def test_a_spoofed_header_is_in_no_answer_and_opens_nothing(
    open_house: OpenHouse, open_door: OpenDoor, stored: Services, hops: int
) -> None:
    client = open_door(open_house(trusted_proxies=hops))
    paths = ("/", "/title/series/1", URL, "/api/v1/images/artwork/11", "/docs", "/nowhere")
    plain = {path: client.get(path).status_code for path in paths}
    key = {"X-API-Key": ADMIN_KEY}
    for spoof in SPOOFS:
        for path in paths:
            answer = client.get(path, headers=spoof)
            assert answer.status_code in (plain[path], 400), (path, spoof)
            assert b"evil" not in answer.data, (path, spoof)
            assert "evil" not in str(answer.headers), (path, spoof)
        assert b"evil" not in client.post(SYNC, headers={**spoof, **key}).data, spoof
        assert client.post(SYNC, headers=spoof).status_code in (400, 401), spoof


@pytest.mark.proves("H5", "I16", "I22")
@pytest.mark.parametrize("extension", ["webp", "jpg", "png", "avif"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_picture_is_a_picture_to_every_browser(
    stored: Services, client: FlaskClient, extension: str, method: str
) -> None:
    for _ in range(2):  # the second comes from memory
        answer = client.open(f"{URL}.{extension}", method=method)
        mime = {"jpg": "image/jpeg"}.get(extension, f"image/{extension}")
        assert answer.headers["Content-Type"] == mime
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.proves("H5")
def test_errors_and_parts_of_pictures_are_not_sniffed_either(
    stored: Services, client: FlaskClient
) -> None:
    tag = client.get(URL).headers["ETag"]
    for headers, status in (
        ({"Range": "bytes=0-9"}, 206),
        ({"Range": "bytes=99999999-"}, 416),
        ({"If-None-Match": tag}, 304),
        ({"If-Match": '"other"'}, 412),
    ):
        answer = client.get(URL, headers=headers)
        assert answer.status_code == status
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.proves("H2", "Q11")
@pytest.mark.parametrize("path", [URL, f"{URL}?v=1", f"/api/v1{URL}", "/", "/title/series/1"])
def test_a_condition_that_fails_is_an_error_that_no_cache_keeps(
    stored: Services, client: FlaskClient, path: str
) -> None:
    """Else one visitor could take the picture from all who share his cache."""
    answer = client.get(path, headers={"If-Match": '"other"'})
    assert (answer.status_code, answer.json["code"]) == (412, "precondition_failed")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert client.get(path).status_code == 200


@pytest.mark.proves("A6")
@pytest.mark.parametrize("path", ["/", "/title/series/1", "/title/series/404", "/docs/swagger"])
def test_no_page_of_others_can_frame_ours(stored: Services, client: FlaskClient, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert "frame-ancestors 'none'" in answer.headers.get("Content-Security-Policy", "")
