"""A cleanup without any grace, over and over, beside a sync that stores under old orphans' keys."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import delete, select

from tvdbproxy.artwork import cleanup, pipeline
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, Source, Variant
from tvdbproxy.db.schema import upgrade
from tvdbproxy.errors import NotFound
from tvdbproxy.fetch.fetched import Fetched
from tvdbproxy.settings import load_settings
from tvdbproxy.storage.store import ObjectStore
from tvdbproxy.wiring import build

_PATH = "/banners/v4/series/1/posters/race.jpg"
_NUMBER = 11


@dataclass(frozen=True)
class Race:
    """``deleted`` are orphans that the cleanup took; ``lost`` are fresh objects that it took."""

    rounds: int
    cleanups: int
    deleted: int
    lost: int


class _OnePicture:
    """An upstream that is always there, and has one picture."""

    def __init__(self) -> None:
        buffer = BytesIO()
        Image.linear_gradient("L").resize((320, 200)).convert("RGB").save(buffer, "JPEG")
        self._data = buffer.getvalue()
        self._sha256 = sha256(self._data).hexdigest()

    def get(self, url: str, **_validators: Any) -> Fetched:
        return Fetched(url, 200, self._data, self._sha256, {})


def cleanup_race(rounds: int = 1000) -> Race:
    """Each round the picture's row is forgotten, so that its objects are orphans, and then made
    anew at the same keys, while the cleanup deletes whatever it takes for an orphan."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        settings = load_settings(
            database_url=f"sqlite:///{folder}/race.db",
            broker_url="memory://",
            storage_backend="local",
            storage_path=Path(folder) / "objects",
        )
        services = build(settings)
        upgrade(services.database)
        kitchen = replace(services.kitchen, fetcher=_OnePicture())
        sweeper = _Sweeper(kitchen)
        sweeper.start()
        lost = sum(_round(kitchen) for _ in range(rounds))
        sweeper.end()
        services.close()
        return Race(rounds, sweeper.cleanups, sweeper.deleted, lost)


class _Sweeper(threading.Thread):
    """Cleans up until it is told to end."""

    def __init__(self, kitchen: Kitchen) -> None:
        super().__init__(name="sweeper")
        self.cleanups = self.deleted = 0
        self._kitchen = kitchen
        self._ended = threading.Event()

    def run(self) -> None:
        kitchen = self._kitchen
        while not self._ended.is_set():
            swept = cleanup.clean(
                kitchen.database,
                kitchen.originals,
                kitchen.thumbnails,
                grace_hours=0,
                dry_run=False,
            )
            self.cleanups += 1
            self.deleted += swept.deleted

    def end(self) -> None:
        self._ended.set()
        self.join()


def _round(kitchen: Kitchen) -> int:
    """How many objects of the picture are gone although it was just recorded."""
    with kitchen.database.write() as session:
        session.execute(delete(Artwork))
        session.execute(delete(Source))
        session.add(
            Artwork(
                id=_NUMBER,
                content_type="series",
                content_id=1,
                image_type="poster",
                path=_PATH,
                is_chosen=True,
                due_at=now(session),
            )
        )
    ended = pipeline.run(kitchen, _NUMBER)
    assert ended.result is pipeline.Result.STORED, ended.error
    with kitchen.database.read() as session:
        variants = list(session.scalars(select(Variant.key)))
        sources = list(session.scalars(select(Source.key)))
    wanted = [(kitchen.thumbnails, variants), (kitchen.originals, sources)]
    return sum(not _is_there(store, key) for store, keys in wanted for key in keys)


def _is_there(store: ObjectStore, key: str) -> bool:
    try:
        store.head(key)
    except NotFound:
        return False
    return True
