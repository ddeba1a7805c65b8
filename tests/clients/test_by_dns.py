"""Clients whose address is a constant: names of TheTVDB's that lead to us, and browsers."""

from __future__ import annotations

import json

import pytest

from tests.clients.getters import SERIES
from tests.clients.wire import Reply, Wire
from tests.house.asking import ask

API, ARTWORKS = "api4.thetvdb.com", "artworks.thetvdb.com"


def test_answers_lead_to_the_name_that_was_asked(wire: Wire) -> None:
    client = wire.holding()
    page = client.get("/series?page=0", Host=API)
    assert page.document["links"]["next"] == f"http://{API}/v4/series?page=1"
    image = client.get(f"/series/{SERIES}", Host=API).data["image"]
    assert image.startswith(f"http://{API}/banners/")
    # Nobody else is told of that name.
    assert client.data(f"/series/{SERIES}")["image"].startswith(wire.front.base)


def test_pictures_are_there_under_the_artwork_hosts_name(wire: Wire) -> None:
    image = wire.holding().data(f"/series/{SERIES}")["image"]
    path = image.removeprefix(wire.front.base)
    status, headers, body = ask(wire.front.base, path, Host=ARTWORKS)
    assert (status, headers["Content-Type"]) == (200, "image/jpeg")
    assert body == ask(wire.front.sample.artwork_host, path)[2]


@pytest.mark.parametrize("host", ['x"><script>', "a b", "x/y", "\\x", "x@y", "x:y", "x?y"])
def test_what_is_no_name_makes_no_address(wire: Wire, host: str) -> None:
    reply = wire.holding().get(f"/series/{SERIES}", Host=host)
    assert (reply.status, reply.message) == (400, "Bad Request")


@pytest.mark.parametrize(
    "host", ["tvdb_proxy:8000", "tvdb", "[::1]:8000", "10.0.0.7", "xn--x", "xn--mnchen-3ya.de"]
)
def test_names_of_containers_and_addresses_do(wire: Wire, host: str) -> None:
    image = wire.holding().get(f"/series/{SERIES}", Host=host).data["image"]
    assert image.startswith(f"http://{host}/banners/")


@pytest.mark.parametrize("path", ["/v4/login", "/login"])
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"apikey": "%b"}', {"Content_Type": "text/plain"}),
        (b'{"apikey": "%b"}', {}),
        (b'{\n  "ApiKey": "%b",\n  "pin": null\n}', {"Content_Type": "application/json"}),
        (b'{"APIKEY": " %b ", "pin": 0}', {"Content_Type": "application/json; charset=utf-8"}),
        (b'{"apikey": "%b", "userkey": "", "username": ""}', {"Accept": "application/json"}),
    ],
)
def test_logins_of_all_kinds(wire: Wire, path: str, body: bytes, headers: dict[str, str]) -> None:
    sent = body % wire.front.key().encode()
    assert Reply(*ask(wire.front.base, path, "POST", sent, **headers)).data["token"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"apikey=x", b'{"apikey": 5}', b"\xff", b"{"]
)
def test_what_is_no_login_is_refused_in_the_envelope(wire: Wire, body: bytes) -> None:
    """The official client fails with ``KeyError`` where there is no ``message``."""
    reply = Reply(*ask(wire.front.base, "/v4/login", "POST", body, Content_Type="application/json"))
    assert (reply.status, reply.message) == (401, "InvalidAPIKey: apikey invalid")


@pytest.mark.parametrize("path", ["/v4", "/v4/", "/v4/none", "/v4/series/1/none", "/v4/login"])
def test_whatever_is_wrong_is_told_in_the_envelope(wire: Wire, path: str) -> None:
    reply = Reply(*ask(wire.front.base, path))
    assert reply.status in (401, 404, 405)
    assert reply.message
    assert reply.headers["Content-Type"] == "application/json; charset=UTF-8"


def test_tokens_are_taken_however_the_scheme_is_written(wire: Wire) -> None:
    token = wire.holding().token
    for authorization in (f"bearer {token}", f"BEARER {token} "):
        assert ask(wire.front.base, "/v4/genres", Authorization=authorization)[0] == 200


def test_head_is_get_without_a_body(wire: Wire) -> None:
    token = wire.holding().token
    bearer = f"Bearer {token}"
    status, headers, body = ask(wire.front.base, "/v4/genres", "HEAD", Authorization=bearer)
    _, told, whole = ask(wire.front.base, "/v4/genres", Authorization=bearer)
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) == len(whole)
    assert headers["ETag"] == told["ETag"]


def test_pages_of_other_sites_may_log_in_and_read(wire: Wire) -> None:
    """Browsers ask first, without the token."""
    origin = {"Origin": "https://app.example"}
    for method, path in (("POST", "/v4/login"), ("GET", f"/v4/series/{SERIES}")):
        status, headers, _ = ask(
            wire.front.base, path, "OPTIONS", **origin,
            Access_Control_Request_Method=method,
            Access_Control_Request_Headers="authorization,content-type",
        )  # fmt: skip
        assert status in (200, 204)
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert method in headers["Access-Control-Allow-Methods"]
        allowed = headers["Access-Control-Allow-Headers"].lower()
        assert "authorization" in allowed
        assert "content-type" in allowed
    reply = wire.holding().get(f"/series/{SERIES}", **origin)
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_favorites_are_sent_on_and_seen_at_once(wire: Wire) -> None:
    client = wire.holding()
    before = client.data("/user/favorites")["movies"]
    bearer = f"Bearer {client.token}"
    body = json.dumps({"movie": 360002}).encode()
    sent = Reply(*ask(wire.front.base, "/v4/user/favorites", "POST", body, Authorization=bearer))
    assert sent.status == 200
    assert client.data("/user/favorites")["movies"] == [*before, 360002]
