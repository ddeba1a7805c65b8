"""How the local store survives links, full disks, killed writers and damaged files."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tvdbproxy.errors import ConfigurationError, InvalidRequest, NotFound, Unavailable
from tvdbproxy.storage.local import LocalStore

TYPE = "image/webp"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "bucket"


@pytest.fixture
def store(root: Path) -> LocalStore:
    return LocalStore(root)


@pytest.fixture
def small_files_only() -> Iterator[None]:
    """The system refuses to let any file of this process grow beyond 100 KB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_an_object_is_one_file_that_begins_with_its_bytes(store: LocalStore, root: Path) -> None:
    store.put("a/b.webp", b"picture", content_type=TYPE, metadata={"k": "v"})
    assert files(root) == ["objects/a/b.webp"]
    assert (root / "objects/a/b.webp").read_bytes().startswith(b"picture{")


def test_another_store_on_the_same_directory_sees_the_same(store: LocalStore, root: Path) -> None:
    store.put("a", b"kept", content_type=TYPE, cache_control="x", metadata={"k": "v"})
    assert LocalStore(root).get("a") == store.get("a")


def test_keys_are_listed_by_bytes_not_folder_by_folder(store: LocalStore) -> None:
    keys = ["a!", "a-b", "a-c/d", "a.b", "a/b-c", "a/b/c", "a0", "b", "é", "海"]
    for key in reversed(keys):
        store.put(key, b"x", content_type=TYPE)
    wanted = sorted(keys, key=str.encode)
    assert [info.key for info in store.list()] == wanted
    for after in [*keys, "a", "a/", "a/z", "a-b/", "b/c", "0"]:
        behind = [key for key in wanted if key.encode() > after.encode()]
        assert [info.key for info in store.list(after=after)] == behind


def test_empty_folders_are_pruned_and_full_ones_stay(store: LocalStore, root: Path) -> None:
    store.put("a/b/c/1", b"x", content_type=TYPE)
    store.put("a/2", b"x", content_type=TYPE)
    store.delete("a/b/c/1")
    assert sorted(path.name for path in (root / "objects").rglob("*")) == ["2", "a"]
    store.delete("a/2")
    assert list((root / "objects").iterdir()) == []


def test_writers_win_against_pruning(store: LocalStore) -> None:
    def write_and_delete(number: int) -> None:
        for _round in range(25):
            store.put(f"a/b/c/{number}", b"x", content_type=TYPE)
            assert store.get(f"a/b/c/{number}").data == b"x"
            store.delete(f"a/b/c/{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write_and_delete, range(4)))
    assert list(store.list()) == []


@pytest.mark.proves("Q1")
@pytest.mark.parametrize("key", ["link/secret", "folder/link", "folder/link/secret"])
def test_a_link_out_of_the_root_leads_nowhere(
    store: LocalStore, root: Path, tmp_path: Path, key: str
) -> None:
    outside = tmp_path / "outside"
    LocalStore(outside).put("secret", b"secret", content_type=TYPE)
    inside = root / "objects"
    (inside / "folder").mkdir()
    (inside / "link").symlink_to(outside / "objects")
    (inside / "folder/link").symlink_to(
        outside / "objects" if key.endswith("secret") else outside / "objects/secret"
    )
    before = (outside / "objects/secret").read_bytes()
    for read in (store.get, store.head):
        with pytest.raises(NotFound):
            read(key)
    assert list(store.list()) == []
    try:
        store.put(key, b"overwritten", content_type=TYPE)
    except InvalidRequest as error:
        assert error.code == "invalid_key"  # noqa: PT017 - replacing the link is right as well
    store.delete(key)
    assert (outside / "objects/secret").read_bytes() == before


def test_a_pipe_in_the_tree_is_not_waited_for(store: LocalStore, root: Path) -> None:
    os.mkfifo(root / "objects/pipe")
    with pytest.raises(NotFound):
        store.get("pipe")
    assert list(store.list()) == []


@pytest.mark.proves("F20")
@pytest.mark.usefixtures("small_files_only")
def test_a_full_disk_is_said_and_leaves_nothing_behind(store: LocalStore, root: Path) -> None:
    store.put("a", b"old", content_type=TYPE)
    with pytest.raises(Unavailable, match="full") as caught:
        store.put("a", bytes(200_000), content_type=TYPE)
    assert caught.value.code == "storage_full"
    assert files(root) == ["objects/a"]
    assert store.get("a").data == b"old"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_of_somebody_else_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Unavailable) as caught:
        LocalStore(tmp_path / "bucket")
    assert caught.value.code == "storage_denied"


