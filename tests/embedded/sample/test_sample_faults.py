"""Each fault really does on the wire what its name says."""

from __future__ import annotations

import gzip
import http.client
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Upstream

MATCH = "^/$"


def _raw(upstream: Upstream, path: str = "/", until: int = 2**30) -> bytes:
    """Everything that the server sends before it closes, or the first ``until`` bytes."""
    host, port = upstream.address.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        received = b""
        while len(received) < until and (more := line.recv(65536)):
            received += more
        return received


def _parts(raw: bytes) -> tuple[str, bytes]:
    head, _, body = raw.partition(b"\r\n\r\n")
    return head.decode(), body


def _whole(upstream: Upstream) -> bytes:
    return upstream.ask("GET", "/").body


def test_a_status_comes_with_its_headers(upstream: Upstream) -> None:
    upstream.fault(MATCH, "status", status=429, headers={"Retry-After": "-5"}, times=1)
    limited = upstream.ask("GET", "/")
    assert (limited.status, limited.headers["Retry-After"]) == (429, "-5")
    assert limited.document["status"] == "failure"
    assert upstream.ask("GET", "/").status == 200


@pytest.mark.parametrize(
    "wait", ["30", "0", "Wed, 21 Oct 2099 07:28:00 GMT", "99999999999", "soon", None]
)
def test_a_limit_can_be_told_in_any_form_or_none(upstream: Upstream, wait: str | None) -> None:
    headers = {} if wait is None else {"Retry-After": wait}
    upstream.fault("/v4/movies", "status", status=429, headers=headers)
    answer = upstream.get("/v4/movies")
    assert (answer.status, answer.headers["Retry-After"]) == (429, wait)


def test_a_status_can_have_an_html_body(upstream: Upstream) -> None:
    upstream.fault("/v4/login", "status", status=502, body="html")
    answer = upstream.ask("POST", "/v4/login", body={"apikey": "x"})
    assert (answer.status, answer.headers["Content-Type"]) == (502, "text/html; charset=UTF-8")


def test_html_comes_with_200(upstream: Upstream) -> None:
    upstream.fault("/v4/series", "html")
    answer = upstream.get("/v4/series")
    assert (answer.status, answer.body[:9]) == (200, b"<!doctype")


def test_a_fault_waits_and_ends(upstream: Upstream) -> None:
    upstream.fault(MATCH, "status", status=500, after=1, times=2)
    assert [upstream.ask("GET", "/").status for _ in range(4)] == [200, 500, 500, 200]


def test_every_third_request_can_fail(upstream: Upstream) -> None:
    upstream.fault(MATCH, "status", status=500, every=3, times=2)
    found = [upstream.ask("GET", "/").status for _ in range(9)]
    assert found == [200, 200, 500, 200, 200, 500, 200, 200, 200]


def test_an_empty_answer_says_that_all_is_well(upstream: Upstream) -> None:
    upstream.fault("/v4/series", "empty")
    answer = upstream.get("/v4/series")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"


@pytest.mark.parametrize("document", [None, [], "", {"data": 1}, {"status": "success"}])
def test_json_need_not_be_an_envelope(upstream: Upstream, document: object) -> None:
    upstream.fault("/v4/series", "json", document=document)
    answer = upstream.get("/v4/series")
    assert (answer.status, answer.document) == (200, document)


def test_close_hangs_up_without_a_word(upstream: Upstream) -> None:
    upstream.fault(MATCH, "close", times=1)
    with pytest.raises(http.client.RemoteDisconnected):
        upstream.ask("GET", "/")
    assert upstream.ask("GET", "/").status == 200


def test_reset_tears_the_connection_down(upstream: Upstream) -> None:
    upstream.fault(MATCH, "reset", times=1)
    with pytest.raises(ConnectionResetError) as caught:
        upstream.ask("GET", "/")
    assert type(caught.value) is ConnectionResetError, "not merely closed"
    assert upstream.ask("GET", "/").status == 200


def test_connections_can_be_refused_for_a_while(upstream: Upstream) -> None:
    server = upstream.server
    server.refuse()
    with pytest.raises(ConnectionRefusedError):
        upstream.ask("GET", "/")
    server.accept()
    assert upstream.ask("GET", "/").status == 200
    assert upstream.get("/v4/series").status == 200, "its memory has not suffered"


