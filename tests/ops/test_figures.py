"""What takes long is counted now and then, and right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Artwork,
    Figure,
    Image,
    ImageAnalysis,
    ImageVariant,
    Variant,
)
from tvdbproxy.ops import figures

EVERY = 60.0


def value(database: Database, name: str) -> Any:
    with database.read() as session:
        return figures.read(session, name)[name].value


def age(database: Database, **by: float) -> None:
    with database.write() as session:
        taken = now(session) - timedelta(**by)
        session.execute(update(Figure).values(taken_at=taken))


def test_what_was_never_counted_is_empty(database: Database) -> None:
    with database.read() as session:
        found = figures.read(session, "states", "storage")
    assert {name: (one.value, one.taken_at) for name, one in found.items()} == {
        "states": ({}, None),
        "storage": ({}, None),
    }


def test_a_figure_is_counted_when_it_is_due_and_not_before(database: Database) -> None:
    counted: list[int] = []

    def count(session: Session) -> dict[str, int]:
        counted.append(1)
        return {"times": len(counted)}

    counts = {"times": count}
    assert figures.take(database, counts, every_seconds=EVERY) == ["times"]
    assert figures.take(database, counts, every_seconds=EVERY) == []
    age(database, seconds=EVERY + 1)
    assert figures.take(database, counts, every_seconds=EVERY) == ["times"]
    assert value(database, "times") == {"times": 2}


def test_what_took_long_is_counted_less_often(database: Database) -> None:
    counts = {"slow": lambda session: {}}
    figures.take(database, counts, every_seconds=EVERY)
    with database.write() as session:
        session.execute(update(Figure).values(seconds=30.0))
    age(database, seconds=500)
    assert figures.take(database, counts, every_seconds=EVERY) == []
    age(database, seconds=700)
    assert figures.take(database, counts, every_seconds=EVERY) == ["slow"]


def test_a_clock_that_was_set_back_does_not_stop_the_counting(database: Database) -> None:
    counts = {"x": lambda session: {}}
    figures.take(database, counts, every_seconds=EVERY)
    age(database, hours=-5)
    assert figures.take(database, counts, every_seconds=EVERY) == ["x"]


def test_pictures_are_counted_by_title_and_state(catalogue: Database) -> None:
    figures.take(catalogue, figures.COUNTS, every_seconds=EVERY)
    states = value(catalogue, "states")
    assert states["artwork"] == {
        "series": {"ready": 1, "pending": 1, "failed": 1},
        "movie": {"ready": 1, "missing": 1},
    }
    assert states["dormant"] == 0
    assert (states["images"], states["jobs"]) == ({}, {})


def test_objects_and_bytes_are_counted_by_type_and_size(catalogue: Database) -> None:
    figures.take(catalogue, figures.COUNTS, every_seconds=EVERY)
    stored = value(catalogue, "storage")
    assert stored["sources"] == [2, 200_000]
    assert sorted(stored["variants"]) == [
        ["movie", "small", 1, 2000],
        ["series", "original", 1, 9000],
        ["series", "small", 2, 1800],
    ]
    assert stored["media"] == []


def image(number: int, digits: str | None, moment: Any) -> list[Any]:
    image_id = f"{number:08d}-0000-4000-8000-000000000000"
    return [
        Image(image_id=image_id, media_id=number, origin="upload", user_id="u", bucket="b",
              profile="upload", context={}, state="ready", created_at=moment),
        ImageAnalysis(image_id=image_id, measured={}, perceptual_hash=digits, analysed_at=moment),
        ImageVariant(image_id=image_id, size="thumbnail", background="original", format="webp",
                     key=f"media/{digits}/thumbnail.webp", width=1, height=1, bytes=700,
                     made_at=moment),
    ]  # fmt: skip


def test_equal_hashes_are_groups_and_shared_objects_count_once(database: Database) -> None:
    with database.write() as session:
        moment = now(session)
        for number, digits in enumerate(["aa", "bb", "aa", "cc", "aa", "bb", None, None], 1):
            for row in image(number, digits, moment):
                session.add(row)
                session.flush()
    figures.take(database, figures.COUNTS, every_seconds=EVERY)
    alike = value(database, "duplicates")
    assert (alike["groups"], alike["pictures"]) == (2, 5)
    assert [(code, number, len(names)) for code, number, names in alike["largest"]] == [
        ("aa", 3, 3), ("bb", 2, 2),
    ]  # fmt: skip
    assert value(database, "storage")["media"] == [["thumbnail", 4, 2800]]


def test_what_formats_save_is_counted_beside_what_they_replace(catalogue: Database) -> None:
    with catalogue.write() as session:
        session.execute(update(Artwork).where(Artwork.id == 1).values(width=680))
        session.add(
            Variant(artwork_id=1, size="small", format="jpeg", key="k", width=245, height=1,
                    bytes=1500, made_at=now(session))
        )  # fmt: skip
    figures.take(catalogue, figures.COUNTS, every_seconds=EVERY)
    saved = value(catalogue, "savings")
    assert saved["sources"] == [["webp", 1, 100_000, 9000]]
    assert sorted(saved["formats"]) == [["avif", 1, 1500, 800], ["webp", 1, 1500, 1000]]
