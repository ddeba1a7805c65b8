"""Requests as bytes on a socket, to the server as it is shipped."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fuzz.house import LENIENT, stock
from tests.fuzz.wire import exchange
from tests.house.artwork_host import ArtworkHost
from tests.house.house import ADMIN_KEY, settings_of
from tests.house.processes import web_server
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.wiring import build

# A busy machine may take its time; whoever is to hang up does so without being waited for.
_PATIENCE = 2.0
PICTURE = b"/images/series/1/poster/medium"
SYNC = b"/api/v1/admin/sync/images/missing"
CLOSE = b"Host: a\r\nConnection: close\r\n"
KEY = b"X-API-Key: " + ADMIN_KEY.encode() + b"\r\n"


@dataclass(frozen=True)
class Answer:
    """What came back, taken apart."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[str, Path]]:
    """A real server over a stocked house, for all tests here; its address and its log."""
    folder = tmp_path_factory.mktemp("wire")
    host = ArtworkHost()
    services = build(settings_of(folder, sqlite_template, host, LENIENT))
    stock(services, host)
    with web_server(folder, default_values(services.settings)) as address:
        yield address, folder / "web.log"
    services.close()
    host.close()


def answer_to(server: tuple[str, Path], sent: bytes) -> Answer | None:
    """The answer, or none where the connection was closed without one."""
    came = exchange(server[0], sent, patience=_PATIENCE)
    if not came:
        return None
    head, _, body = came.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(int(first.split()[1]), headers, body)


def get(path: bytes, headers: bytes = b"") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + CLOSE + headers + b"\r\n"


def is_well(server: tuple[str, Path]) -> bool:
    answer = answer_to(server, get(b"/healthz"))
    return answer is not None and answer.status == 200 and "Traceback" not in server[1].read_text()


REFUSED = {
    "an address of 64 KB": (get(b"/" + b"a" * 65_536), {414}),
    "a query of 64 KB": (get(PICTURE + b"?v=" + b"a" * 65_536), {414}),
    "an address of 8 KB": (get(b"/" + b"a" * 8_192), {404}),
    "headers of 1 MB": (get(PICTURE, b"X: " + b"a" * 2**20 + b"\r\n"), {431}),
    "a thousand headers": (get(PICTURE, b"X: a\r\n" * 1_000), {431}),
    "a nul in the address": (get(b"/images/series/1\x00/poster/medium"), {400}),
    "an escaped nul": (get(b"/images/series/1%00/poster/medium"), {404}),
    "a broken escape": (get(b"/images/%zz/1/poster/medium"), {404}),
    "letters that are none": (get(b"/images/\xff/1/poster/medium"), {400}),
    "letters unescaped": (get("/images/s\u00e9ries/1/poster/medium".encode()), {404}),
    "a way up": (get(b"/images/../../../etc/passwd"), {404}),
    "an escaped way up": (get(b"/static/..%2f..%2fapp.py"), {404}),
    "another escaped way up": (get(b"/static/%2e%2e/%2e%2e/app.py"), {404}),
    "a slash within an id": (get(b"/images/series/1%2f2/poster/medium"), {404}),
    "no version": (b"GET /healthz\r\n\r\n", {400}),
    "a version to come": (b"GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n", {400}),
    "a folded header": (get(b"/healthz", b"X: a\r\n b\r\n"), {400}),
    "a nul in a header": (get(b"/healthz", b"X: a\x00b\r\n"), {400}),
    "a name with a space": (get(b"/healthz", b"X Y: a\r\n"), {400}),
    "a handshake": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), {400}),
    "any bytes": (bytes(range(256)) * 4, {400}),
    "a proxy's request": (b"CONNECT a.example:80 HTTP/1.1\r\nHost: a\r\n\r\n", {404, 405}),
    "two lengths": (b"POST %s HTTP/1.1\r\n%sContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"
                    % (SYNC, CLOSE + KEY), {400}),
    "a length below nothing": (b"POST %s HTTP/1.1\r\n%sContent-Length: -5\r\n\r\nabcde"
                               % (SYNC, CLOSE + KEY), {400}),
    "a length beyond all": (b"POST %s HTTP/1.1\r\n%sContent-Length: %s\r\n\r\nabcde"
                            % (SYNC, CLOSE + KEY, b"9" * 30), {400}),
    "a length of 100 MB": (b"POST %s HTTP/1.1\r\n%sContent-Length: 100000000\r\n\r\nabcde"
                           % (SYNC, CLOSE + KEY), {413}),
    "an unknown coding": (b"POST %s HTTP/1.1\r\n%sTransfer-Encoding: gzip\r\n\r\nabc"
                          % (SYNC, CLOSE + KEY), {400}),
}  # fmt: skip


@pytest.mark.proves("Q1", "Q7", "Q12")
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_meant_is_refused(server: tuple[str, Path], name: str) -> None:
    sent, statuses = REFUSED[name]
    answer = answer_to(server, sent)
    assert answer is not None
    assert answer.status in statuses
    if answer.body:  # what the server itself refuses has none
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert json.loads(answer.body)["status"] == answer.status
    assert is_well(server)