def test_an_outage_is_asked_for_by_the_back_door_and_ends_by_itself(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, refuse = threading.Event(), upstream.server.refuse

    def refuse_and_tell() -> None:
        refuse()
        gone.set()

    def is_back() -> bool:
        try:
            return upstream.ask("GET", "/").status == 200
        except (ConnectionError, http.client.HTTPException):
            return False

    monkeypatch.setattr(upstream.server, "refuse", refuse_and_tell)
    assert upstream.ask("POST", "/__outage__", body={"seconds": 0.2}).status == 200
    assert gone.wait(20)
    _wait_until(is_back)


def test_the_same_faults_strike_the_artwork_host(upstream: Upstream) -> None:
    path = upstream.data("/series")[0]["image"]
    upstream.fault("^/banners/", "status", status=403, body="html", times=1)
    upstream.fault("^/banners/", "truncate", bytes=100, times=1)
    assert upstream.ask("GET", path).status == 403
    with pytest.raises(http.client.IncompleteRead):
        upstream.ask("GET", path)
    assert upstream.ask("GET", path).status == 200
    assert upstream.get("/v4/series").status == 200


def test_a_token_can_be_refused_once(upstream: Upstream) -> None:
    upstream.fault("/v4/series", "status", status=401, message="Unauthorized", times=1)
    refused, after = upstream.get("/v4/series"), upstream.get("/v4/series")
    assert (refused.status, refused.document["message"]) == (401, "Unauthorized")
    assert after.status == 200


def test_truncate_promises_more_than_it_sends(upstream: Upstream) -> None:
    upstream.fault(MATCH, "truncate", bytes=10)
    with pytest.raises(http.client.IncompleteRead) as caught:
        upstream.ask("GET", "/")
    assert len(caught.value.partial) == 10


def test_short_promises_nothing(upstream: Upstream) -> None:
    whole = _whole(upstream)
    upstream.fault(MATCH, "short", bytes=10)
    head, body = _parts(_raw(upstream))
    assert "content-length" not in head.lower()
    assert body == whole[:10]


def test_lying_length_promises_less_than_it_sends(upstream: Upstream) -> None:
    whole = _whole(upstream)
    upstream.fault(MATCH, "lying_length", bytes=10)
    head, body = _parts(_raw(upstream))
    assert "Content-Length: 10" in head
    assert body == whole


def test_drip_sends_byte_by_byte_and_stops_when_the_client_goes(upstream: Upstream) -> None:
    upstream.fault(MATCH, "drip", ms=5)
    _, body = _parts(_raw(upstream, until=400))
    assert 0 < len(body) < 1000
    _wait_until(lambda: _in_flight(upstream) == 0)


def test_hang_never_answers_and_ends_with_the_client(upstream: Upstream) -> None:
    upstream.fault(MATCH, "hang")
    host, port = upstream.address.split(":")
    with socket.create_connection((host, int(port)), timeout=0.3) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(TimeoutError):
            line.recv(1)
        assert _in_flight(upstream) == 1
    _wait_until(lambda: _in_flight(upstream) == 0)


def test_redirect_goes_where_it_is_told_or_round_and_round(upstream: Upstream) -> None:
    upstream.fault(MATCH, "redirect", location="http://127.0.0.1:1/x", status=301, times=1)
    upstream.fault(MATCH, "redirect")
    first, second = upstream.ask("GET", "/"), upstream.ask("GET", "/")
    assert (first.status, first.headers["Location"]) == (301, "http://127.0.0.1:1/x")
    assert (second.status, second.headers["Location"]) == (302, "/")


def test_chunked_endless_goes_on_until_the_client_has_enough(upstream: Upstream) -> None:
    upstream.fault(MATCH, "chunked_endless")
    raw = _raw(upstream, until=3_000_000)
    assert b"Transfer-Encoding: chunked" in raw[:400]
    assert len(raw) >= 3_000_000
    _wait_until(lambda: _in_flight(upstream) == 0)


def test_chunked_endless_has_an_end_of_its_own(upstream: Upstream) -> None:
    upstream.fault(MATCH, "chunked_endless", gigabytes=0.0005)
    assert 500_000 < len(_raw(upstream)) < 5_000_000


def test_the_gzip_bomb_unfolds(upstream: Upstream) -> None:
    upstream.fault(MATCH, "gzip_bomb", megabytes=8)
    answer = upstream.ask("GET", "/")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.body) < 20_000
    assert len(gzip.decompress(answer.body)) == 8 * 2**20


