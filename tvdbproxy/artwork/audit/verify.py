"""Database and object store compared in both directions, and repaired.

Rows are read by pages, objects listed or read; nothing is kept of what is well. The system
may run meanwhile: what somebody is making is left out, and a fault counts only if the rows
are, after the object was read, what they were before. See docs/decisions/0011-verify.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tvdbproxy.artwork import cleanup
from tvdbproxy.artwork.audit import dangling, facts
from tvdbproxy.artwork.audit.examine import Examined, examine
from tvdbproxy.artwork.audit.expected import Expected, ExpectedObject, expected
from tvdbproxy.artwork.audit.glance import Glance, by_head, everything, over_listing
from tvdbproxy.artwork.audit.mend import mend
from tvdbproxy.artwork.audit.outage import raise_if_ill
from tvdbproxy.artwork.audit.stored import OF_CATALOGUE
from tvdbproxy.artwork.audit.verified import Verified
from tvdbproxy.artwork.feed import mark_damaged
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.artwork.reading import Fault
from tvdbproxy.db.again import again
from tvdbproxy.db.inventory import Inventory
from tvdbproxy.db.models import Variant
from tvdbproxy.storage.store import ObjectInfo, ObjectStore

# Objects read at a time: as many may be in memory.
_THREADS = 8

Tell = Callable[[Verified], None]
StoreOf = Callable[[ExpectedObject], ObjectStore]
OnDeleted = Callable[[Session, list[str]], object]


@dataclass(frozen=True)
class Scope:
    """How far to go. ``read`` every byte, or list and read only what leaves a doubt; a random
    ``sample`` of so many pictures, or all; ``repair`` what is wrong, or only count it."""

    read: bool = False
    sample: int | None = None
    repair: bool = False


@dataclass(frozen=True)
class Looking:
    """A run as whoever has pictures of its own looks at them in it: with the same glance, on the
    same listing, into the same figures."""

    scope: Scope
    glance: Glance
    store_of: StoreOf
    threads: Executor
    verified: Verified
    tell: Tell


LookThrough = Callable[[Looking], None]


def verify(
    kitchen: Kitchen,
    scope: Scope,
    *,
    grace_hours: float,
    also: Sequence[LookThrough] = (),
    on_progress: Tell = lambda verified: None,
    on_change: Callable[[str], None] = lambda prefix: None,
    on_deleted: OnDeleted = lambda session, names: None,
) -> Verified:
    """Compare and, if wished, repair; all of it may be killed anywhere and run again. ``also``
    look at further pictures, which another flow keeps in the same buckets.

    ``on_progress`` hears after each page, ``on_change`` of each prefix whose objects are
    others now, ``on_deleted`` of orphans that went, as in ``clean``. Raises ``Unavailable`` where
    a server is away.
    """
    with ThreadPoolExecutor(_THREADS, "verify") as threads:
        run = _Run(kitchen, scope, Verified(), threads, on_progress, on_change, on_deleted)
        with _glance(run, grace_hours) as glance:
            for ids in OF_CATALOGUE.pages(kitchen.database, scope.sample):
                _look_through(run, glance, ids)
                on_progress(run.verified)
            for look_through in also:
                look_through(
                    Looking(scope, glance, run.store_of, threads, run.verified, on_progress)
                )
        if scope.sample is None:
            _find_dangling(run)
    if scope.repair and run.verified.orphans:
        # At the end: an object whose row alone was lost has got it back by now.
        swept = _clean(run, grace_hours, dry_run=False)
        run.verified.orphans_left = swept.orphans - swept.deleted
    return run.verified


@dataclass(frozen=True)
class _Run:
    kitchen: Kitchen
    scope: Scope
    verified: Verified
    threads: Executor
    tell: Tell
    changed: Callable[[str], None]
    on_deleted: OnDeleted

    def store_of(self, one: ExpectedObject) -> ObjectStore:
        originals = one.bucket == "originals"
        return self.kitchen.originals if originals else self.kitchen.thumbnails


@contextmanager
def _glance(run: _Run, grace_hours: float) -> Iterator[Glance]:
    """List both buckets, for orphans and for what the listing tells; not for a sample."""
    if run.scope.sample is not None:
        yield everything if run.scope.read else by_head(run.store_of, run.threads)
        return
    with closing(Inventory()) as inventory:

        def remember(store: ObjectStore, batch: list[ObjectInfo]) -> None:
            if not run.scope.read:
                bucket = "originals" if store is run.kitchen.originals else "thumbnails"
                inventory.add(bucket, ((one.key, one.size, one.etag) for one in batch))

        run.verified.swept(_clean(run, grace_hours, dry_run=True, on_listed=remember))
        yield everything if run.scope.read else over_listing(inventory)


def _find_dangling(run: _Run) -> None:
    dangling.find(
        run.kitchen.database,
        run.kitchen.originals,
        run.threads,
        run.verified,
        repair=run.scope.repair,
        on_page=lambda: run.tell(run.verified),
    )


def _clean(
    run: _Run,
    grace_hours: float,
    *,
    dry_run: bool,
    on_listed: Callable[[ObjectStore, list[ObjectInfo]], None] = lambda store, batch: None,
) -> cleanup.Swept:
    return cleanup.clean(
        run.kitchen.database,
        run.kitchen.originals,
        run.kitchen.thumbnails,
        grace_hours=grace_hours,
        dry_run=dry_run,
        on_batch=lambda swept: run.tell(run.verified),
        on_listed=on_listed,
        on_deleted=run.on_deleted,
    )


def _look_through(run: _Run, glance: Glance, ids: list[int]) -> None:
    """One page: rows, then objects, then the rows of what seems wrong once more."""
    pictures = again(lambda: _expected(run, ids))
    settled = [picture for picture in pictures if picture.settled]
    objects = [one for picture in settled for one in picture.objects]
    doubtful = glance(objects)
    read = list(run.threads.map(lambda one: examine(run.store_of(one), one), doubtful))
    raise_if_ill(run.store_of, read)
    run.verified.counted(settled, len(pictures) - len(settled), objects, read)
    _judge(run, settled, [seen for seen in read if seen.fault is not None])
    run.verified.recorded += facts.write(
        run.kitchen.database, Variant, [seen for seen in read if seen.is_news]
    )


def _expected(run: _Run, ids: Sequence[int]) -> list[Expected]:
    with run.kitchen.database.read() as session:
        return expected(session, run.kitchen.recipe, ids)


def _judge(run: _Run, settled: Sequence[Expected], faulty: Sequence[Examined]) -> None:
    """Count the faults of pictures whose rows are what they were, and mend these."""
    wrong = {seen.expected.owner for seen in faulty}
    suspects = [picture for picture in settled if picture.lacking or picture.artwork_id in wrong]
    for picture in _still_so(run, suspects):
        run.verified.damaged += 1
        run.verified.hopeless += picture.hopeless
        found = [(Fault.INCOMPLETE, key) for key in picture.lacking]
        found += [
            (seen.fault, seen.expected.key)
            for seen in faulty
            if seen.fault is not None and seen.expected.owner == picture.artwork_id
        ]
        for fault, key in found:
            run.verified.faults[fault] += 1
            run.verified.found(fault, key)
        if run.scope.repair and not picture.hopeless:
            _repair(run, picture.artwork_id)


def _still_so(run: _Run, suspects: Sequence[Expected]) -> list[Expected]:
    """Those that nobody has touched meanwhile, marked as damaged if they are to be mended. What
    could not be mended has its time: upstream is not asked at every audit for what it lacks."""
    if not suspects:
        return []
    ids = [picture.artwork_id for picture in suspects]
    if not run.scope.repair:
        now_so = set(again(lambda: _expected(run, ids)))
        return [picture for picture in suspects if picture in now_so]

    def mark() -> list[Expected]:
        with run.kitchen.database.write() as session:
            now_so = set(expected(session, run.kitchen.recipe, ids, lock=True))
            confirmed = [picture for picture in suspects if picture in now_so]
            worth_it = [picture.artwork_id for picture in confirmed if not picture.hopeless]
            mark_damaged(session, worth_it, sent=True)
            return confirmed

    return again(mark)


def _repair(run: _Run, artwork_id: int) -> None:
    is_well, changed = mend(run.kitchen, artwork_id)
    run.verified.repaired += is_well
    for prefix in changed:
        run.changed(prefix)
    run.tell(run.verified)
