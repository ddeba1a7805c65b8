"""What is stored is looked at, and nobody is accused of what somebody else did (F12)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import pytest

from tests.house.lying_s3 import LyingS3
from tests.servers.s3 import S3Server
from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import S3Connection

KEY = "series/aa/bb/7/poster/small.webp"
METADATA = {"revision": "a" * 12}

Meanwhile = Callable[[str, str], None]


@pytest.fixture
def bucket(s3_server: S3Server) -> Iterator[str]:
    name = f"proof-{secrets.token_hex(4)}"
    admin = _connection(s3_server, s3_server.endpoint_url).open_admin()
    admin.create_bucket(Bucket=name)
    yield name
    S3Store(_connection(s3_server, s3_server.endpoint_url), name).delete(KEY)
    admin.delete_bucket(Bucket=name)


@pytest.fixture
def honest(s3_server: S3Server, bucket: str) -> S3Store:
    return S3Store(_connection(s3_server, s3_server.endpoint_url), bucket)


@pytest.fixture
def liar(s3_server: S3Server) -> Iterator[LyingS3]:
    with LyingS3(s3_server.endpoint_url).running() as liar:
        yield liar


@pytest.fixture
def store(s3_server: S3Server, liar: LyingS3, bucket: str) -> S3Store:
    return S3Store(_connection(s3_server, liar.url), bucket)


@pytest.fixture(params=["other bytes", "no object"])
def spoil(request: pytest.FixtureRequest, honest: S3Store) -> Meanwhile:
    """What happens to the object between our upload and our look at it."""

    def overwrite(_bucket: str, key: str) -> None:
        honest.put(key, b"theirs", content_type="a/b", metadata=METADATA)

    def delete(_bucket: str, key: str) -> None:
        honest.delete(key)

    return overwrite if request.param == "other bytes" else delete


def test_what_happens_once_is_somebody_elses_doing(
    store: S3Store, honest: S3Store, liar: LyingS3, spoil: Meanwhile
) -> None:
    liar.lie(1, spoil)
    info = store.put(KEY, b"ours", content_type="a/b", metadata=METADATA)
    assert liar.has_lied
    assert honest.get(KEY).data == b"ours"
    assert honest.head(KEY).etag == info.etag


@pytest.mark.proves("F12")
def test_what_happens_twice_is_the_servers(store: S3Store, liar: LyingS3, spoil: Meanwhile) -> None:
    liar.lie(1, spoil, times=2)
    with pytest.raises(Unavailable) as refused:
        store.put(KEY, b"ours", content_type="a/b", metadata=METADATA)
    assert refused.value.code == "storage_corrupt"


@pytest.mark.proves("F12")
def test_an_object_that_had_to_be_new_is_not_put_twice(
    store: S3Store, liar: LyingS3, honest: S3Store
) -> None:
    liar.lie(1, lambda _bucket, key: honest.delete(key))
    with pytest.raises(Unavailable) as refused:
        store.put(KEY, b"ours", content_type="a/b", metadata=METADATA, if_absent=True)
    assert refused.value.code == "storage_corrupt"


def test_another_picture_that_was_stored_there_since_is_left_alone(
    store: S3Store, liar: LyingS3, honest: S3Store
) -> None:
    def overtake(_bucket: str, key: str) -> None:
        honest.put(key, b"theirs", content_type="a/b", metadata={"revision": "b" * 12})

    liar.lie(1, overtake)
    store.put(KEY, b"ours", content_type="a/b", metadata=METADATA)
    assert honest.get(KEY).data == b"theirs"


def _connection(server: S3Server, endpoint_url: str) -> S3Connection:
    return S3Connection(endpoint_url, server.access_key, server.secret_key)
