"""A busy house of any size, generated inside the database, for the dashboard to show.

The same rows every time, but for the hour. What is rare is old: a list that is read from its
newest end has to find it there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.engine import Connection

from benchmarks._rows import NUMBERS
from tvdbproxy.db.database import Database
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.ops.history.names import Counted, Measured

KEY_ID = "benchmarkkey"
RARE_CODE, COMMON_CODE = "storage_corrupt", "source_unreachable"
RARE_JOB_CODE, COMMON_JOB_CODE = "decoder_crashed", "image_truncated"
_CODES = (COMMON_CODE, "image_truncated", "unsupported_format", "upstream_busy", "image_too_large")
_JOB_CODES = (COMMON_JOB_CODE, "upload_expired", "unsupported_media_type")

# Indexes grow faster in memory (KiB), and a million rows take longer than a request may.
_PREPARED = {
    "sqlite": "PRAGMA cache_size=-1000000",
    "postgresql": "SET statement_timeout = 0",
}

# Of every kind of task what a page says of it.
_RESULT = {"left": 0, "orphans": 0, "bytes": 0, "examined": 9, "pictures": 9, "faults": {}}

Columns = Mapping[str, str]


@dataclass(frozen=True)
class Size:
    """Of a house: pictures of the catalogue and of applications, which have a job each; minutes
    that are remembered, pictures that were viewed a day; and what operators left behind."""

    pictures: int = 1_000_000
    images: int = 100_000
    minutes: int = 14 * 24 * 60
    days: int = 14
    viewed: int = 20_000
    tasks: int = 20_000
    lines: int = 10_000
    keys: int = 200


@dataclass(frozen=True)
class Rows:
    """So many rows of a table, as SQL over their numbers ``i`` from one."""

    table: str
    number: int
    columns: Columns


def fill(database: Database, size: Size) -> None:
    """Make the rows of a house that is still empty."""
    dialect = database.engine.dialect.name
    alone = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        connection.exec_driver_sql(_PREPARED[dialect])
        for rows in _everything(size, dialect):
            _insert(connection, dialect, rows)
            connection.commit()
        if dialect == "postgresql":
            # As its autovacuum does. Nobody does it for SQLite, and we neither.
            connection.exec_driver_sql("VACUUM ANALYZE")
        connection.invalidate()


def image_id(number: int) -> str:
    """That of an application's picture, as are those of jobs with another ``kind``."""
    return f"00000000-0000-4000-8000-{100_000_000_000 + number}"


def job_id(number: int) -> str:
    """That of a picture's job."""
    return image_id(number).replace("4000", "4001", 1)


def _everything(size: Size, dialect: str) -> Iterator[Rows]:
    yield from _catalogue(size.pictures, dialect)
    yield from _applications(size.images, dialect)
    yield from _house(size, dialect)


def _catalogue(pictures: int, dialect: str) -> Iterator[Rows]:
    titles = {
        "series": pictures // 10,
        "movies": pictures // 20,
        "seasons": pictures // 10,
        "episodes": pictures // 5,
        "people": pictures // 10,
    }
    for table, number in titles.items():
        yield Rows(table, number, {"id": "i", "name": _words("Title ")})
    yield Rows("artwork", pictures, _artwork(titles, _when(dialect, pictures)))
    yield Rows(
        "sources",
        pictures,
        {
            "key": _words("banners/"),
            "sha256": "'0'",
            "size": "200000 + i % 9999",
            "fetched_at": _when(dialect, pictures),
        },
    )
    for size, made_as in (("original", "webp"), ("medium", "webp"), ("medium", "jpeg")):
        yield Rows("variants", pictures, _variant(size, made_as, _when(dialect, pictures)))
    yield Rows("refreshes", 1000, {"content_type": "'series'", "content_id": "i", **_DUE_NEVER})


_DUE_NEVER = {"due_at": "NULL", "attempts": "0", "failures": "0"}
_STATE = (
    "CASE WHEN i <= 40 THEN 'processing' WHEN i <= 43 THEN 'failed' "
    "WHEN i / 10 % 100 < 10 THEN 'failed' WHEN i / 10 % 100 < 14 THEN 'missing' "
    "WHEN i / 10 % 100 < 24 THEN 'pending' ELSE 'ready' END"
)
_CONTENT_TYPE = (
    "CASE WHEN i % 10 < 4 THEN 'series' WHEN i % 10 < 6 THEN 'movie' WHEN i % 10 = 6 "
    "THEN 'season' WHEN i % 10 < 9 THEN 'episode' ELSE 'person' END"
)
_IMAGE_TYPE = (
    "CASE WHEN i <= 20 THEN 'cinemagraph' WHEN i <= 22 THEN 'type-77' "
    "WHEN i % 10 IN (0, 4, 6) THEN 'poster' WHEN i % 10 IN (1, 5) THEN 'fanart' "
    "WHEN i % 10 = 2 THEN 'banner' WHEN i % 10 > 6 THEN 'image' "
    "WHEN i / 10 % 3 = 0 THEN 'clearlogo' WHEN i / 10 % 3 = 1 THEN 'clearart' ELSE 'icon' END"
)


