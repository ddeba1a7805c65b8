"""Facts in memory: never older than what was last heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tvdbproxy.delivery.media.facts import Facts, Kept
from tvdbproxy.delivery.media.memory import Memory
from tvdbproxy.imaging.formats import Format

FACTS = Facts(
    image_id="one",
    media_id=1,
    state="ready",
    profile="media",
    source_key="uploads/one",
    sha256="0",
    prefix="media/one",
    revision="r",
    width=10,
    height=10,
    has_alpha=False,
    variants={("detail", "original", Format.WEBP): Kept("k", 10, 10, 5)},
)
OTHER = replace(FACTS, image_id="two", media_id=2)


@pytest.fixture
def memory() -> Memory:
    return Memory()


def test_a_picture_is_found_by_either_of_its_ids(memory: Memory) -> None:
    memory.keep(FACTS, memory.mark())
    assert memory.get(1) is memory.get("one") is FACTS
    assert memory.get(2) is memory.get("two") is None


def test_what_changed_is_forgotten_and_nothing_else(memory: Memory) -> None:
    memory.keep(FACTS, memory.mark())
    memory.keep(OTHER, memory.mark())
    memory.forget("one")
    assert memory.get(1) is memory.get("one") is memory.last_known(1) is None
    assert memory.get(2) is OTHER


def test_facts_that_were_read_before_a_change_are_not_kept_after_it(memory: Memory) -> None:
    mark = memory.mark()
    memory.forget("one")
    assert memory.is_news("one", mark)
    assert not memory.is_news("two", mark)
    memory.keep(FACTS, mark)
    memory.keep(OTHER, mark)
    assert memory.get(1) is None
    assert memory.get(2) is OTHER
    memory.keep(FACTS, memory.mark())
    assert memory.get(1) is FACTS


def test_who_may_have_missed_something_believes_nothing_of_before(memory: Memory) -> None:
    memory.keep(FACTS, memory.mark())
    mark = memory.mark()
    memory.forget_all()
    memory.keep(OTHER, mark)
    assert memory.get(1) is memory.get(2) is None
    memory.keep(OTHER, memory.mark())
    assert memory.get(2) is OTHER


def test_changes_that_are_not_told_apart_any_more_count_for_all(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.delivery.media.memory._MOST_CHANGES", 2)
    mark = memory.mark()
    for image_id in ("one", "three", "four"):
        memory.forget(image_id)
    assert memory.is_news("one", mark)
    assert memory.is_news("two", mark)
    assert not memory.is_news("two", memory.mark())


def test_facts_grow_old_and_serve_only_who_cannot_ask(memory: Memory) -> None:
    memory.seconds = 0
    memory.keep(FACTS, memory.mark())
    assert memory.get(1) is None
    assert memory.last_known(1) is FACTS


def test_only_so_many_are_kept_the_latest() -> None:
    memory = Memory(most=3)
    for number in range(1, 10):
        memory.keep(replace(FACTS, image_id=str(number), media_id=number), memory.mark())
    assert [number for number in range(1, 10) if memory.get(number)] == [7, 8, 9]
    assert len(memory._image_ids) == 3
