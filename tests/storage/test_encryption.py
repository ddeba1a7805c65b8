"""What buckets are told of encryption, and what a server is believed of it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree

import pytest
import requests

from tvdbproxy.errors import ConfigurationError, Unavailable
from tvdbproxy.settings import StorageSettings
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.encryption import Encryption, encrypt
from tvdbproxy.storage.presigned_uploads import PresignedUploads
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import Patience, S3Connection

OUR_OWN, KMS = Encryption("AES256"), Encryption("aws:kms", "our-key")
JPEG = "image/jpeg"


@pytest.fixture
def names() -> tuple[str, str]:
    suffix = secrets.token_hex(8)
    return f"originals-{suffix}", f"thumbnails-{suffix}"


def test_both_buckets_encrypt_and_a_second_run_changes_nothing(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    first = init_buckets(s3_connection, *names, encryption=OUR_OWN)
    second = init_buckets(s3_connection, *names, encryption=OUR_OWN)
    assert [(step.bucket, step.outcome) for step in first[-2:]] == [
        (name, "done") for name in names
    ]
    assert {step.outcome for step in second} == {"already"}
    assert first[-1].sentence == "encryption by AES256 was set."
    assert [list(S3Store(s3_connection, name).list()) for name in names] == [[], []]


def test_whatever_way_an_object_comes_it_is_encrypted(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    init_buckets(s3_connection, *names, encryption=OUR_OWN)
    store, uploads = S3Store(s3_connection, names[0]), PresignedUploads(s3_connection, names[0])
    store.put("ours", b"x", content_type=JPEG)
    store.copy("ours", "copied")
    put = uploads.put("put", content_type=JPEG, size=1, expires_seconds=60)
    assert requests.put(put.url, b"x", headers=put.headers, timeout=10).ok
    form = uploads.form("form", content_type=JPEG, max_bytes=1, expires_seconds=60)
    assert requests.post(form.url, form.fields, files={"file": b"x"}, timeout=10).ok
    admin = s3_connection.open_admin()
    for key in ("ours", "copied", "put", "form"):
        facts = admin.head_object(Bucket=names[0], Key=key)
        assert facts.get("ServerSideEncryption") == "AES256", key
        assert store.get(key).data == b"x"


def test_unless_it_is_asked_for_buckets_stay_as_they_are_set(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    init_buckets(s3_connection, *names, encryption=OUR_OWN)
    steps = init_buckets(s3_connection, *names)
    assert not any("encryption" in step.name for step in steps)
    admin = s3_connection.open_admin()
    assert encrypt(admin, names[0], OUR_OWN) is False


def test_a_server_without_a_key_service_is_told_of_and_takes_uploads_as_before(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    with pytest.raises(ConfigurationError, match=r"S3_SERVER_SIDE_ENCRYPTION.*key service"):
        init_buckets(s3_connection, *names, encryption=KMS)
    store = S3Store(s3_connection, names[0])
    store.put("a", b"x", content_type=JPEG)
    assert [info.key for info in store.list()] == ["a"]


class StandIn:
    """Takes every object, and says that it has encrypted it if it ``encrypts``."""

    def __init__(self, encrypts: str | None, rules: int = 200) -> None:
        self.encrypts, self.rules = encrypts, rules
        self.told: list[ElementTree.Element] = []
        self.uploaded: list[dict[str, str]] = []

    @contextmanager
    def running(self) -> Iterator[Any]:
        handler = type("StandInHandler", (_Handler,), {"stand_in": self})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield S3Connection(url, "key", "secret", patience=Patience(2, 5, 1)).open_admin()
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn

    def do_GET(self) -> None:
        rules = self.stand_in.rules
        self._answer(404 if rules == 200 else rules)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "?encryption" in self.path:
            self.stand_in.told.append(ElementTree.fromstring(body))
            return self._answer(200)
        self.stand_in.uploaded.append({k.lower(): v for k, v in self.headers.items()})
        said = self.stand_in.encrypts
        return self._answer(200, {"x-amz-server-side-encryption": said} if said else {})

    def do_DELETE(self) -> None:
        self._answer(204)

    def _answer(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def test_the_key_is_asked_for_by_name_and_shared_by_the_objects_of_a_bucket() -> None:
    stand_in = StandIn("aws:kms")
    with stand_in.running() as admin:
        assert encrypt(admin, "originals", KMS) is True
    (probe,), (told,) = stand_in.uploaded, stand_in.told
    assert probe["x-amz-server-side-encryption"] == "aws:kms"
    assert probe["x-amz-server-side-encryption-aws-kms-key-id"] == "our-key"
    said = {element.tag.rpartition("}")[2]: element.text for element in told.iter()}
    assert (said["SSEAlgorithm"], said["KMSMasterKeyID"]) == ("aws:kms", "our-key")
    assert said["BucketKeyEnabled"] == "true"


def test_without_a_name_the_key_is_the_accounts() -> None:
    stand_in = StandIn("aws:kms")
    with stand_in.running() as admin:
        encrypt(admin, "originals", Encryption("aws:kms"))
    assert not any("KMSMasterKeyID" in element.tag for element in stand_in.told[0].iter())
    assert "x-amz-server-side-encryption-aws-kms-key-id" not in stand_in.uploaded[0]


@pytest.mark.parametrize("stand_in", [StandIn(None), StandIn("AES256", rules=501)])
def test_a_server_that_only_seems_to_encrypt_is_not_told_to(stand_in: StandIn) -> None:
    with (
        stand_in.running() as admin,
        pytest.raises(ConfigurationError, match="does not encrypt bucket originals by AES256"),
    ):
        encrypt(admin, "originals", OUR_OWN)
    assert stand_in.told == []


def test_a_server_that_went_away_is_no_fault_of_the_settings() -> None:
    with StandIn("AES256").running() as admin:
        pass
    with pytest.raises(Unavailable, match="went away"):
        encrypt(admin, "originals", OUR_OWN)


def test_what_all_may_read_is_not_guarded_by_a_key_service() -> None:
    assert KMS.for_strangers == OUR_OWN


@pytest.mark.parametrize(
    ("algorithm", "key", "wanted"),
    [("", "", None), ("AES256", "", OUR_OWN), ("aws:kms", "our-key", KMS)],
)
def test_the_environment_says_which(algorithm: Any, key: str, wanted: Encryption | None) -> None:
    settings = StorageSettings(s3_server_side_encryption=algorithm, s3_sse_kms_key_id=key)
    assert Encryption.from_settings(settings) == wanted