def _artwork(titles: Mapping[str, int], moment: str) -> Columns:
    series, movies, episodes = titles["series"], titles["movies"], titles["episodes"]
    return {
        "id": "i",
        "content_type": _CONTENT_TYPE,
        "content_id": f"CASE WHEN i % 10 < 4 OR i % 10 IN (6, 9) THEN i / 10 % {series} "
        f"WHEN i % 10 < 6 THEN i / 10 % {movies} ELSE i / 5 % {episodes} END + 1",
        "image_type": _IMAGE_TYPE,
        "path": _words("/banners/"),
        "score": "i % 100",
        "is_chosen": "i % 3 = 0",
        "state": _STATE,
        "due_at": f"CASE WHEN i / 10 % 100 BETWEEN 14 AND 18 THEN NULL ELSE {moment} END",
        "attempts": "0",
        "failures": "0",
        "forced": "false",
        "error_code": f"CASE WHEN i <= 40 THEN NULL WHEN i <= 43 THEN '{RARE_CODE}' "
        f"WHEN i / 10 % 100 < 10 THEN {_one_of(_CODES)} "
        "WHEN i / 10 % 100 < 14 THEN 'missing_upstream' END",
        "error_message": "CASE WHEN i / 10 % 100 < 14 THEN 'It went wrong.' END",
        "revision": "CASE WHEN i / 10 % 100 >= 24 THEN '0123456789abcdef' END",
        "source_key": _words("banners/"),
        "storage_path": _words("series/"),
        "file_size": "200000 + i % 9999",
        "width": "680",
        "height": "1000",
        "format": "'jpeg'",
        "processed_at": moment,
    }


def _variant(size: str, made_as: str, moment: str) -> Columns:
    return {
        "artwork_id": "i",
        "size": f"'{size}'",
        "format": f"'{made_as}'",
        "key": f"{_words('series/')} || '/{size}.{made_as}'",
        "width": "680",
        "height": "1000",
        "bytes": "30000 + i % 9999",
        "on_demand": "false",
        "made_at": moment,
    }


def _applications(images: int, dialect: str) -> Iterator[Rows]:
    moment = _when(dialect, images)
    image, job = _id("4000"), _id("4001")
    yield Rows("images", images, _image(image, moment))
    yield Rows("processing_jobs", images, _job(image, job, moment))
    for step in ("retrieve_file", "analysis", "resize_optimize", "update_callback"):
        columns = {"job_id": job, "step": f"'{step}'", "status": "'completed'", "attempts": "1"}
        yield Rows("job_steps", images, columns)
    for number, event in enumerate(("initiated", "arrived", "processed", "completed")):
        columns = {"id": _id(f"401{number}"), "event_type": f"'{event}'", "image_id": image}
        columns |= {"job_id": job, "user_id": _USER, "details": "'{}'", "created_at": moment}
        yield Rows("image_upload_events", images, columns)
    yield Rows("callbacks", images, _callback(image, job, moment))
    for size in ("small", "medium", "large"):
        yield Rows("image_variants", images, _image_variant(image, size, moment))
    yield Rows(
        "image_analysis",
        images,
        {
            "image_id": image,
            "measured": "'{}'",
            "perceptual_hash": "CAST(1000000000000000 + i % 30000 AS TEXT)",
            "analysed_at": moment,
        },
    )
    for band in range(4):
        columns = {"image_id": image, "band": f"{band}", "value": f"(i % 30000 + {band}) % 65536"}
        yield Rows("image_fingerprints", images, columns)


# Half of all pictures are one user's.
_USER = "CASE WHEN i % 2 = 0 THEN 'user-0' ELSE 'user-' || CAST(i % 1000 AS TEXT) END"


def _image(image: str, moment: str) -> Columns:
    return {
        "image_id": image,
        "media_id": "100000000000000 + i",
        "origin": "'upload'",
        "user_id": _USER,
        "bucket": "'photos'",
        "profile": "'upload'",
        "original_name": _words("photo "),
        "context": "'{}'",
        "state": "CASE WHEN i <= 30 THEN 'awaited' WHEN i % 100 < 5 THEN 'failed' ELSE 'ready' END",
        "source_key": _words("uploads/"),
        "file_size": "200000 + i % 9999",
        "prefix": _words("media/"),
        "width": "680",
        "height": "1000",
        "format": "'jpeg'",
        "created_at": moment,
    }


def _job(image: str, job: str, moment: str) -> Columns:
    rare = f"WHEN i BETWEEN 100 AND 103 THEN '{RARE_JOB_CODE}'"
    return {
        "job_id": job,
        "image_id": image,
        "user_id": _USER,
        "status": "CASE WHEN i <= 30 THEN 'retrying' WHEN i % 100 < 5 THEN 'failed' "
        "ELSE 'completed' END",
        "attempts": "0",
        "attempt_count": "1",
        "max_retries": "3",
        "error_code": f"CASE WHEN i <= 30 THEN NULL {rare} WHEN i % 100 < 5 "
        f"THEN {_one_of(_JOB_CODES)} END",
        "created_at": moment,
        "started_at": moment,
        "completed_at": moment,
    }


