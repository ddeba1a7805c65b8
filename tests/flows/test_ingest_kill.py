"""Two hundred uploads while workers are killed at random: all are done, each of them once."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.flows.conftest import World
from tests.flows.uploads_judge import nothing_is_amiss_with_uploads
from tests.house.artwork_host import artwork_host
from tests.house.processes import CHECKOUT, running
from tests.house.receiver import CallbackReceiver, callback_receiver
from tests.house.served import served
from tests.house.uploads import SECRET, token
from tests.house.waiting import eventually
from tests.imaging.drawing import encoded, quarters
from tvdbproxy.client import Client
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Callback, ImageUploadEvent, JobStatus, ProcessingJob
from tvdbproxy.embedded.process import Process
from tvdbproxy.ingest.jobs import FINISHED
from tvdbproxy.jobs.queue import INGEST

__all__ = ["artwork_host", "callback_receiver"]

UPLOADS, PICTURES, WORKERS, KILLS = 200, 160, 2, 12


# Slow, since 200 pictures are made for real by workers that are started again 12 times.
@pytest.mark.timeout(300)
@pytest.mark.proves("F1")
def test_workers_killed_at_random_during_200_uploads_lose_none_and_do_none_twice(
    make_world: Callable[..., World],
    postgresql_database: Database,
    callback_receiver: CallbackReceiver,
) -> None:
    world = make_world(
        postgresql_database,
        jwt_secret_key=SECRET,
        rate_limit_max_uploads=UPLOADS,
        callback_secret=SECRET,
        callback_private_hosts=(callback_receiver.site,),
        lease_seconds=2,
        max_deliveries=20,  # a picture that meets three kills is not the pictures' fault
    )
    pictures = [picture(number % PICTURES) for number in range(UPLOADS)]
    with (
        served(world.services) as base,
        Client(base, token=token()) as client,
        mortal_workers(world) as workers,
        ThreadPoolExecutor(1) as uploading,
    ):
        sent = uploading.submit(
            client.upload_many, pictures, bucket="tests", callback_url=callback_receiver.url
        )
        killed = kill_at_random(world, workers)
        finish(world)
        outcomes = sent.result()

    assert [outcome.error for outcome in outcomes if outcome.error] == []
    assert len(killed) == KILLS
    ids = {outcome.upload.job_id for outcome in outcomes if outcome.upload}
    assert statuses(world) == {JobStatus.COMPLETED: UPLOADS}
    assert len(ids) == UPLOADS
    assert told(world) == {"upload_initiated": UPLOADS, "completed": UPLOADS}
    assert broken_off(world) > 0  # the kills did hit work
    with world.database.read() as session:
        rows = set(session.scalars(select(Callback.id)))
    assert len(rows) == UPLOADS
    assert {heard.headers["x-tvdbproxy-delivery"] for heard in callback_receiver.heard} == rows
    nothing_is_amiss_with_uploads(world)


def picture(number: int) -> bytes:
    """Each number's is another; small, since it is not pixels that is asked about."""
    return encoded(quarters(64 + number, 60), "PNG")


@contextmanager
def mortal_workers(world: World) -> Iterator[Process]:
    """The process whose children they are."""
    argv = (str(CHECKOUT / "tests/flows/mortal_workers.py"), str(WORKERS))
    environment = world.environment
    with running(
        world.folder, "workers", *argv, says="worker ready", environment=environment
    ) as parent:
        yield parent


def kill_at_random(world: World, parent: Process) -> list[int]:
    """Kill a worker whenever some more of the jobs are done; those that were killed."""
    chance, killed = random.Random(11), []
    for number in range(1, KILLS + 1):
        due = UPLOADS * number // (KILLS + 2)
        eventually(lambda due=due: done(world) >= due, seconds=120, why=f"{due} jobs done")  # type: ignore[misc]
        victim = chance.choice(eventually(lambda: workers_of(parent)))
        os.kill(victim, signal.SIGKILL)
        killed.append(victim)
    return killed


def workers_of(parent: Process) -> list[int]:
    """Pids of the workers that there are now: the program may stand behind another process."""
    found: list[int] = []
    waiting = [parent.pid]
    while waiting:
        pid = waiting.pop()
        with suppress(FileNotFoundError):
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            if b"mortal_workers" in arguments:
                return [int(child) for child in children]
            waiting += map(int, children)
    return found


def finish(world: World) -> None:
    """Wait for the end of all work. What a worker held when it was killed is sent again as
    soon as nothing else waits, as the reconciler does a minute later."""

    def look() -> bool:
        if done(world) < UPLOADS or undelivered(world):
            if world.services.queue.waiting(INGEST) == 0:
                world.reconcile()
            return False
        return True

    eventually(look, seconds=180, why="some work is unfinished")


def done(world: World) -> int:
    with world.database.read() as session:
        ended = select(func.count()).where(ProcessingJob.status.in_(FINISHED))
        return session.scalar(ended) or 0


def undelivered(world: World) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).where(Callback.status == "pending")) or 0


def statuses(world: World) -> dict[str, int]:
    with world.database.read() as session:
        return dict(Counter(session.scalars(select(ProcessingJob.status))))


def told(world: World) -> dict[str, int]:
    """How often each thing happened that may happen once."""
    with world.database.read() as session:
        events = Counter(session.scalars(select(ImageUploadEvent.event_type)))
    return {name: events[name] for name in ("upload_initiated", "completed")}


def broken_off(world: World) -> int:
    """Jobs that more than one worker had begun."""
    with world.database.read() as session:
        return session.scalar(select(func.count()).where(ProcessingJob.attempt_count > 1)) or 0
