"""Proof that the contract suite notices: each store below is broken in one way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from tests.storage import test_contract as contract
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.storage.memory import MemoryStore
from tvdbproxy.storage.store import ObjectInfo, ObjectStore, StoredObject


class DropsMetadata(MemoryStore):
    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        found = super().get(key, byte_range)
        return StoredObject(replace(found.info, metadata={}), found.data)


class MissingIsEmpty(MemoryStore):
    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        try:
            return super().get(key, byte_range)
        except TvdbProxyError:
            self.put(key, b"", content_type="a/b")
            return super().get(key)


class DeletesOnce(MemoryStore):
    def delete(self, key: str) -> None:
        self.head(key)
        super().delete(key)


class NeverDeletes(MemoryStore):
    def delete(self, key: str) -> None:
        pass


class DeletesFolders(MemoryStore):
    def delete(self, key: str) -> None:
        for info in [*self.list()]:
            if info.key == key or info.key.startswith(f"{key}/"):
                super().delete(info.key)


class ReadsClosedRanges(MemoryStore):
    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        if byte_range is not None:
            byte_range = (byte_range[0], byte_range[1] + 1)
        return super().get(key, byte_range)


class KeepsTheOldFacts(MemoryStore):
    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        found = super().get(key, byte_range)
        return StoredObject(replace(found.info, cache_control="x"), found.data)


class ListsWhatBeginsAlike(MemoryStore):
    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        for info in super().list("", after):
            if info.key.startswith(prefix.removesuffix("/")):
                yield info


class ListsBackwards(MemoryStore):
    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        yield from reversed([*super().list(prefix, after)])


class ResumesOneTooEarly(MemoryStore):
    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        yield from (info for info in super().list(prefix) if info.key >= after)


class ListsOnePage(MemoryStore):
    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        yield from [*super().list(prefix, after)][:1000]


class CopiesWithoutFacts(MemoryStore):
    def copy(self, source_key: str, target_key: str) -> None:
        self.put(target_key, self.get(source_key).data, content_type="image/webp")


class LooksThenWrites(MemoryStore):
    """Decides on ``if_absent`` first and writes later, as careless stores do."""

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
        if if_absent:
            found = key in self._objects
            time.sleep(0.05)
            if found:
                super().put(key, data, content_type=content_type, if_absent=True)
        return super().put(
            key, data, content_type=content_type, cache_control=cache_control, metadata=metadata
        )


class WritesInTwoSteps(MemoryStore):
    """The bytes are visible before their facts are: to whoever reads while somebody writes."""

    def __init__(self) -> None:
        super().__init__()
        # Writers wait their turn, which comes while somebody reads.
        self._turns, self._written = threading.Semaphore(1), threading.Semaphore(0)

    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        first = super().get(key, byte_range)
        found = first
        while found.info.etag == first.info.etag and self._lets_one_write():
            found = super().get(key)
        return StoredObject(found.info, first.data)

    def _lets_one_write(self) -> bool:
        self._turns.release()
        return self._written.acquire(timeout=1)

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
        self._turns.acquire(timeout=0.3)
        info = super().put(key, data, content_type=content_type, metadata=metadata)
        self._written.release()
        return info


BROKEN: list[tuple[type[MemoryStore], Callable[[ObjectStore], None]]] = [
    (DropsMetadata, contract.test_what_is_put_is_got_with_its_facts),
    (DropsMetadata, contract.test_a_copy_keeps_content_type_cache_control_and_metadata),
    (MissingIsEmpty, contract.test_a_missing_object_is_not_found),
    (DeletesOnce, contract.test_deleting_twice_is_fine),
    (NeverDeletes, contract.test_deleting_twice_is_fine),
    (NeverDeletes, contract.test_many_are_deleted_and_the_others_stay),
    (DeletesFolders, contract.test_deleting_a_folder_name_or_below_an_object_deletes_nothing),
    (ReadsClosedRanges, contract.test_a_range_is_half_open_and_ends_with_the_object),
    (KeepsTheOldFacts, contract.test_an_object_is_replaced_with_all_its_facts),
    (ListsWhatBeginsAlike, contract.test_a_folder_spares_what_only_begins_like_it),
    (ListsBackwards, contract.test_a_listing_ascends_and_resumes_behind_any_of_its_keys),
    (ResumesOneTooEarly, contract.test_resuming_loses_nothing_even_where_names_begin_alike),
    (ListsOnePage, contract.test_more_than_one_page_is_listed),
    (CopiesWithoutFacts, contract.test_a_copy_keeps_content_type_cache_control_and_metadata),
    (LooksThenWrites, contract.test_of_fifty_racers_exactly_one_wins),
    (WritesInTwoSteps, contract.test_a_reader_sees_one_version_or_the_other_never_a_mixture),
]


@pytest.mark.parametrize(
    ("broken", "notices"), BROKEN, ids=[f"{kind.__name__}-{test.__name__}" for kind, test in BROKEN]
)
def test_a_broken_store_is_noticed(
    broken: type[MemoryStore], notices: Callable[[ObjectStore], None]
) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception, TvdbProxyError)):
        notices(broken())
