"""The database and the object store compared: what is wrong is found, and only that (F14, F15)."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.artwork.judge import all_of_one_revision
from tests.house.artwork_host import ArtworkHost
from tests.house.damage import (
    FAULTS,
    Plant,
    lose_source,
    lose_variant,
    lose_variant_row,
    misname_variant,
    spoil_source,
    spoil_variant,
    truncate_variant,
    watched,
)
from tests.house.mirror import ask
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, change, due_again, hang, sources, variants
from tests.house.trouble import refuse_once
from tvdbproxy.artwork import feed
from tvdbproxy.artwork.audit.verified import Verified
from tvdbproxy.artwork.audit.verify import Scope, verify
from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.artwork.pipeline import Stage, run
from tvdbproxy.db.models import Artwork, Source, Variant
from tvdbproxy.errors import NotFound, Unavailable
from tvdbproxy.jobs import tasks
from tvdbproxy.storage.store import StoredObject
from tvdbproxy.wiring import Services

OTHER = "/banners/v4/series/2/posters/other.jpg"
SOURCE = PATH.removeprefix("/")
QUICK, READ = Scope(), Scope(read=True)
REPAIR, READ_AND_REPAIR = Scope(repair=True), Scope(read=True, repair=True)


@pytest.fixture
def stored(services: Services, artwork_host: ArtworkHost) -> Services:
    """Two pictures, wholly stored."""
    artwork_host.show(PATH, poster(1))
    artwork_host.show(OTHER, poster(2))
    hang(services.database)
    hang(services.database, OTHER, artwork_id=12, content_id=2)
    for number in (11, 12):
        run(services.kitchen, number)
    return services


def _verify(services: Services, scope: Scope = QUICK, **given: Any) -> Verified:
    return verify(services.kitchen, scope, grace_hours=1, **given)


def _faults(verified: Verified) -> dict[str, int]:
    return {str(fault): count for fault, count in verified.faults.items() if count}


def _medium(services: Services) -> str:
    return variants(services.database)["medium", "webp"].key


def _facts(services: Services) -> dict[str, tuple[str, object]]:
    stores = (services.stores.originals, services.stores.thumbnails)
    return {info.key: (info.etag, info.last_modified) for store in stores for info in store.list()}


def _age(services: Services, hours: float = 2) -> None:
    moment = time.time() - hours * 3600
    for file in services.settings.storage.storage_path.rglob("*"):
        if file.is_file():
            os.utime(file, (moment, moment))


@pytest.mark.parametrize("scope", [QUICK, READ, Scope(sample=9), Scope(sample=9, read=True)])
def test_of_what_is_well_nothing_is_said_and_nothing_written(
    stored: Services, scope: Scope
) -> None:
    kitchen, originals, thumbnails = watched(stored.kitchen)
    verified = verify(kitchen, replace(scope, repair=True), grace_hours=0)
    assert (verified.pictures, verified.examined, verified.left) == (2, 12, 0)
    assert verified.read == (12 if scope.read else 0)
    assert (verified.faults, verified.unrecorded, verified.sample) == ({}, 0, [])
    assert verified.orphans == (None if scope.sample else 0)
    assert originals.written == thumbnails.written == []


@pytest.mark.proves("F14")
@pytest.mark.parametrize("scope", [QUICK, READ, Scope(sample=9), Scope(sample=9, read=True)])
@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_found_and_repaired_and_good_objects_are_not_touched(
    stored: Services, scope: Scope, name: str
) -> None:
    fault, plant = FAULTS[name]
    medium = _medium(stored)
    _age(stored)
    good = _facts(stored)
    plant(stored.kitchen, medium, SOURCE)
    bad = {key for key, facts in good.items() if _facts(stored).get(key) != facts}

    assert _faults(_verify(stored, scope)) == {fault: 1}

    kitchen, originals, thumbnails = watched(stored.kitchen)
    repaired = verify(kitchen, replace(scope, repair=True), grace_hours=1)
    assert (_faults(repaired), repaired.damaged, repaired.repaired) == ({fault: 1}, 1, 1)
    assert repaired.left == 0
    assert {*originals.written, *thumbnails.written} == bad
    after = _facts(stored)
    assert {key: after[key] for key in good.keys() - bad} == {
        key: good[key] for key in good.keys() - bad
    }
    assert {key: after[key][0] for key in bad} == {key: good[key][0] for key in bad}
    again = _verify(stored, READ)
    assert (_faults(again), again.left, again.examined) == ({}, 0, 12)
    all_of_one_revision(stored)


def test_what_a_client_had_made_with_less_effort_is_as_good_as_anything(stored: Services) -> None:
    extra = OnDemand(stored.kitchen).make(11, "w92", "webp")
    before = variants(stored.database)["w92", "webp"]
    lose_variant(stored.kitchen, _medium(stored), SOURCE)

    kitchen, _, thumbnails = watched(stored.kitchen)
    assert verify(kitchen, REPAIR, grace_hours=1).left == 0

    assert thumbnails.written == [_medium(stored)]
    after = variants(stored.database)["w92", "webp"]
    assert (after.bytes, after.sha256, after.etag) == (before.bytes, before.sha256, before.etag)
    assert stored.stores.thumbnails.get(extra.info.key).data == extra.data
    assert _verify(stored, READ).left == 0


def test_bytes_of_a_source_are_compared_where_they_are_read(stored: Services) -> None:
    """A source has no ETag on record: a listing shows only its size."""
    spoil_source(stored.kitchen, "", SOURCE)
    assert _faults(_verify(stored)) == {}
    assert _faults(_verify(stored, READ)) == {"wrong_bytes": 1}
    assert _verify(stored, READ_AND_REPAIR).repaired == 1
    assert stored.stores.originals.get(SOURCE).data == poster(1)


@pytest.mark.parametrize("status", [404, 410, 503])
@pytest.mark.parametrize("plant", [lose_variant, truncate_variant, spoil_variant, misname_variant])
def test_variants_are_made_again_of_our_own_source_whatever_upstream_says(
    stored: Services, artwork_host: ArtworkHost, plant: Plant, status: int
) -> None:
    before = artwork(stored.database)
    artwork_host.show(PATH, b"gone", status=status)
    artwork_host.asked.clear()
    plant(stored.kitchen, _medium(stored), SOURCE)
    assert _verify(stored, REPAIR).repaired == 1
    assert artwork_host.asked == []
    row = artwork(stored.database)
    assert (row.state, row.damaged, row.forced) == ("ready", False, False)
    # Upstream is asked when it would have been anyway.
    assert (row.checked_at, row.due_at) == (before.checked_at, before.due_at)


@pytest.mark.proves("F14")
def test_a_source_that_neither_we_nor_upstream_have_costs_no_good_variant(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, b"gone", status=404)
    lose_source(stored.kitchen, "", SOURCE)
    before = _facts(stored)

    verified = _verify(stored, REPAIR)

    assert (verified.damaged, verified.repaired, verified.left) == (1, 0, 1)
    assert _facts(stored) == before
    row = artwork(stored.database)
    assert (row.state, row.error_code, row.damaged) == ("missing", "missing_upstream", True)
    assert stored.delivery.answer("series", "1", "poster", "medium")

    artwork_host.asked.clear()
    hopeless = _verify(stored, REPAIR)
    assert (hopeless.damaged, hopeless.hopeless, hopeless.left) == (1, 1, 1)
    assert (artwork_host.asked, artwork(stored.database).due_at) == ([], row.due_at)

    artwork_host.show(PATH, poster(1))
    due_again(stored.database)
    assert _verify(stored, REPAIR).left == 0
    assert (artwork(stored.database).state, artwork(stored.database).damaged) == ("ready", False)


def test_a_source_that_upstream_has_replaced_meanwhile_makes_a_new_revision(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    old = artwork(stored.database).revision
    artwork_host.show(PATH, poster(3))
    lose_source(stored.kitchen, "", SOURCE)
    assert _verify(stored, REPAIR).left == 0
    assert artwork(stored.database).revision != old
    all_of_one_revision(stored)


def test_a_damaged_source_makes_no_variant(stored: Services, artwork_host: ArtworkHost) -> None:
    artwork_host.show(PATH, b"", status=503)
    spoil_source(stored.kitchen, "", SOURCE)
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    assert _verify(stored, REPAIR).left == 1
    with pytest.raises(NotFound):
        stored.stores.thumbnails.head(_medium(stored))
    artwork_host.show(PATH, poster(1))
    assert _verify(stored, READ_AND_REPAIR).left == 0


def test_a_wish_to_compare_with_upstream_outlives_the_repair(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    change(stored.database, forced=True, damaged=True)
    due_again(stored.database)
    artwork_host.asked.clear()
    run(stored.kitchen, 11)
    assert artwork_host.asked == []
    run(stored.kitchen, 11)
    assert artwork_host.asked == [PATH]


def test_who_waits_for_a_comparison_does_not_take_the_repair_for_it(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    change(stored.database, damaged=True)
    with stored.database.write() as session:
        task_id = tasks.create(session, "sync_content_images", {})
        feed.hasten(session, [11], force=False)
        tasks.await_pictures(session, task_id, [11])
    artwork_host.asked.clear()
    for asked in ([], [PATH]):
        run(stored.kitchen, 11)
        assert artwork_host.asked == asked
        with stored.database.read() as session:
            assert tasks.read(session, task_id).done == len(asked)


@pytest.mark.parametrize(("state", "times"), [("pending", 1), ("processing", 1), ("ready", 0)])
def test_a_picture_that_is_to_be_compared_still_is_when_it_turns_out_damaged(
    stored: Services, artwork_host: ArtworkHost, state: str, times: int
) -> None:
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    due_again(stored.database, state=state)
    with stored.database.write() as session:
        feed.mark_damaged(session, [11], sent=False)
    artwork_host.asked.clear()
    run(stored.kitchen, 11)
    run(stored.kitchen, 11)
    assert artwork_host.times(PATH) == times


def test_who_is_killed_after_marking_leaves_it_to_the_workers(stored: Services) -> None:
    key = _medium(stored)
    lose_variant(stored.kitchen, key, SOURCE)
    change(stored.database, damaged=True, state="pending")
    due_again(stored.database)
    run(stored.kitchen, 11)  # as a worker would
    assert stored.stores.thumbnails.head(key)
    assert artwork(stored.database).damaged is False


@pytest.mark.parametrize("moment", [Stage.PLAN, Stage.PROCESS, Stage.STORE])
@pytest.mark.parametrize("scope", [READ_AND_REPAIR, REPAIR])
def test_a_picture_that_is_being_made_is_left_out(
    stored: Services, artwork_host: ArtworkHost, moment: Stage, scope: Scope
) -> None:
    artwork_host.show(PATH, poster(3))
    due_again(stored.database)
    seen: list[Verified] = []

    def look(stage: Stage, work: object) -> None:
        if stage is moment:
            seen.append(_verify(stored, scope))

    run(stored.kitchen, 11, observe=look)

    assert (seen[0].being_made, seen[0].pictures, seen[0].left) == (1, 1, 0)
    assert _faults(seen[0]) == {}


@pytest.mark.parametrize("scope", [READ, READ_AND_REPAIR])
def test_a_picture_whose_source_is_fetched_for_another_is_left_out(
    stored: Services, artwork_host: ArtworkHost, scope: Scope
) -> None:
    hang(stored.database, PATH, artwork_id=13, content_id=3)
    artwork_host.show(PATH, poster(3))
    seen: list[Verified] = []

    def look(stage: Stage, work: object) -> None:
        if stage is Stage.STORE:
            seen.append(_verify(stored, scope))

    run(stored.kitchen, 13, observe=look)

    assert (seen[0].being_made, seen[0].pictures, seen[0].faults) == (1, 1, {})


class Meanwhile:
    """A bucket to which something happens right before each reading of one key."""

    def __init__(self, store: Any, key: str, happens: Any) -> None:
        self.store, self.key, self.happens = store, key, happens

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def get(self, key: str) -> StoredObject:
        if key == self.key:
            self.happens()
        found: StoredObject = self.store.get(key)
        return found


@pytest.mark.parametrize("scope", [READ, READ_AND_REPAIR])
def test_a_picture_that_is_replaced_between_row_and_object_is_not_reported(
    stored: Services, artwork_host: ArtworkHost, scope: Scope
) -> None:
    seeds = iter(range(3, 99))

    def replaced() -> None:
        artwork_host.show(PATH, poster(next(seeds)))
        due_again(stored.database)
        run(stored.kitchen, 11)

    thumbnails = Meanwhile(stored.stores.thumbnails, _medium(stored), replaced)
    verified = verify(replace(stored.kitchen, thumbnails=thumbnails), scope, grace_hours=1)
    assert (verified.left, verified.damaged, verified.sample) == (0, 0, [])
    assert _verify(stored, READ).left == 0


@pytest.mark.proves("F15")
def test_orphans_are_counted_and_with_repair_deleted_after_their_grace(stored: Services) -> None:
    stored.stores.thumbnails.put("series/aa/bb/7/poster/x.webp", b"x", content_type="image/webp")
    assert _verify(stored).orphans == 0  # it is young
    _age(stored)
    found = _verify(stored)
    assert (found.orphans, found.left) == (1, 1)
    assert found.sample == ["orphan series/aa/bb/7/poster/x.webp"]
    assert _verify(stored, REPAIR).left == 0
    assert _verify(stored).orphans == 0


def test_an_orphan_that_was_spared_is_left(stored: Services) -> None:
    """It lies where somebody is storing a picture."""
    prefix = artwork(stored.database).storage_path
    stored.stores.thumbnails.put(f"{prefix}/w92.webp", b"x", content_type="image/webp")
    _age(stored)
    change(stored.database, lease_until=datetime.now(UTC) + timedelta(minutes=1))
    spared = _verify(stored, REPAIR)
    assert (spared.orphans, spared.orphans_left, spared.left) == (1, 1, 1)
    change(stored.database, lease_until=None)
    assert _verify(stored, REPAIR).left == 0


def test_many_orphans_do_not_hide_what_was_lost(stored: Services) -> None:
    for number in range(25):
        key = f"series/aa/bb/7/poster/{number}.webp"
        stored.stores.thumbnails.put(key, b"x", content_type="image/webp")
    _age(stored)
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    kinds = Counter(name.partition(" ")[0] for name in _verify(stored).sample)
    assert kinds == {"orphan": 20, "missing": 1}


def test_rows_of_sources_that_nobody_needs_and_nobody_has_are_dropped(stored: Services) -> None:
    row = sources(stored.database)[SOURCE]
    with stored.database.write() as session:
        session.add(
            Source(key="banners/gone.jpg", sha256="0" * 64, size=1, fetched_at=row.fetched_at)
        )
    found = _verify(stored)
    assert (found.dangling, found.left) == (1, 1)
    assert _verify(stored, REPAIR).left == 0
    assert set(sources(stored.database)) == {SOURCE, OTHER.removeprefix("/")}


def test_what_the_mirror_keeps_is_neither_orphan_nor_dangling(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    stored.mirror.answer(artwork_host.show("/banners/mirrored.jpg", poster(3)))
    _age(stored)
    for scope in (QUICK, READ, REPAIR, READ_AND_REPAIR):
        found = _verify(stored, scope)
        assert (found.orphans, found.dangling, found.left) == (0, 0, 0)
    assert stored.stores.originals.get("banners/mirrored.jpg").data == poster(3)


def test_a_mirrored_row_whose_object_was_lost_goes_and_the_next_who_asks_brings_it_back(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    path = artwork_host.show("/banners/mirrored.jpg", poster(3))
    stored.mirror.answer(path)
    stored.stores.originals.delete(path.removeprefix("/"))
    assert (_verify(stored).dangling, _verify(stored, REPAIR).dangling_dropped) == (1, 1)
    assert ask(stored, path) == poster(3)
    assert _verify(stored).left == 0


def test_a_repaired_source_is_told_to_the_mirrors_memory(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    heard: list[str] = []
    spoil_source(stored.kitchen, _medium(stored), SOURCE)
    _verify(stored, READ_AND_REPAIR, on_change=heard.append)
    assert heard == [artwork(stored.database).storage_path, SOURCE.rpartition("/")[0]]


def test_looking_for_rows_that_nobody_needs_tells_that_it_goes_on(
    stored: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.artwork.audit.dangling._PAGE", 2)
    moment = sources(stored.database)[SOURCE].fetched_at
    with stored.database.write() as session:
        for number in range(6):
            facts = {"sha256": "0" * 64, "size": 1, "fetched_at": moment}
            session.add(Source(key=f"banners/{number}.jpg", **facts))
    told: list[int] = []
    _verify(stored, on_progress=lambda now: told.append(now.dangling))
    assert [count for count in told if count] == [2, 4, 6]


def _rewrite(services: Services, **columns: str | None) -> None:
    with services.database.write() as session:
        session.execute(update(Variant).where(Variant.artwork_id == 11).values(columns))


def test_checksums_of_before_are_recorded_when_the_bytes_are_read(stored: Services) -> None:
    known = {name: row.sha256 for name, row in variants(stored.database).items()}
    _rewrite(stored, sha256=None, etag=None)
    assert _verify(stored).unrecorded == 5
    read = _verify(stored, READ)
    assert (read.unrecorded, read.recorded, read.left) == (0, 5, 0)
    assert {name: row.sha256 for name, row in variants(stored.database).items()} == known
    assert _verify(stored).unrecorded == 0


def test_a_moments_trouble_of_the_database_does_not_end_it(
    stored: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.db.again._PAUSE_SECONDS", 0)
    _rewrite(stored, sha256=None)
    refuse_once(stored.database)
    assert _verify(stored, READ).recorded == 5
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    refuse_once(stored.database)
    assert _verify(stored, REPAIR).repaired == 1


@pytest.mark.parametrize("plant", [truncate_variant, misname_variant])
def test_of_bytes_that_are_wrong_no_checksum_is_recorded(stored: Services, plant: Plant) -> None:
    _rewrite(stored, sha256=None, etag=None)
    plant(stored.kitchen, _medium(stored), SOURCE)
    read = _verify(stored, READ)
    assert (read.recorded, read.left) == (4, 1)
    assert variants(stored.database)["medium", "webp"].sha256 is None


def test_etags_that_a_move_to_another_server_changed_are_no_fault(stored: Services) -> None:
    _rewrite(stored, etag="another-servers-word")
    first = _verify(stored)
    assert (first.read, first.left, first.faults) == (5, 0, {})
    assert _verify(stored).read == 0


def test_copies_inherit_the_checksum(stored: Services, artwork_host: ArtworkHost) -> None:
    twin = artwork_host.show("/banners/v4/series/3/posters/twin.jpg", poster(1))
    hang(stored.database, twin, artwork_id=13, content_id=3)
    run(stored.kitchen, 13)
    OnDemand(stored.kitchen).make(13, "w780", "webp")  # the same pixels as the original
    copies = variants(stored.database, 13)
    for name, row in variants(stored.database).items():
        assert (copies[name].sha256, copies[name].etag) == (row.sha256, row.etag)
    assert copies["w780", "webp"].sha256 == copies["original", "webp"].sha256
    assert _verify(stored, READ).left == 0


def test_damage_that_a_copy_inherited_is_found_without_reading_everything(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    spoil_variant(stored.kitchen, _medium(stored), SOURCE)
    twin = artwork_host.show("/banners/v4/series/3/posters/twin.jpg", poster(1))
    hang(stored.database, twin, artwork_id=13, content_id=3)
    run(stored.kitchen, 13)
    copy = variants(stored.database, 13)["medium", "webp"].key
    assert set(_verify(stored).sample) == {f"wrong_bytes {k}" for k in (_medium(stored), copy)}


def test_damage_is_not_handed_on_to_copies(stored: Services, artwork_host: ArtworkHost) -> None:
    original = variants(stored.database)["original", "webp"].key
    truncate_variant(stored.kitchen, original, SOURCE)
    twin = artwork_host.show("/banners/v4/series/3/posters/twin.jpg", poster(1))
    hang(stored.database, twin, artwork_id=13, content_id=3)
    run(stored.kitchen, 13)
    due_again(stored.database, 13)
    run(stored.kitchen, 13)
    made = OnDemand(stored.kitchen).make(11, "w780", "webp")
    all_of_one_revision(stored, 13)
    whole = stored.stores.thumbnails.get(variants(stored.database, 13)["original", "webp"].key)
    assert len(made.data) == whole.info.size
    assert _verify(stored, READ).sample == [f"truncated {original}"]


class Rotten:
    """A bucket whose disk lost a block: it has the object and cannot give it."""

    def __init__(self, store: Any, key: str) -> None:
        self.store, self.key = store, key

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def get(self, key: str) -> StoredObject:
        if key == self.key:
            raise Unavailable("Broken off.", code="storage_unavailable")
        found: StoredObject = self.store.get(key)
        return found

    def put(self, key: str, data: bytes, **facts: Any) -> Any:
        if key == self.key:
            self.key = ""
        return self.store.put(key, data, **facts)


@pytest.mark.parametrize("bucket", ["originals", "thumbnails"])
def test_an_object_that_the_server_has_and_cannot_give_is_made_again(
    stored: Services, bucket: str
) -> None:
    key = SOURCE if bucket == "originals" else _medium(stored)
    rotten = Rotten(getattr(stored.stores, bucket), key)
    kitchen = replace(stored.kitchen, **{bucket: rotten})
    assert _faults(verify(kitchen, READ, grace_hours=1)) == {"unreadable": 1}
    assert verify(kitchen, READ_AND_REPAIR, grace_hours=1).left == 0
    assert rotten.key == ""


class Hiccup(Rotten):
    """A bucket that breaks off once."""

    def get(self, key: str) -> StoredObject:
        try:
            return super().get(key)
        finally:
            self.key = "" if key == self.key else self.key


def test_an_object_that_is_given_the_second_time_is_well(stored: Services) -> None:
    bucket = Hiccup(stored.stores.thumbnails, _medium(stored))
    verified = verify(replace(stored.kitchen, thumbnails=bucket), READ, grace_hours=1)  # type: ignore[arg-type]
    assert (bucket.key, verified.faults, verified.left) == ("", {}, 0)


class HalfAway:
    """A bucket whose server knows its objects and cannot give any of them."""

    def __init__(self, store: Any) -> None:
        self.store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def get(self, key: str) -> StoredObject:
        raise Unavailable("Broken off.", code="storage_unavailable")


def test_a_server_that_gives_hardly_any_bytes_is_away_and_its_objects_are_not_damaged(
    stored: Services,
) -> None:
    kitchen = replace(stored.kitchen, thumbnails=HalfAway(stored.stores.thumbnails))  # type: ignore[arg-type]
    with pytest.raises(Unavailable) as refused:
        verify(kitchen, READ_AND_REPAIR, grace_hours=1)
    assert refused.value.code == "storage_unavailable"
    assert artwork(stored.database).damaged is False


def test_files_of_the_local_store_that_rotted_are_damaged_however_many(stored: Services) -> None:
    storage = stored.settings.storage
    for file in (storage.storage_path / storage.s3_bucket_thumbnails / "objects").rglob("*.webp"):
        file.write_bytes(b"\0" + file.read_bytes()[1:])
    assert _faults(_verify(stored, READ)) == {"unreadable": 10}
    assert _verify(stored, READ_AND_REPAIR).left == 0


def test_a_file_of_the_local_store_that_rotted_is_found_and_served_again(stored: Services) -> None:
    key = _medium(stored)
    storage = stored.settings.storage
    file: Path = storage.storage_path / storage.s3_bucket_thumbnails / "objects" / key
    file.write_bytes(b"\0" + file.read_bytes()[1:])
    assert _faults(_verify(stored)) == {}
    assert _faults(_verify(stored, READ)) == {"unreadable": 1}
    stored.hot.clear()
    assert stored.delivery.answer("series", "1", "poster", "medium")
    assert _verify(stored, READ).left == 0


class Away:
    """A bucket that has gone away."""

    def __getattr__(self, name: str) -> Any:
        raise Unavailable("It does not answer.", code="storage_unavailable")


@pytest.mark.parametrize("scope", [REPAIR, READ_AND_REPAIR, Scope(sample=5, repair=True)])
def test_a_server_that_is_away_is_no_fault_of_any_object(stored: Services, scope: Scope) -> None:
    kitchen = replace(stored.kitchen, thumbnails=Away())  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        verify(kitchen, scope, grace_hours=1)
    assert artwork(stored.database).damaged is False


def test_a_sample_is_as_large_as_was_asked_for_and_another_each_time(stored: Services) -> None:
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    seen = [_verify(stored, Scope(sample=1)) for _ in range(60)]
    assert {verified.pictures for verified in seen} == {1}
    assert {verified.left for verified in seen} == {0, 1}  # one picture is well, the other not


def test_many_pages_are_as_good_as_one(stored: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("stored", "dangling"):
        monkeypatch.setattr(f"tvdbproxy.artwork.audit.{page}._PAGE", 1)
    monkeypatch.setattr("tvdbproxy.artwork.cleanup._BATCH", 1)
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    told: list[int] = []
    verified = _verify(stored, on_progress=lambda now: told.append(now.pictures))
    assert (verified.pictures, verified.examined, verified.left) == (2, 12, 1)
    assert told[-2:] == [1, 2]


def test_pictures_of_other_settings_are_not_called_incomplete(stored: Services) -> None:
    recipe = replace(stored.kitchen.recipe, quality=50)
    kitchen = replace(stored.kitchen, recipe=recipe)
    lose_variant_row(stored.kitchen, _medium(stored), SOURCE)
    assert _faults(verify(kitchen, QUICK, grace_hours=1)) == {}
    assert _faults(_verify(stored)) == {"incomplete": 1}


def test_changed_prefixes_are_told(stored: Services) -> None:
    heard: list[str] = []
    lose_variant(stored.kitchen, _medium(stored), SOURCE)
    _verify(stored, REPAIR, on_change=heard.append)
    assert heard == [artwork(stored.database).storage_path]


def test_a_title_that_goes_away_meanwhile_is_no_fault(stored: Services) -> None:
    lose_variant(stored.kitchen, _medium(stored), SOURCE)

    def remove() -> None:
        with stored.database.write() as session:
            row = session.get(Artwork, 11)
            if row is not None:
                session.delete(row)

    thumbnails = Meanwhile(stored.stores.thumbnails, _medium(stored), remove)
    kitchen = replace(stored.kitchen, thumbnails=thumbnails)
    assert verify(kitchen, READ_AND_REPAIR, grace_hours=1).damaged == 0
