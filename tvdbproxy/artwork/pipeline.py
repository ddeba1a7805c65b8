"""A picture from its row to its stored variants: the list of stages.

No transaction is open while one of them works; the first and the last are one short
transaction each. A worker may die between any two: the lease runs out, the row is due
again, and the stages find what is done already.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum

from tvdbproxy.artwork import keep, plan, process, source
from tvdbproxy.artwork.failure import record_failure
from tvdbproxy.artwork.process import Renders
from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.artwork.record import record, record_unchanged
from tvdbproxy.artwork.source import Fetches
from tvdbproxy.artwork.work import Made, Source, Work
from tvdbproxy.cdn.outbox import NO_PURGES, Purges
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.errors import Overloaded, TvdbProxyError
from tvdbproxy.jobs.sole import sole
from tvdbproxy.meter.events import Event, Pipeline
from tvdbproxy.meter.meter import SILENT, Meter, timed
from tvdbproxy.meter.weigh import Weighed, weigh
from tvdbproxy.storage.store import ObjectStore
from tvdbproxy.urls.images import PublicUrls

log = logging.getLogger(__name__)

# How soon to look again when an equal picture is being made elsewhere.
_TWIN_SECONDS = 2.0


class Stage(StrEnum):
    """The stages, in their order. Observers hear of each when it is done."""

    PLAN = "plan"
    FETCH = "fetch"
    VALIDATE = "validate"
    PROCESS = "process"
    STORE = "store"
    RECORD = "record"


class Result(StrEnum):
    """How a run ended."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    LATER = "later"
    NOTHING = "nothing"


Observer = Callable[[Stage, Work], None]


@dataclass(frozen=True)
class Ended:
    """What became of a run; ``prefix`` is where objects changed, if they did, and
    ``source_prefix`` where the source did."""

    result: Result
    prefix: str | None = None
    error: TvdbProxyError | None = None
    source_prefix: str | None = None

    @property
    def changed(self) -> tuple[str, ...]:
        """The prefixes that caches have to hear of."""
        return tuple(p for p in (self.prefix, self.source_prefix) if p is not None)


@dataclass(frozen=True)
class Kitchen:
    """What a run needs: our servers, the way out, and the rules.

    A database that goes away in the middle is waited for, for ``patience_seconds``: a claim
    that nobody ends looks like that of a worker which the picture has killed.
    """

    database: Database
    originals: ObjectStore
    thumbnails: ObjectStore
    fetcher: Fetches
    pool: Renders
    recipe: Recipe
    urls: PublicUrls
    hosts: tuple[str, ...]
    lease_seconds: float
    patience_seconds: float
    max_deliveries: int
    recheck_days: float
    meter: Meter = SILENT
    purges: Purges = NO_PURGES


def run(kitchen: Kitchen, artwork_id: int, observe: Observer = lambda stage, work: None) -> Ended:
    """Do all that is due on one picture. Run it as often as you like.

    Does not raise for the picture's faults, nor for those of servers it needs: they are
    written to the row. Raises ``Unavailable`` if even that cannot be done.
    """
    work = plan.plan(
        kitchen.database,
        kitchen.recipe,
        artwork_id,
        lease_seconds=kitchen.lease_seconds,
        most=kitchen.max_deliveries,
    )
    if work is None:
        return Ended(Result.NOTHING)
    observe(Stage.PLAN, work)
    try:
        return _stages(kitchen, work, observe)
    except TvdbProxyError as error:
        return _failed(kitchen, work, error)


def _stages(kitchen: Kitchen, work: Work, observe: Observer) -> Ended:
    with _timed(kitchen, Stage.FETCH):
        found = _find(kitchen, work)
    observe(Stage.FETCH, work)
    if _is_made(kitchen, work, found):
        record_unchanged(
            kitchen.database, kitchen.urls, work, found, recheck_days=kitchen.recheck_days
        )
        observe(Stage.RECORD, work)
        return Ended(Result.UNCHANGED)
    picture = found or _from_bucket(kitchen, work)
    with _timed(kitchen, Stage.VALIDATE):
        image_format = source.validate(picture, kitchen.recipe.limits)
    observe(Stage.VALIDATE, work)

    revision = kitchen.recipe.revision(picture.sha256)
    with _only_maker(kitchen, work, revision):
        with _timed(kitchen, Stage.PROCESS):
            made = _make(kitchen, work, picture, revision)
        observe(Stage.PROCESS, work)
        plan.renew(kitchen.database, work, kitchen.lease_seconds)
        replaces = _was_shown(kitchen, work)
        with _timed(kitchen, Stage.STORE):
            keep.keep_source(picture, image_format, revision, kitchen.originals)
            made = keep.keep_variants(work, picture.sha256, made, kitchen.thumbnails)
        observe(Stage.STORE, work)
        # Made at some cost: a deadlock or a restart of the database must not throw it away.
        with _timed(kitchen, Stage.RECORD):
            left_behind = again(
                lambda: record(
                    kitchen.database,
                    kitchen.urls,
                    work,
                    picture,
                    made,
                    compared=picture.fresh or not work.damaged,
                    recheck_days=kitchen.recheck_days,
                    purges=kitchen.purges,
                    replaces=replaces,
                ),
                seconds=kitchen.patience_seconds,
            )
        _drop(kitchen, work, left_behind)
    observe(Stage.RECORD, work)
    where = picture.key.rpartition("/")[0] if picture.fresh else None
    return Ended(Result.STORED, work.prefix, source_prefix=where)