def test_replace_sends_another_good_picture_for_a_while(upstream: Upstream) -> None:
    path = upstream.data("/series")[0]["image"]
    before = upstream.ask("GET", path)
    upstream.fault("/banners/", "replace", variant=3, times=1)
    other, after = upstream.ask("GET", path), upstream.ask("GET", path)
    assert other.body != before.body
    assert other.headers["ETag"] != before.headers["ETag"]
    assert after.body == before.body


def test_wrong_type_mislabels_the_right_bytes(upstream: Upstream) -> None:
    whole = _whole(upstream)
    upstream.fault(MATCH, "wrong_type", type="text/plain")
    answer = upstream.ask("GET", "/")
    assert (answer.headers["Content-Type"], answer.body) == ("text/plain", whole)


def test_delay_answers_in_the_end(upstream: Upstream) -> None:
    whole = _whole(upstream)
    upstream.fault(MATCH, "delay", seconds=0.05)
    assert _whole(upstream) == whole


def test_expired_tokens_are_refused_until_the_next_login(upstream: Upstream) -> None:
    upstream.fault("/v4/", "expire_tokens", times=1)
    assert upstream.get("/v4/series").status == 401
    assert upstream.get("/v4/series").status == 401
    upstream.token = upstream.ask("POST", "/v4/login", body={"apikey": "x"}).data["token"]
    assert upstream.get("/v4/series").status == 200


def test_faults_are_listed_and_cleared(upstream: Upstream) -> None:
    upstream.fault("/v4/", "status", status=500)
    listed = upstream.ask("GET", "/__faults__").document["faults"]
    assert [(fault["kind"], fault["status"]) for fault in listed] == [("status", 500)]
    upstream.ask("DELETE", "/__faults__")
    assert upstream.get("/v4/series").status == 200


@pytest.mark.parametrize(
    "fault", [{"kind": "nonsense"}, {"kind": "html", "match": "("}, {"kind": "html", "every": 0}]
)
def test_a_fault_that_makes_no_sense_is_refused(upstream: Upstream, fault: object) -> None:
    answer = upstream.ask("POST", "/__faults__", body={"faults": [fault]})
    assert answer.status == 400


def test_requests_are_counted_by_path_and_status(upstream: Upstream) -> None:
    upstream.ask("DELETE", "/__requests__")
    upstream.fault("/v4/movies", "status", status=503)
    for path in ("/v4/series?page=0", "/v4/series", "/v4/movies"):
        upstream.get(path)
    report = upstream.ask("GET", "/__requests__").document
    assert report["requests"] == {"/v4/series": {"200": 2}, "/v4/movies": {"503": 1}}
    assert (report["total"], report["max_concurrent"]) == (3, 1)
    assert upstream.server.requests("/v4/series") == 2
    assert upstream.server.requests("/v4/people") == 0


def test_concurrency_is_measured(upstream: Upstream) -> None:
    upstream.fault(MATCH, "hang")
    host, port = upstream.address.split(":")
    lines = [socket.create_connection((host, int(port)), timeout=5) for _ in range(4)]
    for line in lines:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    _wait_until(lambda: _in_flight(upstream) == 4)
    for line in lines:
        line.close()
    _wait_until(lambda: _in_flight(upstream) == 0)
    assert upstream.ask("GET", "/__requests__").document["max_concurrent"] == 4


def _in_flight(upstream: Upstream) -> int:
    return int(upstream.ask("GET", "/__requests__").document["in_flight"])


def _wait_until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(500):
        if holds():
            return
        pause.wait(0.02)
    pytest.fail("the condition did not come true within ten seconds")
