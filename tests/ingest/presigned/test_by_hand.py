"""Having a picture processed because somebody says so."""

from __future__ import annotations

import pytest

from tests.ingest.presigned.conftest import Ask, break_off, image, job, lay, make_old, take_in
from tests.ingest.presigned.test_expiry import DEAD
from tvdbproxy.db.models import ImageState, JobStatus
from tvdbproxy.errors import Conflict, NotFound
from tvdbproxy.ingest.presigned.by_hand import Asked, process_now
from tvdbproxy.ingest.presigned.expiry import expire_addresses
from tvdbproxy.ingest.presigned.incoming import Incoming


def test_what_arrived_is_due_now(incoming: Incoming, ask: Ask) -> None:
    asked = ask()
    lay(incoming, asked.unique_id)
    found = process_now(incoming, asked.unique_id, "ada")
    assert found == Asked(asked.processing_id, JobStatus.PENDING, send=True)
    assert process_now(incoming, asked.unique_id, "ada") == found


@pytest.mark.proves("U3")
def test_what_has_not_arrived_is_still_waited_for(incoming: Incoming, ask: Ask) -> None:
    asked = ask()
    with pytest.raises(Conflict) as caught:
        process_now(incoming, asked.unique_id, "ada")
    assert caught.value.code == "upload_awaited"
    waiting = job(incoming, asked.processing_id)
    assert waiting is not None
    assert waiting.due_at is None


@pytest.mark.proves("U3")
def test_a_picture_of_another_is_not_there(incoming: Incoming, ask: Ask) -> None:
    asked = ask("bob")
    lay(incoming, asked.unique_id)
    with pytest.raises(NotFound) as caught:
        process_now(incoming, asked.unique_id, "ada")
    assert caught.value.code == "unknown_image"


def test_what_is_done_stays_done(incoming: Incoming, ask: Ask) -> None:
    asked = ask()
    take_in(incoming, asked.unique_id)
    found = process_now(incoming, asked.unique_id, "ada")
    assert found == Asked(asked.processing_id, JobStatus.COMPLETED, send=False)


def test_what_failed_is_tried_again_while_its_file_is_there(incoming: Incoming, ask: Ask) -> None:
    asked = ask()
    lay(incoming, asked.unique_id)
    break_off(incoming, asked.unique_id)
    assert process_now(incoming, asked.unique_id, "ada").send
    row, again = image(incoming, asked.unique_id), job(incoming, asked.processing_id)
    assert row is not None
    assert again is not None
    assert (row.state, again.status, again.error_code) == (
        ImageState.AWAITED,
        JobStatus.PENDING,
        None,
    )
    assert again.due_at is not None


@pytest.mark.proves("U3")
def test_what_failed_without_a_file_stays_failed(incoming: Incoming, ask: Ask) -> None:
    asked = ask()
    make_old(incoming, asked.unique_id, seconds=DEAD)
    expire_addresses(incoming, lambda job_ids: None)
    with pytest.raises(Conflict) as caught:
        process_now(incoming, asked.unique_id, "ada")
    assert caught.value.code == "upload_awaited"
    failed = job(incoming, asked.processing_id)
    assert failed is not None
    assert (failed.status, failed.error_code) == (JobStatus.FAILED, "upload_expired")
