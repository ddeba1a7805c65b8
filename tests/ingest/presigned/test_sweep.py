"""What lies about where clients upload to: some of it is waited for, the rest goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.ingest.presigned.conftest import (
    PNG,
    Ask,
    break_off,
    image,
    job,
    keys_of,
    lay,
    take_in,
)
from tvdbproxy.ingest.presigned.arrival import arrived
from tvdbproxy.ingest.presigned.incoming import Incoming, Terms
from tvdbproxy.ingest.presigned.sweep import Swept, sweep
from tvdbproxy.ingest.remove import remove

NOBODY = "0b6f2f9c-8f5e-4c5e-9f0e-000000000001"


@pytest.fixture
def told() -> list[str]:
    """Jobs that the sweep says are due."""
    return []


def swept(incoming: Incoming, told: list[str]) -> Swept:
    def on_woken(job_ids: Sequence[str]) -> None:
        told.extend(job_ids)

    return sweep(incoming, on_woken)


def aged(incoming: Incoming) -> Incoming:
    """The same a day later, as far as objects are concerned."""
    terms: Terms = replace(incoming.terms, url_seconds=-24 * 3600)
    return replace(incoming, terms=terms)


def test_what_arrived_untold_wakes_its_job_and_stays(
    incoming: Incoming, ask: Ask, told: list[str]
) -> None:
    asked, other = ask(), ask()
    lay(incoming, asked.unique_id)
    assert swept(incoming, told) == Swept(found=1, woken=1, strays=0)
    assert told == [asked.processing_id]
    assert keys_of(incoming) == [asked.key]
    waiting = job(incoming, other.processing_id)
    assert waiting is not None
    assert waiting.due_at is None


def test_what_is_being_worked_on_stays_however_old_it_is(
    incoming: Incoming, ask: Ask, told: list[str]
) -> None:
    asked = ask()
    lay(incoming, asked.unique_id)
    arrived(incoming.database, [asked.unique_id])
    assert swept(aged(incoming), told) == Swept(found=1, woken=0, strays=0)
    assert keys_of(incoming) == [asked.key]


@pytest.mark.proves("U1")
def test_an_upload_to_an_address_that_was_used_before_goes(
    incoming: Incoming, ask: Ask, told: list[str]
) -> None:
    asked = ask()
    take_in(incoming, asked.unique_id)
    before = image(incoming, asked.unique_id)
    lay(incoming, asked.unique_id, b"evil")
    assert swept(incoming, told) == Swept(found=1, woken=0, strays=1)
    assert (keys_of(incoming), told) == ([], [])
    after = image(incoming, asked.unique_id)
    assert before is not None
    assert after is not None
    assert (before.sha256, before.state) == (after.sha256, after.state)


def test_an_upload_of_a_picture_that_was_deleted_goes(
    incoming: Incoming, ask: Ask, told: list[str]
) -> None:
    asked = ask()
    remove(incoming.database, incoming.originals, incoming.thumbnails, asked.unique_id)
    lay(incoming, asked.unique_id)
    lay(incoming, NOBODY)
    assert swept(incoming, told) == Swept(found=2, woken=0, strays=2)
    assert keys_of(incoming) == []


@pytest.mark.proves("U3")
def test_what_is_no_picture_stays_for_a_while_in_case_it_is_tried_again(
    incoming: Incoming, ask: Ask, told: list[str]
) -> None:
    asked = ask()
    lay(incoming, asked.unique_id)
    break_off(incoming, asked.unique_id)
    assert swept(incoming, told) == Swept(found=1, woken=0, strays=0)
    assert swept(aged(incoming), told) == Swept(found=1, woken=0, strays=1)
    assert keys_of(incoming) == []


def test_what_is_not_ours_goes_when_it_is_old(incoming: Incoming, told: list[str]) -> None:
    incoming.originals.put("incoming/readme.txt", b"x", content_type="text/plain")
    incoming.originals.put(f"incoming/{NOBODY.upper()}", b"x", content_type=PNG)
    incoming.originals.put("uploads/kept.png", b"x", content_type=PNG)
    assert swept(incoming, told) == Swept(found=2, woken=0, strays=0)
    assert swept(aged(incoming), told) == Swept(found=2, woken=0, strays=2)
    assert [info.key for info in incoming.originals.list()] == ["uploads/kept.png"]


def test_a_second_look_finds_nothing_to_do(incoming: Incoming, ask: Ask, told: list[str]) -> None:
    lay(incoming, ask().unique_id)
    swept(incoming, told)
    assert swept(incoming, told) == Swept(found=1, woken=0, strays=0)
    assert len(told) == 1


def test_there_may_be_more_than_a_page_of_them(
    incoming: Incoming, ask: Ask, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.ingest.presigned.sweep._AT_A_TIME", 2)
    asked = [ask() for _ in range(5)]
    for one in asked[:3]:
        lay(incoming, one.unique_id)
    for number in range(2):
        lay(incoming, f"{NOBODY[:-1]}{number}")
    assert swept(incoming, told) == Swept(found=5, woken=3, strays=2)
    assert sorted(told) == sorted(one.processing_id for one in asked[:3])
