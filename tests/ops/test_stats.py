"""How much is stored."""

from __future__ import annotations

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import KeptTransform
from tvdbproxy.ops.stats import Usage, storage_stats


def test_sources_are_counted_by_content_type(catalogue: Database) -> None:
    originals, _ = storage_stats(catalogue, "originals", "thumbnails")
    assert originals.bucket == "originals"
    assert originals.usage == Usage(2, 200_000)
    assert originals.by_content_type == {"movie": Usage(1, 100_000), "series": Usage(1, 100_000)}


def test_variants_are_counted_by_content_type_and_by_size(catalogue: Database) -> None:
    _, thumbnails = storage_stats(catalogue, "originals", "thumbnails")
    assert thumbnails.usage == Usage(4, 12_800)
    assert thumbnails.by_content_type == {"movie": Usage(1, 2000), "series": Usage(3, 10_800)}
    assert thumbnails.by_size == {"original": Usage(1, 9000), "small": Usage(3, 3800)}


def test_what_transforms_keep_takes_room_too(catalogue: Database) -> None:
    with catalogue.write() as session:
        row = KeptTransform(key="transforms/results/a", kind="result", size=5, used_at=now(session))
        session.add(row)
    originals, _ = storage_stats(catalogue, "originals", "thumbnails")
    assert originals.usage == Usage(3, 200_005)


def test_nothing_is_nothing(database: Database) -> None:
    for bucket in storage_stats(database, "originals", "thumbnails"):
        assert bucket.usage == Usage(0, 0)
        assert bucket.usage.total_size_mb == 0
        assert bucket.by_content_type == bucket.by_size == {}


def test_megabytes_are_of_1024_kilobytes() -> None:
    assert Usage(1, 3 * 1024 * 1024 // 2).total_size_mb == 1.5