def _timed(kitchen: Kitchen, stage: Stage) -> AbstractContextManager[None]:
    return timed(kitchen.meter, Event.STAGE, Pipeline.ARTWORK, stage)


def _was_shown(kitchen: Kitchen, work: Work) -> bool:
    """Whether a cache may have something of the place, of this picture or of one before it. Of
    those that left, only the bucket knows."""
    if work.revision is not None or work.there:
        return True
    return kitchen.purges.on and work.moves_in and keep.is_taken(work, kitchen.thumbnails)


def _drop(kitchen: Kitchen, work: Work, left_behind: list[str]) -> None:
    """The picture is stored whether this succeeds or not: the cleanup finds the rest."""
    if left_behind:
        try:
            kitchen.thumbnails.delete_many(left_behind)
        except TvdbProxyError as error:
            log.warning("artwork %d: cannot drop %s: %s", work.artwork_id, left_behind, error)


def _is_made(kitchen: Kitchen, work: Work, found: Source | None) -> bool:
    """Whether upstream's bytes are those that we made everything of already."""
    if work.forced or work.damaged or not work.made:
        return False
    held = found or work.source
    return held is not None and work.revision == kitchen.recipe.revision(held.sha256)


def _find(kitchen: Kitchen, work: Work) -> Source | None:
    """What upstream has, if it is not what we hold. A damaged picture is made of our own
    source while that is good, for upstream may be away, or not have it any more."""
    if work.damaged:
        return _from_bucket(kitchen, work)
    return source.fetch(work, kitchen.fetcher, kitchen.hosts)


def _from_bucket(kitchen: Kitchen, work: Work) -> Source:
    """The unchanged source; from upstream after all if the bucket has lost it."""
    held = source.read(work.source, kitchen.originals) if work.source else None
    return held or source.fetch_anew(work, kitchen.fetcher, kitchen.hosts)


@contextmanager
def _only_maker(kitchen: Kitchen, work: Work, revision: str) -> Iterator[None]:
    """Equal pictures are made once: whoever comes second looks again when the first is
    done. Raises ``Overloaded`` (``twin_in_progress``) for the second."""
    name = f"revision:{revision}"
    with sole(kitchen.database, name, work.claim, kitchen.lease_seconds) as ours:
        if not ours:
            raise Overloaded(
                "An equal picture is being made; this one follows.",
                code="twin_in_progress",
                retry_after=_TWIN_SECONDS,
            )
        yield


def _failed(kitchen: Kitchen, work: Work, error: TvdbProxyError) -> Ended:
    """Write the failure to the row; a superseded run has nothing to write."""
    verdict = again(
        lambda: record_failure(
            kitchen.database,
            work,
            error,
            most=kitchen.max_deliveries,
            recheck_days=kitchen.recheck_days,
        ),
        seconds=kitchen.patience_seconds,
    )
    log.log(
        logging.INFO if verdict.costs_nothing else logging.WARNING,
        "artwork %d (%s): %s: %s",
        work.artwork_id,
        work.path,
        error.code,
        error,
    )
    if verdict.costs_nothing:
        return Ended(Result.LATER, error=error)
    return Ended(Result.FAILED, error=error)


def _make(kitchen: Kitchen, work: Work, picture: Source, revision: str) -> Made:
    alone = work.forced or work.damaged  # the twin's objects may be as bad
    twin = None if alone else process.take_from_twin(kitchen.database, work, revision)
    if twin is not None:
        return twin
    made = process.render(work, picture, kitchen.recipe, kitchen.pool)
    weights = (
        Weighed(each.format, each.width * each.height, each.length) for each in made.variants
    )
    weigh(kitchen.meter, Pipeline.ARTWORK, len(picture.data), weights)
    return made
