"""A catalogue of any size, generated inside the database, for benchmarks to look at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.servers.own_postgres import OwnPostgres, postgres_programs
from tvdbproxy.db.database import Database, open_database
from tvdbproxy.db.schema import upgrade
from tvdbproxy.settings import DatabaseSettings

SIZES = ("large", "medium", "original", "small", "thumbnail")
WAITING_EVERY = 100  # one title in a hundred has no picture yet
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows) ",
    "postgresql": "WITH n AS (SELECT generate_series(1, :rows) AS i) ",
}
_PATH = "'/banners/' || CAST(i AS TEXT) || '.jpg'"
_WAITS = f"i % {WAITING_EVERY} = 0"


def databases(folder: Path, opened: ExitStack) -> dict[str, Callable[[str], Database]]:
    """By dialect, a way to make a migrated database of a name. PostgreSQL's server is one of
    our own; where it is not installed, that is said."""
    found: dict[str, Callable[[str], Database]] = {
        "sqlite": lambda name: _migrated(f"sqlite:///{folder}/{name}.db")
    }
    programs = postgres_programs()
    if programs is None:
        print("PostgreSQL: not measured, it is not installed.")
        return found
    server = OwnPostgres(programs, folder / "postgres.log")
    opened.callback(server.remove)
    server.start()
    return found | {"postgresql": lambda name: _migrated(_created(server, name))}


def open_at(url: str) -> Database:
    """The database at ``url``, whatever the environment says."""
    return open_database(DatabaseSettings(database_url=url))


def url_of(database: Database) -> str:
    """For another process."""
    return database.engine.url.render_as_string(hide_password=False)


def fill(database: Database, rows: int) -> None:
    """As many titles, episodes, pictures and titles that wait, and a variant for each picture
    and size as far as they go; one title in a hundred waits for its picture."""
    with database.write() as session:
        _insert(
            session,
            rows,
            "series (id, name, overview, year, image, local_image_url, score)",
            f"i, 'Title ' || CAST(i AS TEXT), 'Something is in the way.', '2026', {_PATH}, "
            f"CASE WHEN {_WAITS} THEN NULL ELSE '/images' END, i % 5000",
        )
        _insert(
            session,
            rows,
            "episodes (id, name, series_id, season_number, number)",
            "i, 'Part ' || CAST(i AS TEXT), i / 10, 1, i % 10",
        )
        _insert(
            session,
            rows,
            "refreshes (content_type, content_id, due_at, attempts, failures)",
            "'series', i, :moment, 0, 0",
        )
        _insert(
            session,
            rows,
            "artwork (id, content_type, content_id, image_type, path, score, is_chosen, state, "
            "due_at, attempts, failures, forced, storage_path, source_key)",
            f"i, 'series', i, 'poster', {_PATH}, 0, true, "
            f"CASE WHEN {_WAITS} THEN 'pending' ELSE 'ready' END, :moment, 0, 0, false, "
            "'series/' || CAST(i AS TEXT), 'banners/' || CAST(i AS TEXT) || '.jpg'",
        )
        for size in SIZES:
            _insert(
                session,
                rows // len(SIZES),
                "variants (artwork_id, size, format, key, width, height, bytes, on_demand, "
                "made_at)",
                f"i, '{size}', 'webp', 'series/' || CAST(1000000 + i AS TEXT) || "
                f"'/poster/{size}.webp', 1, 1, 1, false, :moment",
            )
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def variant_key(number: int) -> str:
    """The key of the n-th variant, counted from nought, in the order of keys."""
    title, size = divmod(number, len(SIZES))
    return f"series/{1_000_001 + title}/poster/{SIZES[size]}.webp"


def _insert(session: Session, rows: int, into: str, columns: str) -> None:
    dialect = session.get_bind().dialect.name
    if rows == 0:
        return
    order = f"{NUMBERS[dialect]}INSERT INTO {into} SELECT {columns} FROM n"
    values = {"rows": rows, "moment": _LONG_AGO}
    session.execute(text(order), {k: v for k, v in values.items() if f":{k}" in order})


def _created(server: OwnPostgres, name: str) -> str:
    database = open_at(server.url())
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    database.close()
    return server.url(name)


def _migrated(url: str) -> Database:
    database = open_at(url)
    upgrade(database)
    return database