def _callback(image: str, job: str, moment: str) -> Columns:
    return {
        "id": _id("4002"),
        "kind": "'webhook'",
        "event": "'completed'",
        "job_id": job,
        "image_id": image,
        "method": "'POST'",
        "url": "'https://app.example/hook'",
        "body": "'{}'",
        "status": "CASE WHEN i % 100 < 3 THEN 'dead' ELSE 'delivered' END",
        "attempts": "1",
        "failures": "0",
        "created_at": moment,
    }


def _image_variant(image: str, size: str, moment: str) -> Columns:
    return {
        "image_id": image,
        "size": f"'{size}'",
        "background": "'kept'",
        "format": "'webp'",
        "key": f"{_words('media/')} || '/{size}.webp'",
        "width": "680",
        "height": "1000",
        "bytes": "30000 + i % 9999",
        "on_demand": "false",
        "made_at": moment,
    }


def _house(size: Size, dialect: str) -> Iterator[Rows]:
    """What operators did, asked for and let in, and what was counted."""
    yield Rows("tasks", size.tasks, _task(_when(dialect, size.tasks)))
    yield Rows(
        "audit_log",
        size.lines,
        {
            "at": _when(dialect, size.lines),
            "who": "'key-' || CAST(i % 200 AS TEXT)",
            "action": f"CASE WHEN i = 5 THEN '{Action.VERIFY_STARTED}' "
            f"WHEN i % 2 = 0 THEN '{Action.LOGGED_IN}' ELSE '{Action.JOB_RETRIED}' END",
            "subject": _words("job "),
            "details": "'{}'",
        },
    )
    yield Rows("api_keys", size.keys, _key(_when(dialect, size.keys)))
    this_minute = int(time.time() // 60)
    for name in (*Counted, *Measured):
        columns = {"name": f"'{name}'", "minute": f"{this_minute} - i + 1", "value": "i % 50"}
        yield Rows("samples", size.minutes, columns)
    for day in range(size.days):
        yield Rows("picture_views", size.viewed, _views(day, dialect))


def _task(moment: str) -> Columns:
    return {
        "id": "'0000000000000000000000' || CAST(1000000000 + i AS TEXT)",
        "kind": "CASE WHEN i = 7 THEN 'verify_storage' WHEN i = 8 THEN 'cleanup_orphaned_images' "
        "ELSE 'sync_content_images' END",
        "arguments": "'{}'",
        "status": "CASE WHEN i BETWEEN 10 AND 20 THEN 'failed' ELSE 'completed' END",
        "done": "1",
        "result": f"'{json.dumps(_RESULT)}'",
        "created_at": moment,
        "finished_at": moment,
        "attempts": "1",
    }


def _key(moment: str) -> Columns:
    return {
        "id": f"CASE WHEN i = 1 THEN '{KEY_ID}' ELSE 'key-' || CAST(i AS TEXT) END",
        "name": _words("Application "),
        "role": "'reader'",
        "digest": _words("digest "),
        "hint": "'abcd'",
        "rewrite_changed_at": moment,
        "token_secret": "'secret'",
        "created_at": moment,
        "uses": "i",
    }


def _views(day: int, dialect: str) -> Columns:
    """A few pictures are viewed by many, and most of them seldom; not the same on every day."""
    back = {"sqlite": f"date('now', '-{day} days')", "postgresql": f"CURRENT_DATE - {day}"}
    return {
        "prefix": f"'series/' || CAST(i * 37 + CASE WHEN i % 5 = 0 THEN {day} ELSE 0 END AS TEXT)",
        "day": back[dialect],
        "views": f"200000 / i + (i + {day}) % 7 + 1",
    }


def _words(before: str) -> str:
    return f"'{before}' || CAST(i AS TEXT)"


def _id(kind: str) -> str:
    return f"'00000000-0000-{kind}-8000-' || CAST(100000000000 + i AS TEXT)"


def _one_of(names: tuple[str, ...]) -> str:
    """Runs of a thousand rows with the same name."""
    cases = " ".join(f"WHEN {number} THEN '{name}'" for number, name in enumerate(names))
    return f"CASE i / 1000 % {len(names)} {cases} END"


def _when(dialect: str, rows: int) -> str:
    """A minute apart, the last one now."""
    base = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    if dialect == "postgresql":
        return f"CAST('{base}+00' AS TIMESTAMPTZ) - ({rows} - i) * INTERVAL '1 minute'"
    return f"datetime('{base}', '-' || CAST({rows} - i AS TEXT) || ' minutes') || '.000000'"


def _insert(connection: Connection, dialect: str, rows: Rows) -> None:
    names, values = ", ".join(rows.columns), ", ".join(rows.columns.values())
    order = f"{NUMBERS[dialect]}INSERT INTO {rows.table} ({names}) SELECT {values} FROM n"
    connection.execute(text(order), {"rows": rows.number})
