"""A cleanup without any grace, over and over, beside a sync that stores under old orphans' keys."""

from __future__ import annotations

import tempfile
import threading
import time
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
from tvdbproxy.db.models import Artwork, ArtworkState, Source, Variant
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
        try:
            lost = sum(_round(kitchen, sweeper) for _ in range(rounds))
        finally:
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

    def wait_for_another(self) -> None:
        """Return when a cleanup that has begun after this call is over."""
        until = self.cleanups + 2
        while self.cleanups < until:
            time.sleep(0.001)

    def end(self) -> None:
        self._ended.set()
        self.join()


def _round(kitchen: Kitchen, sweeper: _Sweeper) -> int:
    """How many objects of the picture are gone although nobody knows it: a cleanup that has
    overtaken a sync says so, and the picture is made again."""
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
    _make(kitchen)
    if not _missing(kitchen):
        return 0
    sweeper.wait_for_another()  # which may have to say so yet
    _make(kitchen)
    return _missing(kitchen)


def _make(kitchen: Kitchen) -> None:
    """As the reconciler and a worker would, until nothing is due any more."""
    while not _is_well(kitchen):
        pipeline.run(kitchen, _NUMBER)


def _is_well(kitchen: Kitchen) -> bool:
    with kitchen.database.read() as session:
        row = session.get_one(Artwork, _NUMBER)
        return row.state == ArtworkState.READY and not row.damaged


def _missing(kitchen: Kitchen) -> int:
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
