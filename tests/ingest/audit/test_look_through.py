"""Applications' pictures in a verification: what is wrong is found, and only that, and is made
again of the source, which is never given up for what was made of it (F14)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from tests.house.damage import flipped
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.uploads import SECRET
from tests.ingest.test_pipeline import accept, image_of, job
from tvdbproxy.artwork.audit.verified import Verified
from tvdbproxy.artwork.audit.verify import Scope, verify
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageVariant, JobStatus, ProcessingJob
from tvdbproxy.ingest import pipeline
from tvdbproxy.ingest.audit.look_through import look_through
from tvdbproxy.ingest.audit.stored import OF_APPLICATIONS
from tvdbproxy.ingest.repair import make_again
from tvdbproxy.storage.store import ObjectStore
from tvdbproxy.wiring import Services

QUICK, READ, REPAIR = Scope(), Scope(read=True), Scope(repair=True)
READ_AND_REPAIR, SAMPLE = Scope(read=True, repair=True), Scope(sample=10)
DIALECTS = ("sqlite", "postgresql")


@pytest.fixture
def given(services: Services) -> str:
    """The job of a picture that was given to us, and is made."""
    job_id = accept(services)
    pipeline.run(services.ingest, job_id)
    return job_id


def audit(services: Services, scope: Scope, changed: Callable[[str], None] = id) -> Verified:  # type: ignore[assignment]
    return verify(
        services.kitchen,
        scope,
        grace_hours=0,
        also=[partial(look_through, services.ingest, scope.sample, changed)],
        on_deleted=make_again,
    )


def variants(services: Services, job_id: str) -> dict[str, ImageVariant]:
    """By size."""
    image_id = job(services, job_id).image_id
    with services.database.read() as session:
        rows = session.scalars(select(ImageVariant).where(ImageVariant.image_id == image_id))
        return {row.size: row for row in rows}


def _change(store: ObjectStore, key: str, how: Callable[[bytes], bytes]) -> None:
    found = store.get(key)
    kept = {"cache_control": found.info.cache_control, "metadata": found.info.metadata}
    store.put(key, how(found.data), content_type=found.info.content_type or "", **kept)  # type: ignore[arg-type]


def _lose(services: Services, job_id: str) -> None:
    services.stores.thumbnails.delete(variants(services, job_id)["medium"].key)


def _cut(services: Services, job_id: str) -> None:
    key = variants(services, job_id)["medium"].key
    _change(services.stores.thumbnails, key, lambda data: data[:-7])


def _spoil(services: Services, job_id: str) -> None:
    _change(services.stores.thumbnails, variants(services, job_id)["medium"].key, flipped)


def _lose_row(services: Services, job_id: str) -> None:
    with services.database.write() as session:
        session.execute(delete(ImageVariant).where(ImageVariant.size == "medium"))


def _lose_all_rows(services: Services, job_id: str) -> None:
    with services.database.write() as session:
        session.execute(delete(ImageVariant))


DAMAGE: dict[str, tuple[str, Callable[[Services, str], None]]] = {
    "an object that was deleted": ("missing", _lose),
    "an object that was cut": ("truncated", _cut),
    "an object with other bytes": ("wrong_bytes", _spoil),
    "a row that was lost": ("incomplete", _lose_row),
    "all rows lost": ("incomplete", _lose_all_rows),
}


@pytest.mark.parametrize("scope", [QUICK, READ, SAMPLE, Scope(read=True, sample=10)])
def test_of_a_sound_storage_nothing_is_said(services: Services, given: str, scope: Scope) -> None:
    verified = audit(services, scope)
    assert (verified.pictures, verified.examined) == (1, 5)
    assert verified.read == (5 if scope.read else 0)
    assert (verified.damaged, verified.left, verified.sample) == (0, 0, [])
    assert verified.orphans == (0 if scope.sample is None else None)


@pytest.mark.proves("F14")
@pytest.mark.parametrize("what", DAMAGE)
def test_what_is_wrong_is_found_and_made_again(services: Services, given: str, what: str) -> None:
    fault, plant = DAMAGE[what]
    before = variants(services, given)
    plant(services, given)

    found = audit(services, READ)
    assert (found.damaged, found.hopeless) == (1, 0)
    assert found.faults == Counter({fault: 1})
    changed: list[str] = []
    repaired = audit(services, READ_AND_REPAIR, changed.append)

    assert (repaired.damaged, repaired.repaired, repaired.left) == (1, 1, 0)
    assert changed == [job(services, given).image_id]
    after = variants(services, given)
    assert {row.key: row.sha256 for row in after.values()} == {
        row.key: row.sha256 for row in before.values()
    }
    assert job(services, given).status == JobStatus.COMPLETED
    assert audit(services, READ).damaged == 0


def test_a_glance_at_the_listing_finds_what_is_lost_and_reads_nothing_else(
    services: Services, given: str
) -> None:
    _lose(services, given)
    verified = audit(services, QUICK)
    assert (verified.damaged, verified.read) == (1, 1)
    assert verified.sample == [f"missing {variants(services, given)['medium'].key}"]


def test_without_repair_nothing_is_changed(services: Services, given: str) -> None:
    _lose(services, given)
    audit(services, READ)
    assert job(services, given).status == JobStatus.COMPLETED
    assert len(variants(services, given)) == 4


@pytest.mark.parametrize("plant", [lambda data: data[:-9], flipped, None])
def test_what_was_made_of_a_source_that_is_lost_stays(
    services: Services, given: str, plant: Callable[[bytes], bytes] | None
) -> None:
    key = image_of(services, given).source_key or ""
    _lose(services, given)
    if plant is None:
        services.stores.originals.delete(key)
    else:
        _change(services.stores.originals, key, plant)

    for _ in range(2):
        verified = audit(services, READ_AND_REPAIR)
        assert (verified.damaged, verified.hopeless, verified.repaired) == (1, 1, 0)
    assert job(services, given).status == JobStatus.COMPLETED
    rows = variants(services, given)
    assert services.stores.thumbnails.get(rows["large"].key).data
    assert len(rows) == 4


def test_equal_pictures_are_made_again_together(services: Services, given: str) -> None:
    twin = accept(services, user_id="bob")
    pipeline.run(services.ingest, twin)
    _spoil(services, given)

    verified = audit(services, READ_AND_REPAIR)

    assert (verified.damaged, verified.repaired, verified.left) == (2, 2, 0)
    assert {job(services, one).status for one in (given, twin)} == {JobStatus.COMPLETED}


def test_a_picture_that_somebody_is_at_is_left_out(services: Services, given: str) -> None:
    _lose(services, given)
    with services.database.write() as session:
        session.execute(update(ProcessingJob).values(status=JobStatus.PROCESSING))
    verified = audit(services, READ_AND_REPAIR)
    assert (verified.pictures, verified.being_made, verified.damaged) == (0, 1, 0)


def test_a_picture_that_was_made_anew_meanwhile_is_no_fault(services: Services, given: str) -> None:
    _lose(services, given)
    thumbnails = services.stores.thumbnails

    class Meanwhile:
        """Somebody makes the picture again while its lost object is looked for."""

        def __init__(self) -> None:
            self.made = False

        def __getattr__(self, name: str) -> Any:
            return getattr(thumbnails, name)

        def get(self, key: str, byte_range: tuple[int, int] | None = None) -> Any:
            if not self.made:
                self.made = True
                with services.database.write() as session:
                    make_again(session, [row.key for row in variants(services, given).values()])
            return thumbnails.get(key, byte_range)

    kitchen = replace(services.kitchen, thumbnails=Meanwhile())
    verified = verify(
        kitchen,
        QUICK,
        grace_hours=0,
        also=[partial(look_through, services.ingest, None, lambda image_id: None)],
    )
    assert verified.damaged == 0


def test_a_repair_that_was_broken_off_is_gone_on_with_by_the_workers(
    services: Services, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lose(services, given)

    def die(kitchen: Any, job_id: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tvdbproxy.ingest.audit.mend.pipeline.run", die)
        with pytest.raises(KeyboardInterrupt):
            audit(services, READ_AND_REPAIR)
    assert pipeline.run(services.ingest, given) is JobStatus.COMPLETED
    assert audit(services, READ).damaged == 0


def test_checksums_that_were_not_known_are_recorded(services: Services, given: str) -> None:
    known = {row.key: row.sha256 for row in variants(services, given).values()}
    with services.database.write() as session:
        session.execute(update(ImageVariant).values(sha256=None))
    verified = audit(services, READ)
    assert verified.recorded == 4
    assert {row.key: row.sha256 for row in variants(services, given).values()} == known


def test_orphans_of_applications_are_deleted_and_what_rows_know_is_not(
    services: Services, given: str
) -> None:
    services.stores.thumbnails.put("media/aa/bb/x.webp", b"x", content_type="image/webp")
    services.stores.originals.put("incoming/nobody", b"x", content_type="image/jpeg")
    for file in services.settings.storage.storage_path.rglob("*"):
        os.utime(file, (0, 0))
    verified = audit(services, REPAIR)
    assert (verified.orphans, verified.left) == (2, 0)
    assert audit(services, READ).damaged == 0


def test_an_orphan_that_gets_its_row_at_the_last_moment_is_made_again(
    services: Services, given: str
) -> None:
    """What the audit hands to the cleanup: the object of a picture of applications is deleted
    between the look at its row and the row."""
    rows = list(variants(services, given).values())
    with services.database.write() as session:
        session.execute(delete(ImageVariant))
        session.execute(update(Image).values(prefix="media/elsewhere", revision="0" * 12))
    for file in services.settings.storage.storage_path.rglob("*"):
        os.utime(file, (0, 0))

    def record_meanwhile(session: Any, names: list[str]) -> None:
        session.add_all(
            ImageVariant(**{c.name: getattr(row, c.name) for c in ImageVariant.__table__.columns})
            for row in rows
            if row.key in names
        )
        session.flush()
        make_again(session, names)

    verified = verify(services.kitchen, REPAIR, grace_hours=0, on_deleted=record_meanwhile)

    assert verified.orphans == 4
    assert job(services, given).status == JobStatus.PENDING
    assert pipeline.run(services.ingest, given) is JobStatus.COMPLETED
    assert audit(services, READ).damaged == 0


def test_a_sample_takes_so_many_of_each(services: Services) -> None:
    for number in range(3):
        pipeline.run(services.ingest, accept(services, poster(number)))
    assert OF_APPLICATIONS.count(services.database) == 3
    assert audit(services, Scope(sample=2)).pictures == 2


@pytest.mark.parametrize("dialect", DIALECTS)
def test_pages_go_through_all_of_them_once(
    open_house: OpenHouse, request: pytest.FixtureRequest, dialect: str
) -> None:
    database: Database = request.getfixturevalue(f"{dialect}_database")
    url = database.engine.url.render_as_string(hide_password=False)
    services = open_house(database_url=url.replace("+psycopg", ""), jwt_secret_key=SECRET)
    job_ids = [accept(services, poster(number)) for number in range(3)]
    for job_id in job_ids:
        pipeline.run(services.ingest, job_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tvdbproxy.artwork.audit.stored._PAGE", 2)
        found = [image_id for ids in OF_APPLICATIONS.pages(database, None) for image_id in ids]
        assert len([*OF_APPLICATIONS.pages(database, 3)]) == 2
    assert sorted(found) == sorted(job(services, job_id).image_id for job_id in job_ids)
    _lose(services, job_ids[1])
    repaired = audit(services, REPAIR)
    assert (repaired.damaged, repaired.repaired, repaired.left) == (1, 1, 0)
