"""What is asked again and again is answered by an index, however many rows there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import event, insert, text

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Image, ImageState, JobStatus, Origin, ProcessingJob
from tvdbproxy.ingest.callbacks import ledger
from tvdbproxy.ingest.healing import heal
from tvdbproxy.ingest.presigned.expiry import forget_old
from tvdbproxy.ingest.presigned.incoming import Incoming

# On tables with few rows PostgreSQL would read all of them.
_AS_IF_LARGE = "SET enable_seqscan = off; SET enable_sort = off"


def _forget(database: Database) -> None:
    forget_old(cast("Incoming", SimpleNamespace(database=database)))


def _list(database: Database) -> None:
    with database.read() as session:
        ledger.page(session)


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (_list, "ix_callbacks_status_created_at_id"),
        (_forget, "ix_images_state_expires_at"),
        (heal, "ix_job_steps_failed"),
        (heal, "ix_image_upload_events_job_id_event_type"),
        (heal, "ix_processing_jobs_status_due_at"),
    ],
)
def test_an_index_answers(database: Database, ask: Callable[[Database], Any], index: str) -> None:
    _crowd(database)
    with _plans(database) as plans:
        ask(database)
    assert index in "\n".join(plans)


def _crowd(database: Database) -> None:
    """Jobs that wait for their turn, counted: among none, one index is as good as another."""
    with database.write() as session:
        moment = now(session)
        image = {
            "origin": Origin.UPLOAD,
            "user_id": "user",
            "bucket": "profile",
            "profile": "profile",
        }
        image |= {"context": {}, "state": ImageState.STAGED, "created_at": moment}
        job = {"user_id": "user", "status": JobStatus.PENDING, "due_at": moment}
        job |= {"created_at": moment}
        numbers = range(500)
        images = [image | {"image_id": f"image-{n}", "media_id": n} for n in numbers]
        jobs = [job | {"image_id": f"image-{n}", "job_id": f"job-{n}"} for n in numbers]
        session.execute(insert(Image), images)
        session.execute(insert(ProcessingJob), jobs)
        session.execute(text("ANALYZE"))


@contextmanager
def _plans(database: Database) -> Iterator[list[str]]:
    """How the database goes about each question that is put to it."""
    plans: list[str] = []
    explain = "EXPLAIN QUERY PLAN " if database.engine.name == "sqlite" else "EXPLAIN "

    def explain_first(
        connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any
    ) -> None:
        if not statement.startswith("SELECT"):
            return
        with_plan = connection.connection.cursor()
        if database.engine.name == "postgresql":
            with_plan.execute(_AS_IF_LARGE)
        with_plan.execute(explain + statement, parameters)
        plans.extend(str(row[-1]) for row in with_plan.fetchall())

    event.listen(database.engine, "before_cursor_execute", explain_first)
    yield plans
    event.remove(database.engine, "before_cursor_execute", explain_first)
