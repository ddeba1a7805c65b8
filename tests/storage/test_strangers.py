"""Strangers at a real S3 server: refused, and if not, the check says so."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.house.waiting import eventually
from tests.storage.conftest import S3Server
from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.open import Stores
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.storage.selftest import run_selftest

KEY = "banners/a.jpg"


@pytest.fixture
def names(s3_connection: S3Connection) -> tuple[str, str]:
    """Two buckets as `storage init` makes them, with an object in each."""
    suffix = secrets.token_hex(8)
    names = f"originals-{suffix}", f"thumbnails-{suffix}"
    eventually(lambda: are_made(s3_connection, names), why="the server makes no buckets")
    return names


def are_made(connection: S3Connection, names: tuple[str, str]) -> bool:
    """Make them, as far as they are not. A busy server that has just made a bucket answers 500
    at times, until it has room for objects in it."""
    try:
        steps = init_buckets(connection, *names)
        for name in names:
            S3Store(connection, name).put(KEY, b"ours", content_type="image/jpeg")
    except Unavailable:
        return False
    return not any("InternalError" in step.sentence for step in steps)


def status(url: str, method: str = "GET", data: bytes | None = None) -> int:
    try:
        with urlopen(Request(url, data, method=method), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def attempts(connection: S3Connection, bucket: str) -> Iterator[tuple[str, str, bytes | None]]:
    """What somebody without a key may try, but for reading one object."""
    base = connection.bucket_url(bucket)
    yield base, "GET", None
    yield f"{base}?list-type=2", "GET", None
    yield f"{base}?list-type=2&prefix=banners/", "GET", None
    yield f"{base}?uploads", "GET", None
    yield f"{base}?acl", "GET", None
    yield f"{base}?policy", "GET", None
    yield f"{base}/{KEY}", "PUT", b"theirs"
    yield f"{base}/new", "PUT", b"theirs"
    yield f"{base}/{KEY}?uploads", "POST", b""
    yield f"{base}/{KEY}", "DELETE", None
    yield f"{base}?delete", "POST", b"<Delete><Object><Key>banners/a.jpg</Key></Object></Delete>"
    yield f"{base}?policy", "PUT", b"{}"
    yield base, "DELETE", None


@pytest.mark.proves("U4")
def test_strangers_can_do_nothing_but_read_a_thumbnail(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    for name in names:
        for url, method, data in attempts(s3_connection, name):
            assert status(url, method, data) == 403, (method, url)
        store = S3Store(s3_connection, name)
        assert [info.key for info in store.list()] == [KEY]
        assert store.get(KEY).data == b"ours"
    originals, thumbnails = (S3Store(s3_connection, name) for name in names)
    assert status(originals.plain_url(KEY)) == 403
    assert status(originals.plain_url(KEY), "HEAD") == 403
    assert status(thumbnails.plain_url(KEY)) == 200
    assert status(f"{s3_connection.bucket_url('a-bucket-of-theirs')}", "PUT", b"") == 403


@pytest.mark.proves("U4")
@pytest.mark.parametrize(
    ("action", "below", "what"), [("s3:GetObject", "/*", "GET"), ("s3:ListBucket", "", "listing")]
)
def test_the_check_says_that_originals_are_open_and_how_to_close_them(
    s3_connection: S3Connection, names: tuple[str, str], action: str, below: str, what: str
) -> None:
    stores = Stores(*(S3Store(s3_connection, name) for name in names))
    assert run_selftest(stores, public_thumbnails=True).usable
    _allow_everybody(s3_connection, names[0], action, below)

    report = run_selftest(stores, public_thumbnails=True)

    (failed,) = (check for check in report.checks if check.status == "failed")
    assert (failed.store, failed.name) == ("originals", "closed to strangers")
    assert f"a stranger's {what} is answered 200" in failed.sentence
    assert "storage init" in failed.remedy
    assert not report.usable


@pytest.mark.proves("U4")
def test_the_check_says_that_a_server_lets_everybody_write(open_s3_server: S3Server) -> None:
    server = open_s3_server
    connection = S3Connection(server.endpoint_url, server.access_key, server.secret_key)
    for name in ("originals", "thumbnails"):
        connection.open_admin().create_bucket(Bucket=name)
    stores = Stores(S3Store(connection, "originals"), S3Store(connection, "thumbnails"))
    assert status(stores.originals.plain_url(KEY), "PUT", b"theirs") == 200

    report = run_selftest(stores, public_thumbnails=True)

    failed = {(check.store, check.name): check for check in report.checks
              if check.status == "failed"}  # fmt: skip
    assert set(failed) == {
        ("originals", "closed to strangers"),
        ("originals", "closed to strangers' writes"),
        ("thumbnails", "closed to strangers' writes"),
    }
    assert all("identities" in check.remedy for check in failed.values())
    assert not report.usable


def _allow_everybody(connection: S3Connection, bucket: str, action: str, below: str) -> None:
    """One more statement in the bucket's policy."""
    admin = connection.open_admin()
    statements = []
    with suppress(admin.exceptions.ClientError):  # there is none yet
        statements = json.loads(admin.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    statements.append(
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": [action],
            "Resource": [f"arn:aws:s3:::{bucket}{below}"],
        }
    )
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    admin.put_bucket_policy(Bucket=bucket, Policy=policy)


def test_a_busy_server_is_asked_again(
    s3_connection: S3Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    suffix = secrets.token_hex(8)
    names, real, puts = (f"a-{suffix}", f"b-{suffix}"), S3Store.put, iter(range(9))

    def put(store: S3Store, *arguments: Any, **options: Any) -> Any:
        if next(puts) == 1:
            raise Unavailable("500 InternalError")
        return real(store, *arguments, **options)

    monkeypatch.setattr(S3Store, "put", put)
    assert [are_made(s3_connection, names) for _ in range(2)] == [False, True]
    assert [S3Store(s3_connection, name).get(KEY).data for name in names] == [b"ours"] * 2
