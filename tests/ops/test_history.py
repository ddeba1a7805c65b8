"""What is counted and measured comes back as series, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, PictureViews, Sample
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import Kind, Unavailable
from tvdbproxy.meter.events import Door, Event, From, Pipeline, Service
from tvdbproxy.meter.meter import OK
from tvdbproxy.ops.history import series
from tvdbproxy.ops.history.names import Counted, Measured, counted_as
from tvdbproxy.ops.history.series import Span
from tvdbproxy.ops.history.tally import Tally
from tvdbproxy.ops.history.viewed import most_viewed

PREFIX = "series/aa/bb/1/poster"


@pytest.fixture
def tally(database: Database) -> Iterator[Tally]:
    made = Tally(database, seconds=3600)
    yield made
    made.close()


def add(database: Database, name: str, *pairs: tuple[float, float]) -> None:
    """Samples by their age in minutes."""
    with database.write() as session:
        minute = int(now(session).timestamp() // 60)
        rows = [{"name": name, "minute": int(minute - age), "value": value} for age, value in pairs]
        upsert(session, Sample, rows)


def test_what_is_counted_is_in_the_newest_step(database: Database, tally: Tally) -> None:
    for _ in range(3):
        tally.count(Event.PICTURE, Door.SIZED, From.MEMORY)
    tally.count(Event.PICTURE, Door.MEDIA, From.STORE, amount=2)
    tally.took(Event.STAGE, Pipeline.ARTWORK, "record", OK, seconds=0.1)
    tally.flush()
    tally.count(Event.PICTURE, Door.SIZED, From.MEMORY)
    tally.flush()
    with database.read() as session:
        found = series.counts(session, Counted, Span.HOUR)
    totals = {name: one.total for name, one in found.items() if one.total}
    assert totals == {
        Counted.SERVED_MEMORY: 4,
        Counted.SERVED_STORE: 2,
        Counted.PICTURES_READY: 1,
    }


def test_two_processes_count_together(database: Database, tally: Tally) -> None:
    other = Tally(database, seconds=3600)
    for one in (tally, other):
        one.count(Event.PICTURE, Door.SIZED, From.MEMORY)
        one.view(f"{PREFIX}/small.webp")
        one.flush()
    with database.read() as session:
        found = series.counts(session, [Counted.SERVED_MEMORY], Span.HOUR)
        assert found[Counted.SERVED_MEMORY].total == 2
        assert session.scalar(select(PictureViews.views)) == 2


def test_what_the_database_does_not_take_is_written_later(
    database: Database, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally.count(Event.PICTURE, Door.SIZED, From.MEMORY)
    tally.view(f"{PREFIX}/small.webp")
    with monkeypatch.context() as patch:
        patch.setattr(tally, "_write", lambda *_: (_ for _ in ()).throw(Unavailable("It is away.")))
        tally.flush()
    tally.view(f"{PREFIX}/large.webp")
    tally.flush()
    tally.flush()
    with database.read() as session:
        assert session.scalar(select(Sample.value)) == 1
        assert session.scalar(select(PictureViews.views)) == 2


def test_it_is_written_by_itself_and_at_the_end(database: Database) -> None:
    tally = Tally(database, seconds=3600)
    tally.count(Event.PICTURE, Door.SIZED, From.MISSED)
    tally.close()
    tally.close()
    with database.read() as session:
        assert session.scalar(select(Sample.value)) == 1


@pytest.mark.parametrize(
    ("event", "labels", "name"),
    [
        (Event.PICTURE, (Door.SIZED, From.INSTEAD), Counted.SERVED_MADE),
        (Event.PICTURE, (Door.SIZED, From.REDIRECTED), None),
        (Event.PICTURE, (Door.SIZED, "a word that nobody knows"), None),
        (Event.STAGE, (Pipeline.ARTWORK, "fetch", OK), None),
        (Event.STAGE, (Pipeline.ARTWORK, "fetch", Kind.UPSTREAM_TIMEOUT), Counted.PICTURES_FAILED),
        (Event.STAGE, (Pipeline.ARTWORK, "store", Kind.SUPERSEDED), None),
        (Event.STAGE, (Pipeline.INGEST, "update_callback", OK), Counted.JOBS_COMPLETED),
        (Event.STAGE, (Pipeline.INGEST, "resize_optimize", Kind.OVERLOADED), None),
        (Event.STAGE, (Pipeline.INGEST, "resize_optimize", Kind.CRASHED), Counted.JOBS_FAILED),
        (Event.STAGE, (Pipeline.TRANSFORM, "process", Kind.CRASHED), None),
        (Event.REPLY, ("memory",), None),
        (Event.CALL, (Service.API, "record", OK), Counted.UPSTREAM_ANSWERED),
        (Event.CALL, (Service.API, "record", Kind.UPSTREAM_MISSING), Counted.UPSTREAM_ANSWERED),
        (Event.CALL, (Service.PICTURES, "x", Kind.UPSTREAM_TIMEOUT), Counted.UPSTREAM_FAILED),
        (Event.CALL, (Service.RECEIVERS, "x", Kind.UPSTREAM_TIMEOUT), None),
    ],
)
def test_events_have_their_names(
    event: Event, labels: tuple[str, ...], name: Counted | None
) -> None:
    assert counted_as(event, labels) == name


def test_every_way_to_be_served_is_remembered_but_redirects() -> None:
    unnamed = {one for one in From if counted_as(Event.PICTURE, (Door.SIZED, one)) is None}
    assert unnamed == {From.REDIRECTED}


def test_steps_are_added_up_or_the_most_of_them_is_taken(database: Database) -> None:
    add(database, Counted.SERVED_STORE, (0, 1), (1, 2), (70, 4), (60 * 26, 8))
    add(database, Measured.WAITING, (0, 5), (1, 7), (70, 9))
    with database.read() as session:
        for span, total in ((Span.HOUR, 3), (Span.DAY, 7), (Span.WEEK, 15)):
            found = series.counts(session, [Counted.SERVED_STORE], span)[Counted.SERVED_STORE]
            assert found.total == total, span
            assert len(found.values) * found.step_minutes == {
                Span.HOUR: 60, Span.DAY: 1440, Span.WEEK: 10080,
            }[span]  # fmt: skip
        most = series.amounts(session, [Measured.WAITING], Span.DAY)[Measured.WAITING]
    assert most.most == 9
    assert most.last in (5, 7)  # the quarter of an hour may have just begun


def test_who_measures_last_in_a_minute_is_right(database: Database) -> None:
    with database.write() as session:
        series.measure(session, {Measured.WAITING: 5})
        series.measure(session, {Measured.WAITING: 3})
    with database.read() as session:
        assert series.amounts(session, [Measured.WAITING], Span.HOUR)[Measured.WAITING].last == 3


def test_what_is_old_is_forgotten_and_so_is_what_hardly_anybody_viewed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series, "_VIEWED_A_DAY", 2)
    add(database, "x", (0, 1), (60 * 24 * 15, 1))
    today = datetime.now(UTC).date()
    rows = [("a", today, 9), ("b", today, 8), ("c", today, 1), ("d", today, 1),
            ("e", today - timedelta(days=15), 99)]  # fmt: skip
    with database.write() as session:
        upsert(
            session,
            PictureViews,
            [{"prefix": p, "day": d, "views": v} for p, d, v in rows],
        )
        series.forget(session, 14)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Sample)) == 1
        left = session.scalars(select(PictureViews.prefix).order_by(PictureViews.prefix))
        assert list(left) == ["a", "b"]


def test_views_are_those_of_pictures_and_the_most_viewed_come_first(
    database: Database, tally: Tally
) -> None:
    with database.write() as session:
        session.add(
            Artwork(id=1, content_type="series", content_id=1, image_type="poster", path="/a",
                    storage_path=PREFIX)
        )  # fmt: skip
    for key in (f"{PREFIX}/small.webp", f"{PREFIX}/w92.avif", "media/ab/cd/x/r/thumbnail.webp",
                "media/ab/cd/x/r/removed/thumbnail.webp", "media/ab/cd/x/r/grid.webp",
                "banners/posters/1.jpg", "transforms/results/x"):  # fmt: skip
        tally.view(key)
    tally.flush()
    with database.read() as session:
        found = most_viewed(session, 1)
    assert [(one.prefix, one.views) for one in found] == [("media/ab/cd/x/r", 3), (PREFIX, 2)]
    assert found[1].artwork is not None
    assert found[0].image is None
