from __future__ import annotations

from pathlib import Path

import pytest

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.settings import StorageSettings
from tvdbproxy.storage.open import open_stores
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.store import Presigner


def test_local_stores_have_one_folder_a_bucket(tmp_path: Path) -> None:
    settings = StorageSettings(
        storage_backend="local",
        storage_path=tmp_path / "objects",
        s3_bucket_originals="sources",
        s3_bucket_thumbnails="variants",
    )
    stores = open_stores(settings)
    stores.originals.put("a", b"source", content_type="image/png")
    stores.thumbnails.put("a", b"variant", content_type="image/png")
    assert sorted(path.name for path in (tmp_path / "objects").iterdir()) == ["sources", "variants"]
    assert open_stores(settings).originals.get("a").data == b"source"
    assert not isinstance(stores.originals, Presigner)


def test_s3_stores_are_opened_without_asking_the_server() -> None:
    settings = StorageSettings(
        storage_backend="s3",
        s3_endpoint_url="http://127.0.0.1:9/",
        s3_access_key_id="key",
        s3_secret_access_key="secret",
        s3_bucket_originals="sources",
        s3_bucket_thumbnails="variants",
    )
    stores = open_stores(settings)
    assert isinstance(stores.originals, S3Store)
    assert isinstance(stores.thumbnails, Presigner)
    assert stores.originals.plain_url("a/b") == "http://127.0.0.1:9/sources/a/b"
    assert stores.thumbnails.plain_url("a/b") == "http://127.0.0.1:9/variants/a/b"


def test_an_address_without_keys_is_refused() -> None:
    settings = StorageSettings(
        s3_endpoint_url="http://127.0.0.1:9", s3_access_key_id="", s3_secret_access_key=""
    )
    with pytest.raises(ConfigurationError, match="S3_ACCESS_KEY_ID"):
        open_stores(settings)
