"""Pictures that look alike, found by an index however many there are."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageAnalysis, ImageFingerprint
from tvdbproxy.delivery.media.similar import MOST, candidates, similar
from tvdbproxy.errors import Conflict, NotFound

MOMENT = datetime(2026, 11, 26, tzinfo=UTC)
HASH = 0x0123_4567_89AB_CDEF


def bands_of(number: int) -> list[int]:
    return [(number >> shift) & 0xFFFF for shift in (48, 32, 16, 0)]


def keep(database: Database, hashes: dict[str, int], user: str = "ann") -> None:
    """Pictures with these hashes, as if they had been analysed."""
    with database.write() as session:
        known = session.scalar(select(func.count()).select_from(Image)) or 0
        session.execute(
            Image.__table__.insert(),
            [
                {"image_id": name, "media_id": known + at + 1, "origin": "upload", "user_id": user,
                 "bucket": "b", "profile": "media", "context": {}, "state": "ready",
                 "created_at": MOMENT}
                for at, name in enumerate(hashes)
            ],
        )  # fmt: skip
        session.execute(
            ImageAnalysis.__table__.insert(),
            [
                {"image_id": name, "measured": {}, "perceptual_hash": f"{number:016x}",
                 "analysed_at": MOMENT}
                for name, number in hashes.items()
            ],
        )  # fmt: skip
        session.execute(
            ImageFingerprint.__table__.insert(),
            [
                {"image_id": name, "band": band, "value": value}
                for name, number in hashes.items()
                for band, value in enumerate(bands_of(number))
            ],
        )


def turned(number: int, bits: list[int]) -> int:
    for bit in bits:
        number ^= 1 << bit
    return number


def found(database: Database, **given: int) -> dict[str, int]:
    return {one.image_id: one.distance for one in similar(database, "ann", "mine", **given)}


def test_whatever_differs_in_at_most_seven_bits_is_found(database: Database) -> None:
    chance = random.Random(6)
    expected = {}
    hashes = {"mine": HASH}
    for distance in range(11):
        for number in range(12):
            name = f"{distance}-{number}"
            hashes[name] = turned(HASH, chance.sample(range(64), distance))
            if distance <= 7:
                expected[name] = distance
    # The worst there is: two bits in three of the bands, and one in the last.
    hashes["spread"] = turned(HASH, [0, 1, 16, 17, 32, 33, 48])
    keep(database, hashes)
    assert found(database) == {**expected, "spread": 7}
    for most in range(8):
        near = {name: distance for name, distance in expected.items() if distance <= most}
        assert found(database, max_distance=most) == near | ({"spread": 7} if most == 7 else {})


def test_the_most_alike_come_first_and_only_so_many(sqlite_database: Database) -> None:
    hashes = {f"{number:03}": turned(HASH, list(range(number % 5))) for number in range(150)}
    keep(sqlite_database, {"mine": HASH, **hashes})
    distances = [one.distance for one in similar(sqlite_database, "ann", "mine")]
    assert distances == sorted(distances)
    assert len(distances) == MOST


def test_nobody_is_shown_anothers_pictures(sqlite_database: Database) -> None:
    keep(sqlite_database, {"mine": HASH})
    keep(sqlite_database, {"bobs": HASH}, user="bob")
    assert found(sqlite_database) == {}
    with pytest.raises(NotFound):
        similar(sqlite_database, "ann", "bobs")


def test_a_picture_without_a_hash_says_so(sqlite_database: Database) -> None:
    keep(sqlite_database, {"mine": HASH})
    with sqlite_database.write() as session:
        session.get_one(ImageAnalysis, "mine").perceptual_hash = None
    with pytest.raises(Conflict) as refused:
        similar(sqlite_database, "ann", "mine")
    assert refused.value.code == "not_analysed"


# A factor that is odd takes each number of 16 bits once: nobody's dice are needed.
_CROWD = (
    """INSERT INTO images (image_id, media_id, origin, user_id, bucket, profile, context, state,
           created_at)
       SELECT CAST(n.i AS TEXT), n.i + 1, 'upload', 'ann', 'b', 'media', '{}', 'ready',
           '2026-11-26 00:00:00' FROM n""",
    """INSERT INTO image_analysis (image_id, measured, perceptual_hash, analysed_at)
       SELECT CAST(n.i AS TEXT), '{}', '0000000000000000', '2026-11-26 00:00:00' FROM n""",
    """INSERT INTO image_fingerprints (image_id, band, value)
       SELECT CAST(n.i AS TEXT), b.band, (n.i * 40503 + b.band * 7919) % 65536
       FROM n CROSS JOIN (SELECT 0 AS band UNION SELECT 1 UNION SELECT 2 UNION SELECT 3) AS b""",
)
_NUMBERS = """WITH RECURSIVE n(i) AS
    (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 99999)"""


@pytest.fixture
def crowded(database: Database) -> Database:
    """A hundred thousand pictures of one user."""
    for statement in _CROWD:
        into, selected = statement.split("SELECT", 1)
        with database.write() as session:
            session.execute(text(f"{into} {_NUMBERS} SELECT {selected}"))
    with database.write() as session:
        session.execute(text("ANALYZE"))
    return database


def test_among_a_hundred_thousand_only_a_few_are_looked_at(crowded: Database) -> None:
    """It takes seconds to have so many, which a planner must see to take them for many."""
    bands = dict(enumerate(bands_of(HASH)))
    statement = candidates("ann", bands, 7)
    with crowded.read() as session:
        few = session.execute(statement).all()
        dialect = session.get_bind().dialect
        sql = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        how = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
        plan = "\n".join(str(row) for row in session.execute(text(f"{how} {sql}")))
    # 4 bands with 17 values each, of 65,536: one in a thousand.
    assert 50 < len(few) < 200
    assert "ix_image_fingerprints_band_value" in plan
    assert not re.search(r"SCAN image|Seq Scan", plan), plan