ANSWERED = {
    "a thousand parameters": get(PICTURE + b"?" + b"&".join(b"v=%d" % n for n in range(1_000))),
    "the same parameter twice": get(PICTURE + b"?v=1&v=2"),
    "headers of 10 KB": get(PICTURE, b"Cookie: " + b"a" * 10_240 + b"\r\n"),
    "headers that are no ASCII": get(PICTURE, b"If-None-Match: \xff\xfe\r\nAccept: \xc3\xa9\r\n"),
    "a body with a GET": get(PICTURE, b"Content-Length: 3\r\n") + b"abc",
    "several ranges": get(PICTURE, b"Range: bytes=0-0,2-3\r\n"),
    "two slashes first": get(b"/" + PICTURE),
    "a whole address": get(b"http://evil.example" + PICTURE),
    "two hosts": get(PICTURE, b"Host: evil.example\r\n"),
    "no host": b"GET %s HTTP/1.1\r\nConnection: close\r\n\r\n" % PICTURE,
    "a host that is none": get(PICTURE, b"Host: [::1\r\nX-Forwarded-Host: a b\r\n"),
}


@pytest.mark.proves("Q10", "Q11", "Q12", "H1", "H3")
@pytest.mark.parametrize("name", ANSWERED)
def test_what_does_not_matter_changes_nothing(server: tuple[str, Path], name: str) -> None:
    plain = answer_to(server, get(PICTURE))
    answer = answer_to(server, ANSWERED[name])
    assert plain is not None
    assert answer is not None
    assert (answer.status, len(answer.body)) == (200, int(answer.headers["content-length"]))
    assert answer.headers["content-type"].startswith("image/")
    assert "evil" not in str(answer.headers)
    if answer.headers["content-type"] == plain.headers["content-type"]:
        assert answer.body == plain.body


@pytest.mark.proves("Q3")
@pytest.mark.parametrize("end", [b"%0d%0a", b"%0a", b"%0d", b"%E5%98%8A%E5%98%8D", b"%250d%250a"])
def test_the_end_of_a_line_begins_no_header(server: tuple[str, Path], end: bytes) -> None:
    injected = end + b"X-Injected: 1" + end + end + b"<script>"
    for path in (
        PICTURE + injected,
        PICTURE + b"?v=" + injected,
        b"/title/movies/2" + injected,
        b"/title/movies/2?q=" + injected,
        b"/docs?" + injected,
        b"/?q=" + injected,
        b"/api/v1/images/artwork/" + injected,
    ):
        answer = answer_to(server, get(path))
        assert answer is not None
        assert answer.status < 500
        assert "x-injected" not in answer.headers
        assert b"<script>" not in answer.body or answer.headers["content-type"] != "text/html"


@pytest.mark.proves("Q7")
def test_a_body_without_an_end_is_not_waited_for(server: tuple[str, Path]) -> None:
    """The answer comes while the body is still being said."""
    parts = urlsplit(server[0])
    head = b"POST %s HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n" % (SYNC, CLOSE + KEY)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(head)
        for _ in range(64):
            with suppress(ConnectionError):
                connection.sendall(b"4000\r\n" + b"a" * 0x4000 + b"\r\n")
        answer = b""
        with suppress(ConnectionError):
            while b"\r\n\r\n" not in answer and (piece := connection.recv(65_536)):
                answer += piece
    assert re.match(rb"HTTP/1.1 (202|413)", answer) or not answer
    assert is_well(server)


@pytest.mark.proves("Q7")
@pytest.mark.parametrize("stated", [b"1000000", b"3"])
def test_a_body_of_another_length_than_stated_is_left_unread(
    server: tuple[str, Path], stated: bytes
) -> None:
    sent = b"POST %s HTTP/1.1\r\n%sContent-Length: %s\r\n\r\nabcdef" % (SYNC, CLOSE + KEY, stated)
    answer = answer_to(server, sent)
    assert answer is not None
    assert answer.status == 202
    assert is_well(server)


@pytest.mark.proves("Q7")
def test_what_follows_a_body_is_another_request_or_none(server: tuple[str, Path]) -> None:
    """No second reading of the same bytes: a length is nothing beside chunks."""
    hidden = b"GET /api/v1/progress HTTP/1.1\r\nHost: a\r\n\r\n"
    sent = (
        b"POST %s HTTP/1.1\r\n%sContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        % (SYNC, CLOSE, 5 + len(hidden))
    )
    came = exchange(server[0], sent + hidden)
    assert came.count(b"HTTP/1.1 ") <= 1
    assert b'"phase"' not in came


@pytest.mark.proves("H4")
@pytest.mark.parametrize(
    "path", [b"/docs", b"/title/movies/2", b"//evil.example/docs", b"/\\evil.example/docs",
             b"/title//evil.example", b"http://evil.example/docs", b"http://evil.example",
             b"evil.example:80", b"x:1", b"/docs/",
             b"/title/movies/2?next=//evil.example"],
)  # fmt: skip
@pytest.mark.parametrize("host", [b"a", b"evil.example", b"evil.example:80@a"])
def test_redirects_stay_here(server: tuple[str, Path], path: bytes, host: bytes) -> None:
    sent = (
        b"GET %s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-Host: evil.example\r\n"
        b"X-Forwarded-Prefix: //evil.example\r\nConnection: close\r\n\r\n" % (path, host)
    )
    answer = answer_to(server, sent)
    assert answer is not None
    assert answer.status < 500
    where = answer.headers.get("location", "/")
    assert re.match(r"/[a-z]|/$", where), where
    assert "evil" not in where
