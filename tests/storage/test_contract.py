"""What every store promises, proven on each: S3 (a real server), a directory, memory."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import md5, sha256
from threading import Barrier

import pytest

from tvdbproxy.errors import Conflict, InvalidRequest, NotFound, TvdbProxyError
from tvdbproxy.storage.store import ObjectStore

WEBP = "image/webp"
REFUSED_KEYS = [
    "",
    "/",
    "/etc/passwd",
    "a/../../b",
    "..",
    "a/..",
    "./a",
    "a//b",
    "a/",
    "a\x00b",
    "a\nb",
    "a\\..\\b",
    "a\x7f",
    "\ud800",
    "a" * 256,
    "é" * 128,
    "a/" * 512 + "b",
]
ODD_KEYS = [
    "a b.jpg",
    "é/ü.jpg",
    "a+b.jpg",
    "100%25.jpg",
    "a?b#c&d.jpg",
    "~a*b(c)'!.jpg",
    "...a",
    "海報/封面.jpg",
    "a" * 255,
    "/".join(["b" * 200] * 5),
]


def put(store: ObjectStore, *keys: str, data: bytes = b"bytes") -> None:
    for key in keys:
        store.put(key, data, content_type=WEBP)


def keys_of(store: ObjectStore, prefix: str = "", after: str = "") -> list[str]:
    return [info.key for info in store.list(prefix, after)]


def test_what_is_put_is_got_with_its_facts(store: ObjectStore) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    stored = store.put(
        "series/poster.webp",
        b"picture",
        content_type=WEBP,
        cache_control="public, max-age=60",
        metadata={"source-sha256": "ab12", "revision": "7"},
    )
    found = store.get("series/poster.webp")
    assert found.data == b"picture"
    assert found.info.key == "series/poster.webp"
    assert found.info.size == 7
    assert found.info.content_type == WEBP
    assert found.info.cache_control == "public, max-age=60"
    assert found.info.metadata == {"source-sha256": "ab12", "revision": "7"}
    assert before <= found.info.last_modified <= datetime.now(UTC) + timedelta(seconds=2)
    assert found.info.last_modified.microsecond == 0
    assert stored.etag == found.info.etag == md5(b"picture").hexdigest()
    assert (stored.size, stored.content_type, stored.metadata) == (7, WEBP, found.info.metadata)


def test_head_says_what_get_says(store: ObjectStore) -> None:
    store.put("a", b"12345", content_type=WEBP, cache_control="no-store", metadata={"k": "v w"})
    assert store.head("a") == store.get("a").info


def test_what_has_no_cache_control_has_none(store: ObjectStore) -> None:
    put(store, "a")
    assert store.get("a").info.cache_control is None
    assert store.get("a").info.metadata == {}


def test_a_missing_object_is_not_found(store: ObjectStore) -> None:
    put(store, "a/b")
    for key in ("none", "a", "a/none", "a/b/c"):
        for ask in (store.get, store.head):
            with pytest.raises(NotFound) as caught:
                ask(key)
            assert caught.value.code == "object_missing"


def test_copying_a_missing_object_is_not_found_and_makes_nothing(store: ObjectStore) -> None:
    with pytest.raises(NotFound, match="none") as caught:
        store.copy("none", "target")
    assert caught.value.code == "object_missing"
    assert keys_of(store) == []


def test_an_object_is_replaced_with_all_its_facts(store: ObjectStore) -> None:
    store.put("a", b"old one", content_type="image/png", cache_control="x", metadata={"a": "1"})
    store.put("a", b"new", content_type=WEBP, metadata={"b": "2"})
    found = store.get("a")
    assert (found.data, found.info.content_type) == (b"new", WEBP)
    assert (found.info.cache_control, found.info.metadata) == (None, {"b": "2"})


def test_deleting_twice_is_fine(store: ObjectStore) -> None:
    put(store, "a/b/c")
    store.delete("a/b/c")
    store.delete("a/b/c")
    store.delete("a")
    with pytest.raises(NotFound):
        store.get("a/b/c")
    assert keys_of(store) == []


def test_deleting_a_folder_name_or_below_an_object_deletes_nothing(store: ObjectStore) -> None:
    put(store, "a/b")
    store.delete("a")
    store.delete("a/b/c")
    assert keys_of(store) == ["a/b"]


def test_many_are_deleted_and_the_others_stay(store: ObjectStore) -> None:
    put(store, *(f"many/{number:04}" for number in range(30)), "stays")
    store.delete_many(f"many/{number:04}" for number in range(-10, 40))
    store.delete_many([])
    assert keys_of(store) == ["stays"]


def test_a_range_is_half_open_and_ends_with_the_object(store: ObjectStore) -> None:
    store.put("a", b"0123456789", content_type=WEBP, metadata={"k": "v"})
    assert store.get("a", (2, 5)).data == b"234"
    assert store.get("a", (0, 1)).data == b"0"
    assert store.get("a", (9, 10)).data == b"9"
    assert store.get("a", (7, 1000)).data == b"789"
    assert store.get("a", (2, 5)).info == store.head("a")


@pytest.mark.parametrize("byte_range", [(10, 11), (5, 5), (5, 2), (-3, 2), (500, 600)])
def test_a_range_without_bytes_is_refused(store: ObjectStore, byte_range: tuple[int, int]) -> None:
    put(store, "a", data=b"0123456789")
    with pytest.raises(InvalidRequest) as caught:
        store.get("a", byte_range)
    assert caught.value.code == "range_not_satisfiable"


def test_a_range_of_a_missing_object_is_not_found(store: ObjectStore) -> None:
    with pytest.raises(NotFound):
        store.get("none", (0, 1))


def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    put(store, "empty", data=b"")
    assert store.get("empty").data == b""
    assert store.head("empty").size == 0
    with pytest.raises(InvalidRequest):
        store.get("empty", (0, 1))


def test_a_large_body_comes_back_whole(store: ObjectStore) -> None:
    data = sha256(b"seed").digest() * (8 * 1024 * 1024 // 32)
    put(store, "large", data=data)
    assert sha256(store.get("large").data).digest() == sha256(data).digest()
    assert store.get("large", (5_000_000, 5_000_064)).data == data[5_000_000:5_000_064]


def test_a_copy_keeps_content_type_cache_control_and_metadata(store: ObjectStore) -> None:
    store.put("a", b"bytes", content_type=WEBP, cache_control="max-age=5", metadata={"k": "v"})
    store.copy("a", "b/c")
    copied = store.get("b/c")
    assert copied.data == b"bytes"
    assert copied.info.content_type == WEBP
    assert copied.info.cache_control == "max-age=5"
    assert copied.info.metadata == {"k": "v"}
    assert store.get("a").data == b"bytes"


def test_a_copy_replaces_and_a_copy_onto_itself_changes_nothing(store: ObjectStore) -> None:
    put(store, "a", data=b"new")
    put(store, "b", data=b"old")
    store.copy("a", "b")
    store.copy("b", "b")
    assert store.get("b").data == b"new"
    with pytest.raises(NotFound):
        store.copy("none", "none")


def test_if_absent_refuses_a_second_object_and_spares_the_first(store: ObjectStore) -> None:
    store.put("a", b"first", content_type=WEBP, if_absent=True)
    with pytest.raises(Conflict) as caught:
        store.put("a", b"second", content_type=WEBP, if_absent=True)
    assert caught.value.code == "object_exists"
    assert store.get("a").data == b"first"
    store.delete("a")
    store.put("a", b"third", content_type=WEBP, if_absent=True)
    assert store.get("a").data == b"third"


def test_of_fifty_racers_exactly_one_wins(store: ObjectStore) -> None:
    start = Barrier(50)

    def race(number: int) -> int | None:
        start.wait()
        try:
            store.put("prize", b"%d" % number, content_type=WEBP, if_absent=True)
        except Conflict:
            return None
        return number

    with ThreadPoolExecutor(50) as pool:
        winners = [number for number in pool.map(race, range(50)) if number is not None]
    assert len(winners) == 1
    assert store.get("prize").data == b"%d" % winners[0]


def test_a_reader_sees_one_version_or_the_other_never_a_mixture(store: ObjectStore) -> None:
    versions = [bytes([digit]) * 200_000 for digit in b"123"]

    def write(version: bytes) -> None:
        store.put("a", version, content_type=WEBP, metadata={"first": chr(version[0])})

    write(versions[0])
    with ThreadPoolExecutor(4) as pool:
        writes = [pool.submit(write, version) for version in versions * 4]
        for _reading in range(20):
            found = store.get("a")
            assert found.data in versions
            assert found.info.metadata == {"first": chr(found.data[0])}
            assert found.info.etag == md5(found.data).hexdigest()
        for each in writes:
            each.result()


def test_a_folder_spares_what_only_begins_like_it(store: ObjectStore) -> None:
    put(store, "a/a/1", "a/a/b/2", "a/aaa/3", "a/a.4", "aa/5")
    assert keys_of(store, "a/a/") == ["a/a/1", "a/a/b/2"]


def test_the_listing_of_a_missing_folder_is_empty(store: ObjectStore) -> None:
    put(store, "a/b")
    assert keys_of(store, "none/") == []
    assert keys_of(store, "a/b/") == []


@pytest.mark.parametrize("prefix", ["a", "/", "a//", "../", "a/../"])
def test_a_listing_wants_a_folder(store: ObjectStore, prefix: str) -> None:
    with pytest.raises(InvalidRequest):
        keys_of(store, prefix)


def test_a_listing_tells_size_etag_and_age(store: ObjectStore) -> None:
    put(store, "a/b", data=b"12345")
    (listed,) = store.list("a/")
    known = store.head("a/b")
    assert (listed.key, listed.size, listed.etag) == ("a/b", 5, known.etag)
    assert abs(listed.last_modified - known.last_modified) <= timedelta(seconds=1)


def test_a_listing_ascends_and_resumes_behind_any_of_its_keys(store: ObjectStore) -> None:
    wanted = sorted(
        f"series/{fan}/{number}/{image_type}/{size}.webp"
        for fan in ("0a/1b", "0a/1c", "ff/00")
        for number in (7, 70, 71)
        for image_type in ("banner", "poster")
        for size in ("large", "w92")
    )
    put(store, *reversed(wanted))
    assert keys_of(store) == wanted
    for position, key in enumerate(wanted):
        assert keys_of(store, after=key) == wanted[position + 1 :]
        assert keys_of(store, "series/", after=key) == wanted[position + 1 :]


def test_resuming_loses_nothing_even_where_names_begin_alike(store: ObjectStore) -> None:
    put(store, "a-b", "a.b", "a/b", "a/b-c", "a0", "b", "a/b.c")
    listed = keys_of(store)
    assert sorted(listed) == sorted(["a-b", "a.b", "a/b", "a/b-c", "a0", "b", "a/b.c"])
    for position, key in enumerate(listed):
        assert keys_of(store, after=key) == listed[position + 1 :]


def test_more_than_one_page_is_listed(store: ObjectStore) -> None:
    wanted = [f"page/{number:05}" for number in range(1050)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: put(store, key), wanted))
    assert keys_of(store, "page/") == wanted
    store.delete_many(wanted)
    assert keys_of(store) == []


def test_what_is_listed_can_be_deleted_meanwhile(store: ObjectStore) -> None:
    put(store, *(f"a/{number}/b" for number in range(10)))
    for info in store.list():
        store.delete(info.key)
    assert keys_of(store) == []


@pytest.mark.proves("Q1", "Q2")
@pytest.mark.parametrize("key", REFUSED_KEYS)
def test_an_unsafe_key_is_refused_everywhere(store: ObjectStore, key: str) -> None:
    put(store, "source")
    attempts: list[Callable[[], object]] = [
        lambda: store.put(key, b"x", content_type=WEBP),
        lambda: store.get(key),
        lambda: store.head(key),
        lambda: store.delete(key),
        lambda: store.delete_many([key]),
        lambda: store.copy(key, "target"),
        lambda: store.copy("source", key),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidRequest) as caught:
            attempt()
        assert caught.value.code == "invalid_key"
    assert keys_of(store) == ["source"]


@pytest.mark.proves("Q2")
def test_odd_but_safe_keys_come_back_as_they_were(store: ObjectStore) -> None:
    for key in ODD_KEYS:
        put(store, key, data=key.encode())
    assert sorted(keys_of(store)) == sorted(ODD_KEYS)
    for key in ODD_KEYS:
        assert store.get(key).data == key.encode()
        store.copy(key, "copied")
        assert store.get("copied").data == key.encode()
    store.delete_many([*ODD_KEYS, "copied"])
    assert keys_of(store) == []


def test_an_object_below_an_object_is_kept_or_refused_but_harms_neither(
    store: ObjectStore,
) -> None:
    put(store, "a", data=b"outer")
    put(store, "c/d", data=b"inner")
    for key in ("a/b", "c"):
        try:
            put(store, key, data=b"another")
        except TvdbProxyError as error:
            assert error.code == "invalid_key"  # noqa: PT017 - either outcome is right
        else:
            assert store.get(key).data == b"another"
    assert store.get("a").data == b"outer"
    assert store.get("c/d").data == b"inner"


@pytest.mark.proves("Q3", "Q4")
@pytest.mark.parametrize(
    "metadata",
    [
        {"title": "é"},
        {"title": "a\nb"},
        {"title": ""},
        {"title": " a"},
        {"Title": "a"},
        {"ti tle": "a"},
        {"": "a"},
        {"title": "a" * 3000},
    ],
)
def test_metadata_that_a_server_might_mangle_is_refused(
    store: ObjectStore, metadata: dict[str, str]
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        store.put("a", b"x", content_type=WEBP, metadata=metadata)
    assert caught.value.code == "invalid_metadata"
    assert keys_of(store) == []


@pytest.mark.parametrize(
    ("content_type", "cache_control"), [("", None), ("a\r\nb", None), ("a", "é")]
)
def test_a_header_that_is_none_is_refused(
    store: ObjectStore, content_type: str, cache_control: str | None
) -> None:
    with pytest.raises(InvalidRequest):
        store.put("a", b"x", content_type=content_type, cache_control=cache_control)