@pytest.mark.parametrize("root", ["file", "file/below"])
def test_a_root_that_is_a_file_is_said(tmp_path: Path, root: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="STORAGE_PATH"):
        LocalStore(tmp_path / root)


@pytest.mark.parametrize("damage", ["first byte", "label", "footer", "cut", "emptied"])
def test_a_damaged_object_is_never_served_and_can_be_made_again(
    store: LocalStore, root: Path, damage: str
) -> None:
    store.put("a", b"0123456789", content_type=TYPE)
    path = root / "objects/a"
    whole = bytearray(path.read_bytes())
    position = {"first byte": 0, "label": 15, "footer": -1}.get(damage)
    if position is not None:
        whole[position] ^= 1
    kept = {"cut": len(whole) - 30, "emptied": 0}.get(damage, len(whole))
    path.write_bytes(whole[:kept])
    with pytest.raises(Unavailable) as caught:
        store.get("a")
    assert caught.value.code == "storage_corrupt"
    store.put("a", b"again", content_type=TYPE)
    assert store.get("a").data == b"again"


def test_a_file_that_somebody_dropped_there_is_no_object(store: LocalStore, root: Path) -> None:
    store.put("a", b"x", content_type=TYPE)
    (root / "objects/.DS_Store").write_bytes(b"not ours")
    assert [info.key for info in store.list()] == ["a"]


def test_the_largest_label_is_read_back(store: LocalStore) -> None:
    metadata = {"k": "v" * 2000}
    long_type, long_cache = "a/" + "b" * 3000, "c" * 3000
    store.put("a", b"x", content_type=long_type, cache_control=long_cache, metadata=metadata)
    head = store.head("a")
    assert (head.content_type, head.cache_control, head.metadata) == (
        long_type,
        long_cache,
        metadata,
    )


def test_what_a_killed_writer_left_is_swept_once_it_is_old(store: LocalStore, root: Path) -> None:
    fresh, stale = root / "incoming/fresh", root / "incoming/stale"
    for path in (fresh, stale):
        path.write_bytes(b"half of it")
    two_hours_ago = time.time() - 7200
    os.utime(stale, (two_hours_ago, two_hours_ago))
    LocalStore(root)
    assert files(root) == ["incoming/fresh"]


def test_a_writer_that_is_killed_never_leaves_half_an_object(root: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tvdbproxy.storage.local import LocalStore\n"
        "store = LocalStore(Path(sys.argv[1])); print('ready', flush=True)\n"
        "while True:\n"
        "  for digit in b'0123456789':\n"
        "    store.put('a', bytes([digit]) * 300_000, content_type='a/b',"
        " metadata={'digit': chr(digit)})\n"
    )
    for _round in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(root)], stdout=subprocess.PIPE, cwd=Path.cwd()
        )
        assert writer.stdout is not None
        with writer.stdout:
            assert writer.stdout.readline() == b"ready\n"
            store = LocalStore(root)
            first = _wait_for(store, "a")
            while store.head("a").etag == first:
                pass
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        found = store.get("a")
        assert found.data == found.info.metadata["digit"].encode() * 300_000
        store.delete("a")


def _wait_for(store: LocalStore, key: str) -> str:
    while True:
        try:
            return store.head(key).etag
        except NotFound:
            time.sleep(0.001)
