from __future__ import annotations

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.house.nobody import nobody
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.local import LocalStore
from tvdbproxy.storage.memory import MemoryStore
from tvdbproxy.storage.open import Stores
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import Patience, S3Connection
from tvdbproxy.storage.selftest import Check, run_selftest
from tvdbproxy.storage.store import ObjectInfo


@pytest.fixture
def s3_stores(s3_connection: S3Connection) -> Stores:
    suffix = secrets.token_hex(8)
    names = f"originals-{suffix}", f"thumbnails-{suffix}"
    init_buckets(s3_connection, *names)
    return Stores(*(S3Store(s3_connection, name) for name in names))


def faults(stores: Stores, *, public_thumbnails: bool = True) -> dict[tuple[str, str], Check]:
    checks = run_selftest(stores, public_thumbnails=public_thumbnails).checks
    return {(check.store, check.name): check for check in checks if check.status != "ok"}


def test_a_good_server_passes_and_is_left_as_it_was(s3_stores: Stores) -> None:
    report = run_selftest(s3_stores, public_thumbnails=True)
    assert report.usable
    # SeaweedFS lists folder by folder; that is all that it lacks.
    assert {check.name for check in report.checks if check.status != "ok"} == {"list by bytes"}
    assert {check.name for check in report.checks if check.status == "ok"} >= {
        "write and read",
        "write only if absent",
        "signed reading",
        "checksum enforced",
        "closed to strangers",
        "open for reading",
    }
    assert [*s3_stores.originals.list(), *s3_stores.thumbnails.list()] == []


def test_a_directory_passes_everything(tmp_path: Path) -> None:
    stores = Stores(LocalStore(tmp_path / "originals"), LocalStore(tmp_path / "thumbnails"))
    assert faults(stores) == {}
    assert [*stores.originals.list(), *stores.thumbnails.list()] == []


def test_two_runs_at_once_do_not_disturb_each_other(s3_stores: Stores) -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(run_selftest, s3_stores, public_thumbnails=True) for _ in range(4)]
    assert all(run.result().usable for run in runs)


@pytest.mark.proves("U4")
def test_originals_that_are_open_and_thumbnails_that_are_closed_are_found(
    s3_stores: Stores,
) -> None:
    swapped = Stores(s3_stores.thumbnails, s3_stores.originals)
    found = faults(swapped)
    opened = found["originals", "closed to strangers"]
    closed = found["thumbnails", "open for reading"]
    assert (opened.status, closed.status) == ("failed", "failed")
    assert "storage init" in opened.remedy
    assert not run_selftest(swapped, public_thumbnails=True).usable


def test_closed_thumbnails_are_fine_where_nobody_is_sent_to_them(s3_stores: Stores) -> None:
    closed = Stores(s3_stores.originals, s3_stores.originals)
    assert faults(closed, public_thumbnails=False)["thumbnails", "open for reading"].status == (
        "lacking"
    )
    assert run_selftest(closed, public_thumbnails=False).usable


def test_a_server_that_is_not_there_is_one_fault_a_store() -> None:
    with nobody() as site:
        connection = S3Connection(f"http://{site}", "key", "secret", patience=Patience(0.3, 0.3, 1))
        stores = Stores(S3Store(connection, "originals"), S3Store(connection, "thumbnails"))
        report = run_selftest(stores, public_thumbnails=True)
        assert [(check.store, check.status) for check in report.checks] == [
            ("originals", "failed"),
            ("thumbnails", "failed"),
        ]
        assert all(check.remedy for check in report.checks)


class IgnoresIfAbsent(MemoryStore):
    def put(
        self,
        key: str,
        data: bytes,
        *,
        content_type: str,
        cache_control: str | None = None,
        metadata: Mapping[str, str] | None = None,
        if_absent: bool = False,
    ) -> ObjectInfo:
        return super().put(
            key, data, content_type=content_type, cache_control=cache_control, metadata=metadata
        )


class LosesMetadata(MemoryStore):
    def head(self, key: str) -> ObjectInfo:
        info = super().head(key)
        return ObjectInfo(key, info.size, info.etag, info.last_modified)


class CopiesNothing(MemoryStore):
    def copy(self, source_key: str, target_key: str) -> None:
        pass


class KeepsEverything(MemoryStore):
    def delete(self, key: str) -> None:
        pass


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (IgnoresIfAbsent, "write only if absent"),
        (LosesMetadata, "write and read"),
        (CopiesNothing, "copy"),
        (KeepsEverything, "delete"),
    ],
)
def test_a_broken_store_is_found_with_a_remedy(broken: type[MemoryStore], name: str) -> None:
    found = faults(Stores(broken(), MemoryStore()))
    assert set(found) == {("originals", name)}
    assert found["originals", name].status == "failed"
    assert found["originals", name].remedy
