"""`tvdbproxy verify` and the cleanup beside a running system, on a real S3 server and both
databases (F14, F15, F38, F39)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.damage import FAULTS, spoil_source
from tests.house.processes import CHECKOUT, workers
from tests.house.titles import due_again
from tests.house.waiting import eventually
from tvdbproxy.artwork.audit.verify import Scope, verify
from tvdbproxy.artwork.cleanup import clean
from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.artwork.pipeline import Result, Stage, run
from tvdbproxy.catalogue.store import remove_title
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.storage.store import ObjectInfo, ObjectStore

POSTER = 63900001
SERIES = 910001


def _facts(world: World) -> dict[str, tuple[str, object]]:
    stores = world.services.stores
    return {
        info.key: (info.etag, info.last_modified)
        for store in (stores.originals, stores.thumbnails)
        for info in store.list()
    }


def _command(world: World, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tvdbproxy", "verify", *words],
        env={**os.environ, **world.environment, "PYTHONPATH": str(CHECKOUT)},
        cwd=world.folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.proves("F14", "F15")
def test_every_planted_fault_is_found_and_repaired_and_the_rest_is_not_touched(
    make_world: Callable[..., World], database: Database
) -> None:
    world = make_world(database, orphan_grace_hours=0)
    faults = [*FAULTS.values(), ("wrong_bytes", spoil_source)]
    pictures = world.fetch("series", SERIES)[: len(faults) + 1]
    world.bring("series", SERIES, *pictures)
    kitchen = world.services.kitchen
    for picture in pictures:
        assert run(kitchen, picture).result == Result.STORED
    before = _facts(world)
    for (_, plant), picture in zip(faults, pictures, strict=False):
        row = world.row(picture)
        plant(kitchen, f"{row.storage_path}/medium.webp", row.source_key or "")
    after = _facts(world)
    damaged = {key for key in before if after.get(key) != before[key]}
    world.services.stores.thumbnails.put("series/stray.webp", b"x", content_type="image/webp")

    found = verify(kitchen, Scope(read=True), grace_hours=0)
    assert dict(found.faults) == {
        "missing": 2, "truncated": 2, "wrong_bytes": 2, "stale_revision": 1, "incomplete": 2,
    }  # fmt: skip
    # The object whose row was lost looks like an orphan until its picture is mended.
    assert (found.damaged, found.orphans, found.left) == (9, 2, 11)

    told = verify(kitchen, Scope(read=True, repair=True), grace_hours=0)
    assert (told.repaired, told.left) == (9, 0)
    mended = _facts(world)
    assert mended.keys() == before.keys()
    assert {k: mended[k] for k in before.keys() - damaged} == {
        k: before[k] for k in before.keys() - damaged
    }
    assert {k: mended[k][0] for k in damaged} == {k: before[k][0] for k in damaged}
    assert verify(kitchen, Scope(read=True), grace_hours=0).left == 0
    nothing_is_amiss(world)


def test_it_may_be_killed_while_it_repairs_and_be_run_again(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database)
    pictures = [POSTER + n for n in range(4)]
    world.bring("series", SERIES, *pictures)
    for picture in pictures:
        run(world.services.kitchen, picture)
    thumbnails = world.services.stores.thumbnails
    lost = [info.key for info in thumbnails.list()]
    thumbnails.delete_many(lost)
    killed = subprocess.Popen(
        [sys.executable, "-m", "tvdbproxy", "verify", "--repair"],
        env={**os.environ, **world.environment, "LEASE_SECONDS": "1", "PYTHONPATH": str(CHECKOUT)},
        cwd=world.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    eventually(lambda: next(thumbnails.list(), None), why="it never began to repair")
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()

    with workers(world.folder, world.environment | {"LEASE_SECONDS": "1"}):

        def done() -> bool:
            world.reconcile()
            return world.unfinished() == 0

        eventually(done)
    told = _command(world, "--read", "--repair", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["left"] == 0
    assert {info.key for info in thumbnails.list()} == set(lost)
    nothing_is_amiss(world)


def test_beside_workers_that_replace_every_picture_nothing_is_reported(
    make_world: Callable[..., World], database: Database
) -> None:
    world = make_world(database, orphan_grace_hours=1)
    pictures = [POSTER + n for n in range(4)]
    world.bring("series", SERIES, *pictures)
    kitchen = world.services.kitchen
    for picture in pictures:
        run(kitchen, picture)
    stop = threading.Event()

    def replace(picture: int) -> int:
        rounds = 0
        while not stop.is_set():
            world.edit(replace_picture=[world.row(picture).path])
            due_again(world.database, picture)
            rounds += run(kitchen, picture).result is Result.STORED
        return rounds

    with ThreadPoolExecutor(len(pictures)) as threads:
        replacing = [threads.submit(replace, picture) for picture in pictures]
        try:
            for round_ in range(8):
                seen = verify(kitchen, Scope(read=True, repair=round_ % 2 == 1), grace_hours=1)
                assert (seen.left, seen.damaged, seen.sample) == (0, 0, [])
        finally:
            stop.set()
        assert all(done.result() > 0 for done in replacing)
    nothing_is_amiss(world)


class Paused:
    """A bucket at which somebody waits, once, right before a call goes out."""

    def __init__(self, store: ObjectStore, call: str) -> None:
        self.store, self.call = store, call
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        yield from list(self.store.list(prefix, after))
        self._pause("list")

    def delete_many(self, keys: Iterable[str]) -> None:
        self._pause("delete_many")
        self.store.delete_many(keys)

    def _pause(self, call: str) -> None:
        if call == self.call and not self.reached.is_set():
            self.reached.set()
            assert self.go_on.wait(30)


@pytest.mark.proves("F38")
@pytest.mark.parametrize(
    ("bucket", "call", "stage"),
    [
        ("thumbnails", "list", Stage.STORE),
        ("thumbnails", "list", Stage.RECORD),
        ("thumbnails", "delete_many", Stage.PROCESS),
        ("thumbnails", "delete_many", Stage.STORE),
        ("thumbnails", "delete_many", Stage.RECORD),
        ("originals", "delete_many", Stage.STORE),
        ("originals", "delete_many", Stage.RECORD),
    ],
)
def test_a_sync_that_has_come_to_any_stage_when_the_cleanup_deletes_loses_nothing(
    world: World, bucket: str, call: str, stage: Stage
) -> None:
    """The objects of a title that went lie there as orphans; it comes back while they go."""
    world.bring("series", SERIES, POSTER)
    kitchen, stores = world.services.kitchen, world.services.stores
    run(kitchen, POSTER)
    with world.database.write() as session:
        remove_title(session, "series", SERIES)
    paused = Paused(getattr(stores, bucket), call)
    buckets: Any = {"originals": stores.originals, "thumbnails": stores.thumbnails}
    buckets[bucket] = paused
    come, go_on = threading.Event(), threading.Event()

    def pause(now: Stage, work: object) -> None:
        if now is stage:
            come.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(2) as threads:
        cleaning = threads.submit(clean, world.database, **buckets, grace_hours=0, dry_run=False)
        assert paused.reached.wait(30)
        world.bring("series", SERIES, POSTER)
        syncing = threads.submit(run, kitchen, POSTER, pause)
        assert come.wait(30)
        paused.go_on.set()
        cleaning.result()
        go_on.set()
        syncing.result()
    run(kitchen, POSTER)  # as the workers would, if it is due again
    assert world.row(POSTER).state == "ready"
    nothing_is_amiss(world)
    assert verify(kitchen, Scope(read=True), grace_hours=1).left == 0


@pytest.mark.proves("F39")
def test_many_who_make_the_same_variant_at_once_store_the_same_bytes(world: World) -> None:
    """As web processes do, who do not know of one another."""
    world.bring("series", SERIES, POSTER)
    kitchen = world.services.kitchen
    run(kitchen, POSTER)
    start = threading.Barrier(8)

    def make(_: int) -> bytes | str:
        start.wait(30)
        try:
            return OnDemand(kitchen).make(POSTER, "w92", "webp").data
        except TvdbProxyError as error:
            return error.code

    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(make, range(8)))
    assert len(made) == 1
    assert isinstance(made.pop(), bytes)
    assert verify(kitchen, Scope(read=True), grace_hours=1).left == 0
    nothing_is_amiss(world)
    with world.database.read() as session:
        assert session.get_one(Artwork, POSTER).state == "ready"
