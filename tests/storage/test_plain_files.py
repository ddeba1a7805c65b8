"""Files below a directory: read, and no way out of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tvdbproxy.errors import InvalidRequest, NotFound, TooLarge
from tvdbproxy.storage.plain_files import look_at, read_file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A directory with a file, beside a secret."""
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (root / "a" / "b.jpg").write_bytes(b"picture")
    (tmp_path / "secret").write_bytes(b"secret")
    return root


def test_a_file_is_read_with_its_facts(root: Path) -> None:
    assert read_file(root, "a/b.jpg", 7) == b"picture"
    assert look_at(root, "a/b.jpg").size == 7


def test_another_content_is_another_version(root: Path) -> None:
    before = look_at(root, "a/b.jpg").version
    (root / "a" / "b.jpg").write_bytes(b"another")
    os.utime(root / "a" / "b.jpg", (1, 1))
    assert look_at(root, "a/b.jpg").version != before


def test_what_is_too_large_is_not_read(root: Path) -> None:
    with pytest.raises(TooLarge):
        read_file(root, "a/b.jpg", 6)


@pytest.mark.parametrize(
    "key",
    ["../secret", "a/../../secret", "/etc/passwd", "", "a/", "a//b.jpg", ".", "a\\b", "a/\0", "..",
     "a/./b.jpg", "\ud800"],
)  # fmt: skip
def test_what_leads_elsewhere_is_no_key(root: Path, key: str) -> None:
    with pytest.raises(InvalidRequest):
        look_at(root, key)


@pytest.mark.parametrize("key", ["a", "nothing", "a/nothing", "a/b.jpg/c", "a/" + "x" * 255])
def test_what_is_no_file_is_not_there(root: Path, key: str) -> None:
    with pytest.raises(NotFound):
        look_at(root, key)


def test_links_are_not_followed_and_pipes_not_waited_for(root: Path, tmp_path: Path) -> None:
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "folder").symlink_to(tmp_path)
    os.mkfifo(root / "pipe")
    for key in ("link", "folder/secret", "pipe"):
        with pytest.raises(NotFound):
            read_file(root, key, 100)
