from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.settings import StorageSettings
from tvdbproxy.storage.open import open_uploads
from tvdbproxy.storage.plain_http import status_of_put
from tvdbproxy.storage.presigned_uploads import PresignedForm, PresignedUploads
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import S3Connection

PNG = "image/png"


@pytest.fixture
def uploads(s3_connection: S3Connection) -> PresignedUploads:
    return PresignedUploads(s3_connection, "ready")


@pytest.fixture
def store(s3_connection: S3Connection) -> S3Store:
    return S3Store(s3_connection, "ready")


def post(form: PresignedForm, data: bytes, **changed: str) -> int:
    boundary = "a-boundary-that-is-in-no-file"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {**form.fields, **changed}.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="../../x"\r\n\r\n'
    )
    body = "".join(parts).encode() + head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    try:
        with urlopen(Request(form.url, data=body, headers=kind)) as reply:
            return int(reply.status)
    except HTTPError as error:
        with error:
            return error.code


def test_a_form_takes_a_file_of_its_type_and_size(
    uploads: PresignedUploads, store: S3Store
) -> None:
    form = uploads.form("incoming/1", content_type=PNG, max_bytes=10, expires_seconds=60)
    assert post(form, b"0123456789") in (200, 201, 204)
    found = store.get("incoming/1")
    assert (found.data, found.info.content_type) == (b"0123456789", PNG)


def test_a_form_refuses_more_another_type_and_another_key(
    uploads: PresignedUploads, store: S3Store
) -> None:
    form = uploads.form("incoming/2", content_type=PNG, max_bytes=10, expires_seconds=60)
    assert post(form, b"0123456789+") in (400, 413)
    assert post(form, b"x", **{"Content-Type": "text/html"}) == 403
    assert post(form, b"x", key="incoming/3") == 403
    assert [info.key for info in store.list("incoming/", after="incoming/1")] == []


def test_a_put_takes_exactly_what_was_signed(uploads: PresignedUploads, store: S3Store) -> None:
    signed = uploads.put("put/1", content_type=PNG, size=3, expires_seconds=60)
    assert status_of_put(signed.url, b"four", {"Content-Type": PNG}) == 403
    assert status_of_put(signed.url, b"abc", {"Content-Type": "text/html"}) == 403
    assert status_of_put(signed.url, b"abc", signed.headers) == 200
    assert store.get("put/1").info.content_type == PNG


def test_unsafe_keys_types_and_lives_are_refused(uploads: PresignedUploads) -> None:
    for key, content_type, seconds in (
        ("../a", PNG, 60),
        ("a", "image/png\r\nX: 1", 60),
        ("a", PNG, 0),
    ):
        with pytest.raises(InvalidRequest):
            uploads.form(key, content_type=content_type, max_bytes=10, expires_seconds=seconds)
        with pytest.raises(InvalidRequest):
            uploads.put(key, content_type=content_type, size=10, expires_seconds=seconds)


@pytest.mark.proves("U2")
def test_a_form_has_no_use_for_names_of_files(uploads: PresignedUploads, store: S3Store) -> None:
    form = uploads.form("names/1", content_type=PNG, max_bytes=10, expires_seconds=60)
    for key in ("names/${filename}", "${filename}", "names/1/${filename}", "names/1${filename}"):
        assert post(form, b"x", key=key) in (400, 403)
    assert [info.key for info in store.list("names/")] == []


def test_threads_may_share_it(s3_connection: S3Connection) -> None:
    uploads, start = PresignedUploads(s3_connection, "ready"), Barrier(8)

    def sign(number: int) -> str:
        start.wait()
        return uploads.put(f"a/{number}", content_type=PNG, size=1, expires_seconds=60).url

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(sign, range(8)))) == 8


def test_clients_are_sent_where_they_reach_the_server(clean_storage: None) -> None:
    settings = StorageSettings(
        s3_endpoint_url="http://s3:8333",
        s3_public_endpoint_url="https://s3.example.com/",
        s3_access_key_id="key",
        s3_secret_access_key="secret",
        s3_bucket_originals="originals",
    )
    uploads = open_uploads(settings)
    assert uploads is not None
    put = uploads.put("incoming/1", content_type=PNG, size=1, expires_seconds=60)
    form = uploads.form("incoming/1", content_type=PNG, max_bytes=1, expires_seconds=60)
    assert put.url.startswith("https://s3.example.com/originals/incoming/1?")
    assert form.url == "https://s3.example.com/originals"


def test_a_directory_signs_nothing(clean_storage: None) -> None:
    assert open_uploads(StorageSettings(storage_backend="local")) is None


@pytest.fixture
def clean_storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting comes from the folder that tests are run in."""
    monkeypatch.chdir(tmp_path)
