"""The thumbnails bucket behind nginx's cache, as `CDN_BASE_URL` has it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.deploy.asking import PLAIN, WEBP, ask
from tests.deploy.recipes import nginx
from tests.servers.s3 import S3Server
from tvdbproxy.artwork.keep import CACHE_CONTROL
from tvdbproxy.storage import keys
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import S3Connection

KEY = keys.variant_key(keys.variant_prefix("series", 1, "poster"), "medium", "webp")


@pytest.fixture
def thumbnails(s3_server: S3Server) -> S3Store:
    connection = S3Connection(s3_server.endpoint_url, s3_server.access_key, s3_server.secret_key)
    suffix = secrets.token_hex(8)
    init_buckets(connection, f"originals-{suffix}", f"thumbnails-{suffix}")
    return S3Store(connection, f"thumbnails-{suffix}")


@pytest.fixture
def cdn(thumbnails: S3Store, s3_server: S3Server, tmp_path: Path) -> Iterator[str]:
    site = urlsplit(s3_server.endpoint_url).netloc
    with nginx(tmp_path / "nginx", "127.0.0.1:9", site, thumbnails.bucket) as (_, url):
        yield url


def test_a_stored_size_is_asked_for_once_whoever_wants_it(thumbnails: S3Store, cdn: str) -> None:
    thumbnails.put(KEY, b"picture", content_type="image/webp", cache_control=CACHE_CONTROL)
    seen = [ask(cdn, f"/{KEY}?v=ab12", accept) for accept in (WEBP, PLAIN, None)]
    assert [(each.status, each.body, each.cache) for each in seen] == [
        (200, b"picture", "MISS"),
        (200, b"picture", "HIT"),
        (200, b"picture", "HIT"),
    ]
    assert seen[0].headers["Cache-Control"] == CACHE_CONTROL
    assert seen[0].headers["Access-Control-Allow-Origin"] == "*"


def test_another_revision_is_another_picture(thumbnails: S3Store, cdn: str) -> None:
    for revision in ("a1", "b2"):
        data = revision.encode()
        thumbnails.put(KEY, data, content_type="image/webp", cache_control=CACHE_CONTROL)
        assert ask(cdn, f"/{KEY}?v={revision}").body == data
    assert ask(cdn, f"/{KEY}?v=b2&noise=1").cache in ("HIT", "MISS")


def test_nothing_but_pictures_is_to_be_had_of_the_bucket(thumbnails: S3Store, cdn: str) -> None:
    thumbnails.put("incoming/x.webp", b"secret", content_type="image/webp")
    for path in ("/", "/?list-type=2", "/incoming/x.webp", f"/{KEY}/../../../incoming/x.webp"):
        answer = ask(cdn, path)
        assert (answer.status, b"secret" in answer.body) == (404, False), path
    assert ask(cdn, f"/{KEY}", method="PUT", body=b"x").status == 403
