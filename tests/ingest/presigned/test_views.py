"""What owners are shown of their uploads, page by page, and what they are not."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import update

from tests.ingest.presigned.conftest import Ask, break_off, make_old, take_in
from tvdbproxy.db.database import now
from tvdbproxy.db.models import ImageVariant, JobStatus, ProcessingJob
from tvdbproxy.errors import Conflict, NotFound
from tvdbproxy.ingest.presigned.cursor import Position
from tvdbproxy.ingest.presigned.incoming import Incoming
from tvdbproxy.ingest.presigned.views import UploadView, processed_of, status_of, uploads_of


def page(
    incoming: Incoming,
    user_id: str = "ada",
    status: JobStatus | None = None,
    limit: int = 50,
    after: Position | None = None,
) -> tuple[list[str], Position | None]:
    with incoming.database.read() as session:
        views, following = uploads_of(session, user_id, status=status, limit=limit, after=after)
    return [view.unique_id for view in views], following


def test_pages_follow_each_other_without_gaps_the_latest_first(
    incoming: Incoming, ask: Ask
) -> None:
    asked = [ask().unique_id for _ in range(7)]
    for number, image_id in enumerate(asked):
        make_old(incoming, image_id, seconds=100 - number)
    seen, after = page(incoming, limit=3)
    while after is not None:
        ask()  # a new one does not move what follows
        more, after = page(incoming, limit=3, after=after)
        seen += more
    assert seen == asked[::-1]


def test_those_of_the_same_moment_are_told_apart(incoming: Incoming, ask: Ask) -> None:
    asked = [ask().unique_id for _ in range(5)]
    with incoming.database.write() as session:
        session.execute(update(ProcessingJob).values(created_at=now(session)))
    seen, after = page(incoming, limit=1)
    while after is not None:
        more, after = page(incoming, limit=1, after=after)
        seen += more
    assert sorted(seen) == sorted(asked)


def test_nobody_sees_those_of_others(incoming: Incoming, ask: Ask) -> None:
    mine, others = ask("ada"), ask("bob")
    assert page(incoming, "ada")[0] == [mine.unique_id]
    with incoming.database.read() as session:
        with pytest.raises(NotFound):
            status_of(session, others.processing_id, "ada")
        with pytest.raises(NotFound):
            processed_of(session, others.unique_id, "ada")


def test_a_list_may_be_of_one_status(incoming: Incoming, ask: Ask) -> None:
    done, failed, waiting = ask(), ask(), ask()
    take_in(incoming, done.unique_id)
    break_off(incoming, failed.unique_id)
    assert page(incoming, status=JobStatus.COMPLETED)[0] == [done.unique_id]
    assert page(incoming, status=JobStatus.FAILED)[0] == [failed.unique_id]
    assert page(incoming, status=JobStatus.PENDING)[0] == [waiting.unique_id]
    assert page(incoming, status=JobStatus.RETRYING) == ([], None)


def test_a_page_that_is_just_full_is_the_last(incoming: Incoming, ask: Ask) -> None:
    for _ in range(3):
        ask()
    assert page(incoming, limit=3)[1] is None


def test_a_status_tells_of_each_step_and_of_what_went_wrong(incoming: Incoming, ask: Ask) -> None:
    asked = ask(original_name="cat.png", context={"id": 7})
    break_off(incoming, asked.unique_id)
    with incoming.database.read() as session:
        view, steps = status_of(session, asked.processing_id, "ada")
    assert isinstance(view, UploadView)
    assert (view.filename, view.metadata, view.size) == ("cat.png", {"id": 7}, 3)
    assert (view.status, view.state, view.error_code) == ("failed", "failed", "image_undecodable")
    assert [step.step for step in steps] == [
        "retrieve_file",
        "analysis",
        "resize_optimize",
        "update_callback",
    ]


@pytest.mark.parametrize("odd", ["", "x" * 100, "a\x00b", "é", "../x", "img_1_' OR 1=1"])
def test_odd_ids_are_of_nothing(incoming: Incoming, odd: str) -> None:
    with incoming.database.read() as session:
        with pytest.raises(NotFound):
            status_of(session, odd, "ada")
        with pytest.raises(NotFound):
            processed_of(session, odd, "ada")


def test_variants_are_shown_once_there_are_any(incoming: Incoming, ask: Ask) -> None:
    asked, failed = ask(), ask()
    with incoming.database.read() as session, pytest.raises(Conflict) as caught:
        processed_of(session, asked.unique_id, "ada")
    assert caught.value.code == "not_processed"
    break_off(incoming, failed.unique_id)
    with incoming.database.read() as session, pytest.raises(Conflict) as caught:
        processed_of(session, failed.unique_id, "ada")
    assert caught.value.code == "processing_failed"
    take_in(incoming, asked.unique_id)
    with incoming.database.write() as session:
        for size, width in (("thumbnail", 300), ("large", 1920)):
            session.add(_variant(asked.unique_id, size, width, now(session)))
    with incoming.database.read() as session:
        view = processed_of(session, asked.unique_id, "ada")
    assert [(made.size, made.width) for made in view.variants] == [
        ("large", 1920),
        ("thumbnail", 300),
    ]


def _variant(image_id: str, size: str, width: int, moment: datetime) -> ImageVariant:
    return ImageVariant(
        image_id=image_id,
        size=size,
        background="original",
        format="webp",
        key=f"media/x/{size}.webp",
        width=width,
        height=10,
        bytes=100,
        made_at=moment,
    )
