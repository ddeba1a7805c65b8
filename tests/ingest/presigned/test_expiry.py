"""Addresses that nobody used, and uploads that have been over for long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.ingest.presigned.conftest import (
    TERMS,
    Ask,
    Outbox,
    break_off,
    events_of,
    image,
    job,
    keys_of,
    lay,
    make_old,
    take_in,
)
from tvdbproxy.db.models import ImageState, JobStatus
from tvdbproxy.errors import NotFound
from tvdbproxy.ingest.presigned.arrival import arrived
from tvdbproxy.ingest.presigned.expiry import expire_addresses, forget_old
from tvdbproxy.ingest.presigned.incoming import Incoming
from tvdbproxy.ingest.presigned.views import processed_of, status_of, uploads_of

DEAD = TERMS.longest_wait.total_seconds() + 60


@pytest.fixture
def told() -> list[str]:
    return []


def expire(incoming: Incoming, told: list[str]) -> int:
    def on_woken(job_ids: Sequence[str]) -> None:
        told.extend(job_ids)

    return expire_addresses(incoming, on_woken)


@pytest.mark.proves("U3")
def test_a_job_whose_address_died_unused_fails(
    incoming: Incoming, ask: Ask, told: list[str]
) -> None:
    late, fresh = ask(), ask()
    make_old(incoming, late.unique_id, seconds=DEAD)
    assert expire(incoming, told) == 1
    failed, waiting = job(incoming, late.processing_id), job(incoming, fresh.processing_id)
    assert failed is not None
    assert waiting is not None
    assert (failed.status, failed.error_code) == (JobStatus.FAILED, "upload_expired")
    assert waiting.status == JobStatus.PENDING
    row = image(incoming, late.unique_id)
    assert row is not None
    assert row.state == ImageState.FAILED
    assert "failed" in events_of(incoming, late.unique_id)
    assert isinstance(incoming.outbox, Outbox)
    assert incoming.outbox.told == [f"{late.processing_id} failed"]
    assert expire(incoming, told) == 0


def test_an_upload_that_began_while_the_address_lived_may_end_later(
    incoming: Incoming, ask: Ask, told: list[str]
) -> None:
    asked = ask()
    make_old(incoming, asked.unique_id, seconds=TERMS.url_seconds + 60)
    assert expire(incoming, told) == 0


def test_what_came_at_the_last_moment_is_taken(
    incoming: Incoming, ask: Ask, told: list[str]
) -> None:
    asked = ask()
    make_old(incoming, asked.unique_id, seconds=DEAD)
    lay(incoming, asked.unique_id)
    assert expire(incoming, told) == 0
    assert told == [asked.processing_id]


def test_a_job_that_is_due_does_not_expire(incoming: Incoming, ask: Ask, told: list[str]) -> None:
    asked = ask()
    arrived(incoming.database, [asked.unique_id])
    make_old(incoming, asked.unique_id, seconds=DEAD)
    assert expire(incoming, told) == 0


def test_there_may_be_more_than_a_batch(
    incoming: Incoming, ask: Ask, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.ingest.presigned.expiry._AT_A_TIME", 2)
    for _ in range(5):
        make_old(incoming, ask().unique_id, seconds=DEAD)
    assert expire(incoming, told) == 5


def test_of_a_picture_that_is_ready_only_the_status_is_forgotten(
    incoming: Incoming, ask: Ask
) -> None:
    asked = ask()
    take_in(incoming, asked.unique_id)
    make_old(incoming, asked.unique_id, days=TERMS.ttl_days + 1)
    assert forget_old(incoming) == 0
    with incoming.database.read() as session:
        with pytest.raises(NotFound) as caught:
            status_of(session, asked.processing_id, "ada")
        assert caught.value.code == "unknown_job"
        assert uploads_of(session, "ada", status=None, limit=50, after=None) == ([], None)
        assert processed_of(session, asked.unique_id, "ada").unique_id == asked.unique_id


def test_of_what_never_became_a_picture_nothing_is_left(incoming: Incoming, ask: Ask) -> None:
    asked = ask()
    lay(incoming, asked.unique_id)
    break_off(incoming, asked.unique_id)
    make_old(incoming, asked.unique_id, days=TERMS.ttl_days + 1)
    assert forget_old(incoming) == 1
    assert image(incoming, asked.unique_id) is None
    assert job(incoming, asked.processing_id) is None
    assert keys_of(incoming) == []


def test_what_is_worked_on_or_young_is_not_forgotten(incoming: Incoming, ask: Ask) -> None:
    young, busy = ask(), ask()
    break_off(incoming, young.unique_id)
    arrived(incoming.database, [busy.unique_id])
    make_old(incoming, busy.unique_id, days=TERMS.ttl_days + 1)
    assert forget_old(incoming) == 0
    assert image(incoming, busy.unique_id) is not None
