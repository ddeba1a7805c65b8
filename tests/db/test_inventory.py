"""A listing that is asked by key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tvdbproxy.db.inventory import Inventory
from tvdbproxy.errors import Unavailable


@pytest.fixture
def inventory() -> Iterator[Inventory]:
    with closing(Inventory()) as opened:
        yield opened


def test_what_was_listed_is_found_in_its_bucket(inventory: Inventory) -> None:
    inventory.add("thumbnails", [("a/b", 1, "x"), ("a-b", 2, "y")])
    inventory.add("originals", [("a/b", 3, "z")])
    assert inventory.find("thumbnails", ["a/b", "a-b", "c"]) == {"a/b": (1, "x"), "a-b": (2, "y")}
    assert inventory.find("originals", ["a/b", "a-b"]) == {"a/b": (3, "z")}
    assert inventory.find("originals", []) == {}


def test_a_key_that_was_listed_twice_is_as_it_was_the_second_time(inventory: Inventory) -> None:
    inventory.add("thumbnails", [("a", 1, "x")])
    inventory.add("thumbnails", [("a", 2, "y")])
    assert inventory.find("thumbnails", ["a"]) == {"a": (2, "y")}


def test_more_keys_than_a_statement_takes_are_found(inventory: Inventory) -> None:
    names = [f"key {number} ' \N{SNOWMAN}" for number in range(40_000)]
    inventory.add("thumbnails", ((name, len(name), "") for name in names))
    assert inventory.find("thumbnails", names).keys() == set(names)


def test_a_full_disk_is_said_in_one_sentence(
    inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def executemany(self, *given: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        def close(self) -> None:
            """Nothing to close."""

    monkeypatch.setattr(inventory, "_file", Full())
    with pytest.raises(Unavailable) as caught:
        inventory.add("thumbnails", [("a", 1, "x")])
    assert caught.value.code == "temporary_files_full"
