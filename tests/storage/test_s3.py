"""How the S3 store meets servers that are slow, wrong, lying or not there at all."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest

from tests.house.nobody import nobody
from tvdbproxy.errors import ConfigurationError, InvalidRequest, Unavailable
from tvdbproxy.storage.plain_http import status_of_get
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import Patience, S3Connection
from tvdbproxy.storage.s3_errors import RETRY_AFTER_SECONDS

IMPATIENT = Patience(connect_seconds=0.3, read_seconds=0.3, attempts=3)
OPERATIONS: dict[str, Callable[[S3Store], object]] = {
    "put": lambda store: store.put("k", b"x", content_type="a/b"),
    "put if absent": lambda store: store.put("k", b"x", content_type="a/b", if_absent=True),
    "get": lambda store: store.get("k"),
    "head": lambda store: store.head("k"),
    "delete": lambda store: store.delete("k"),
    "delete many": lambda store: store.delete_many(["k", "l"]),
    "list": lambda store: list(store.list()),
    "copy": lambda store: store.copy("k", "l"),
}
every_operation = pytest.mark.parametrize("operate", OPERATIONS.values(), ids=OPERATIONS.keys())


class ScriptedServer(ThreadingHTTPServer):
    """Answers each request with ``reply``: status, headers, body; counts them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ScriptedHandler)
        self.reply: tuple[int, dict[str, str], bytes] = (503, {}, b"")
        self.requests = 0
        self.stall_after_body = False
        self.stopping = threading.Event()

    def connection(self, patience: Patience = IMPATIENT) -> S3Connection:
        url = f"http://127.0.0.1:{self.server_address[1]}"
        return S3Connection(url, "key", "secret", patience=patience)


class ScriptedHandler(BaseHTTPRequestHandler):
    server: ScriptedServer

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests += 1
        status, headers, body = self.server.reply
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
            if self.server.stall_after_body:
                self.wfile.flush()
                self.server.stopping.wait()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - names of the base

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.stopping.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.proves("F9")
@every_operation
def test_a_server_that_never_answers_frees_the_caller(
    silent_server: str, operate: Callable[[S3Store], object]
) -> None:
    store = S3Store(S3Connection(silent_server, "key", "secret", patience=IMPATIENT), "bucket")
    with pytest.raises(Unavailable) as caught:
        operate(store)
    assert caught.value.code == "storage_unavailable"


@every_operation
def test_a_server_that_is_not_there_is_unavailable(operate: Callable[[S3Store], object]) -> None:
    with nobody() as site:
        connection = S3Connection(f"http://{site}", "key", "secret", patience=IMPATIENT)
        with pytest.raises(Unavailable) as caught:
            operate(S3Store(connection, "bucket"))
        assert caught.value.code == "storage_unavailable"


@pytest.mark.proves("F8")
@every_operation
@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_busy_server_is_asked_three_times_and_then_unavailable(
    scripted: ScriptedServer, operate: Callable[[S3Store], object], status: int
) -> None:
    scripted.reply = (status, {}, b"<Error><Code>SlowDown</Code></Error>")
    patient = replace(IMPATIENT, read_seconds=10)
    with pytest.raises(Unavailable) as caught:
        operate(S3Store(scripted.connection(patient), "bucket"))
    assert caught.value.code == "storage_unavailable"
    assert caught.value.retry_after == RETRY_AFTER_SECONDS
    assert str(status) in (caught.value.detail or "")
    assert scripted.requests == 3


@pytest.mark.parametrize(
    ("s3_code", "code"),
    [
        pytest.param("RequestTimeTooSkewed", "storage_clock_skew", marks=pytest.mark.proves("F42")),
        ("InvalidAccessKeyId", "storage_denied"),
        ("AccessDenied", "storage_denied"),
        ("SomethingNew", "storage_denied"),
    ],
)
def test_a_refusal_says_what_to_check(scripted: ScriptedServer, s3_code: str, code: str) -> None:
    scripted.reply = (403, {}, f"<Error><Code>{s3_code}</Code></Error>".encode())
    with pytest.raises(Unavailable) as caught:
        S3Store(scripted.connection(), "bucket").get("k")
    assert caught.value.code == code
    assert scripted.requests == 1


@pytest.mark.proves("F10")
def test_a_body_that_was_cut_is_never_taken_for_the_object(scripted: ScriptedServer) -> None:
    headers = {"Content-Length": "1000", "Last-Modified": "Sat, 21 Nov 2026 04:23:40 GMT"}
    scripted.reply = (200, {**headers, "ETag": '"e"'}, b"only this")
    with pytest.raises(Unavailable):
        S3Store(scripted.connection(), "bucket").get("k")


@pytest.mark.proves("F9")
def test_a_server_that_falls_silent_in_a_body_frees_the_caller(scripted: ScriptedServer) -> None:
    headers = {"Content-Length": "1000", "Last-Modified": "Sat, 21 Nov 2026 04:23:40 GMT"}
    scripted.reply = (200, {**headers, "ETag": '"e"'}, b"only this")
    scripted.stall_after_body = True
    with pytest.raises(Unavailable) as caught:
        S3Store(scripted.connection(), "bucket").get("k")
    assert caught.value.code == "storage_unavailable"


