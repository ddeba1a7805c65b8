"""A picture that was given to us, from its row to its stored variants: the list of steps.

No transaction is open while one of them works. A worker may die between any two: the lease
runs out, the job is due again, and goes on at the step that is not done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.cdn.outbox import Purges
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import JobStatus, StepName
from tvdbproxy.errors import ConfigurationError, Superseded, TvdbProxyError
from tvdbproxy.ingest import checklist
from tvdbproxy.ingest.checklist import claimed
from tvdbproxy.ingest.failure import fail, postpone
from tvdbproxy.ingest.finish import Outbox, complete
from tvdbproxy.ingest.plan import plan, twin_in_progress
from tvdbproxy.ingest.reception import Reception
from tvdbproxy.ingest.record import record
from tvdbproxy.ingest.steps.analyse import Analyst, analyse
from tvdbproxy.ingest.steps.resize import Workbench, resize
from tvdbproxy.ingest.steps.retrieve import Abroad, retrieve
from tvdbproxy.ingest.work import Bytes, Renew, Work, content_lease
from tvdbproxy.jobs.leases import acquire
from tvdbproxy.jobs.sole import sole
from tvdbproxy.meter.events import Event, Pipeline
from tvdbproxy.meter.meter import SILENT, Meter, timed

log = logging.getLogger(__name__)

Observer = Callable[[StepName, Work], None]


@dataclass(frozen=True)
class IngestKitchen:
    """What a run needs. ``recipes`` are those of the size profiles, by name."""

    database: Database
    reception: Reception
    bench: Workbench
    recipes: Mapping[str, Recipe]
    analyst: Analyst
    outbox: Outbox
    abroad: Abroad | None
    lease_seconds: float
    patience_seconds: float
    max_deliveries: int
    purges: Purges
    meter: Meter = SILENT


def run(
    kitchen: IngestKitchen, job_id: str, observe: Observer = lambda step, work: None
) -> JobStatus | None:
    """Do all that is due of one job; what it is then, or ``None`` if there was nothing to do.

    Run it as often as you like. Does not raise for the picture's faults, nor for those of
    servers that it needs: they are written to the row. Raises ``Unavailable`` if even that
    cannot be done.
    """
    work = plan(
        kitchen.database,
        kitchen.outbox,
        job_id,
        lease_seconds=kitchen.lease_seconds,
        most=kitchen.max_deliveries,
    )
    if not isinstance(work, Work):
        return work
    step = StepName.RETRIEVE_FILE
    try:
        with _timed(kitchen, step):
            picture = _retrieve(kitchen, work)
        observe(step, work)
        step = StepName.RESIZE_OPTIMIZE
        if work.is_pending(step):
            with _timed(kitchen, step):
                _resize(kitchen, work, picture)
        observe(step, work)
        with _timed(kitchen, StepName.ANALYSIS):
            trouble = _analyse(kitchen, work, picture)
        observe(StepName.ANALYSIS, work)
        with _timed(kitchen, StepName.UPDATE_CALLBACK):
            return again(lambda: _end(kitchen, work, trouble), seconds=kitchen.patience_seconds)
    except TvdbProxyError as error:
        return _failed(kitchen, work, step, error)


def _timed(kitchen: IngestKitchen, step: StepName) -> AbstractContextManager[None]:
    return timed(kitchen.meter, Event.STAGE, Pipeline.INGEST, step)


def _retrieve(kitchen: IngestKitchen, work: Work) -> Bytes:
    if work.is_pending(StepName.RETRIEVE_FILE):
        checklist.begin(kitchen.database, work, StepName.RETRIEVE_FILE, kitchen.lease_seconds)
    return retrieve(kitchen.database, kitchen.reception, kitchen.abroad, work)


def _resize(kitchen: IngestKitchen, work: Work, picture: Bytes) -> None:
    checklist.begin(kitchen.database, work, StepName.RESIZE_OPTIMIZE, kitchen.lease_seconds)
    recipe = kitchen.recipes.get(work.profile)
    if recipe is None:
        raise ConfigurationError(
            f"SIZE_PROFILES: there is no profile {work.profile!r} any more, which this picture "
            "was uploaded for.",
            code="unknown_profile",
        )
    name = content_lease(picture.sha256)
    with sole(kitchen.database, name, work.claim, kitchen.lease_seconds) as ours:
        if not ours:
            raise twin_in_progress()
        made = resize(kitchen.bench, recipe, work, picture, _renewing(kitchen, work, name))
        # Made at some cost: a deadlock or a restart of the database must not throw it away.
        again(
            lambda: record(kitchen.database, work, made, kitchen.purges),
            seconds=kitchen.patience_seconds,
        )


def _analyse(kitchen: IngestKitchen, work: Work, picture: Bytes) -> TvdbProxyError | None:
    """Why nothing more could be found out about the picture, which is shown all the same."""
    if not work.is_pending(StepName.ANALYSIS):
        return None
    checklist.begin(kitchen.database, work, StepName.ANALYSIS, kitchen.lease_seconds)
    try:
        analyse(
            kitchen.database,
            kitchen.bench.thumbnails,
            kitchen.analyst,
            work,
            picture,
            _renewing(kitchen, work),
        )
    except Superseded:
        raise
    except TvdbProxyError as error:
        log.warning("job %s, %s: %s: %s", work.job_id, StepName.ANALYSIS, error.code, error)
        return error
    return None


def _renewing(kitchen: IngestKitchen, work: Work, making: str | None = None) -> Renew:
    """Holds on to the job, and to the lease ``making``."""

    def renew() -> None:
        with kitchen.database.write() as session:
            checklist.renew(session, work, kitchen.lease_seconds)
            if making and not acquire(session, making, work.claim, kitchen.lease_seconds):
                raise twin_in_progress()

    return renew


def _end(kitchen: IngestKitchen, work: Work, trouble: TvdbProxyError | None) -> JobStatus:
    """Complete the job, unless more may be found out about the picture at another try."""
    with kitchen.database.write() as session:
        job, image = claimed(session, work)
        if trouble is not None and postpone(session, job, work, StepName.ANALYSIS, trouble):
            return JobStatus.RETRYING
        complete(session, kitchen.outbox, job, image)
    return JobStatus.COMPLETED


def _failed(
    kitchen: IngestKitchen, work: Work, step: StepName, error: TvdbProxyError
) -> JobStatus | None:
    status = again(
        lambda: fail(kitchen.database, kitchen.outbox, work, step, error),
        seconds=kitchen.patience_seconds,
    )
    level = logging.INFO if status is None else logging.WARNING
    log.log(level, "job %s, %s: %s: %s", work.job_id, step, error.code, error)
    return status