@pytest.mark.parametrize("etag", ['"d41d8cd98f00b204e9800998ecf8427e"', '"anything-2"'])
def test_a_server_that_keeps_other_bytes_is_found_out(scripted: ScriptedServer, etag: str) -> None:
    scripted.reply = (200, {"ETag": etag}, b"1;chunk-signature=00\r\nx\r\n0\r\n")
    with pytest.raises(Unavailable) as caught:
        S3Store(scripted.connection(), "bucket").put("k", b"x", content_type="a/b")
    assert caught.value.code == "storage_corrupt"


def test_an_etag_that_is_no_md5_is_fine_where_the_bytes_are_right(scripted: ScriptedServer) -> None:
    scripted.reply = (200, {"ETag": '"encrypted"'}, b"x")
    info = S3Store(scripted.connection(), "bucket").put("k", b"x", content_type="a/b")
    assert info.etag == "encrypted"
    assert scripted.requests == 2


def test_wrong_credentials_are_said_plainly(s3_connection: S3Connection) -> None:
    store = S3Store(replace(s3_connection, secret_key="wrong"), "ready")
    for operation in OPERATIONS.values():
        with pytest.raises(Unavailable, match="S3_SECRET_ACCESS_KEY") as caught:
            operation(store)
        assert caught.value.code == "storage_denied"


@pytest.mark.parametrize("operation", ["get", "head", "list", "copy"])
def test_a_missing_bucket_is_not_taken_for_a_missing_object(
    s3_connection: S3Connection, operation: str
) -> None:
    with pytest.raises(Unavailable, match="storage init") as caught:
        OPERATIONS[operation](S3Store(s3_connection, "no-such-bucket"))
    assert caught.value.code == "bucket_missing"


def test_the_environment_of_other_tools_does_not_leak_in(
    s3_connection: S3Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"):
        monkeypatch.setenv(name, "foreign")
    S3Store(s3_connection, "ready").put("environment", b"x", content_type="a/b")
    assert S3Store(s3_connection, "ready").get("environment").data == b"x"


def test_a_signed_address_works_without_credentials_and_a_plain_one_does_not(
    s3_connection: S3Connection,
) -> None:
    store = S3Store(s3_connection, "ready")
    key = "signed/é +&?#%25.txt"
    store.put(key, b"signed", content_type="text/plain")
    with urlopen(store.presign_get(key, 60)) as reply:
        assert reply.read() == b"signed"
    assert status_of_get(store.plain_url(key)) == 403
    assert status_of_get(store.presign_get("signed/none", 60)) == 404
    assert status_of_get(store.presign_put(key, 60)) == 403


@pytest.mark.parametrize("seconds", [0, -1, 7 * 24 * 3600 + 1])
def test_a_signature_has_a_reasonable_life(s3_connection: S3Connection, seconds: int) -> None:
    with pytest.raises(InvalidRequest) as caught:
        S3Store(s3_connection, "ready").presign_get("k", seconds)
    assert caught.value.code == "invalid_expiry"


def test_a_store_from_before_a_fork_says_so_instead_of_hanging(s3_connection: S3Connection) -> None:
    script = (
        "import os, sys\n"
        "from tvdbproxy.storage.s3 import S3Store\n"
        "from tvdbproxy.storage.s3_connection import S3Connection\n"
        "store = S3Store(S3Connection(*sys.argv[1:]), 'ready')\n"
        "store.head('ready')\n"
        "if os.fork() == 0:\n"
        "    try: store.head('ready')\n"
        "    except RuntimeError as error: print(error, flush=True)\n"
        "    os._exit(0)\n"
        "os.wait()\n"
    )
    keys = (s3_connection.endpoint_url, s3_connection.access_key, s3_connection.secret_key)
    command = [sys.executable, "-W", "ignore", "-c", script, *keys]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    assert "before a fork" in said


@pytest.mark.parametrize(
    ("endpoint", "style", "address"),
    [
        ("http://127.0.0.1:9000", "path", "http://127.0.0.1:9000/bucket/a/b%20c.jpg"),
        ("https://s3.example.com", "virtual", "https://bucket.s3.example.com/a/b%20c.jpg"),
        ("", "path", "https://s3.eu-west-1.amazonaws.com/bucket/a/b%20c.jpg"),
        ("", "virtual", "https://bucket.s3.eu-west-1.amazonaws.com/a/b%20c.jpg"),
    ],
)
def test_plain_and_signed_addresses_agree_on_where_an_object_is(
    endpoint: str, style: str, address: str
) -> None:
    connection = S3Connection(endpoint, "key", "secret", "eu-west-1", style)  # type: ignore[arg-type]
    store = S3Store(connection, "bucket")
    assert store.plain_url("a/b c.jpg") == address
    assert store.presign_get("a/b c.jpg", 60).split("?")[0] == address


@pytest.mark.parametrize(
    ("endpoint", "access_key", "secret_key", "variable"),
    [
        ("localhost:9000", "key", "secret", "S3_ENDPOINT_URL"),
        ("ftp://host", "key", "secret", "S3_ENDPOINT_URL"),
        ("http://", "key", "secret", "S3_ENDPOINT_URL"),
        ("http://host", "", "secret", "S3_ACCESS_KEY_ID"),
        ("http://host", "key", "", "S3_SECRET_ACCESS_KEY"),
    ],
)
def test_a_connection_that_cannot_be_meant_is_refused(
    endpoint: str, access_key: str, secret_key: str, variable: str
) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        S3Connection(endpoint, access_key, secret_key)


def test_the_secret_does_not_show_in_logs(s3_connection: S3Connection) -> None:
    assert s3_connection.secret_key not in repr(s3_connection)
