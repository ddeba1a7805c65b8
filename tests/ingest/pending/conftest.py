"""A pending queue of ours, in both dialects, and pictures in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.house.artwork_host import artwork_host
from tests.house.pictures import poster
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import PendingImage, PendingStatus
from tvdbproxy.ingest.pending.queue import GivenFile, PendingQueue, PendingView
from tvdbproxy.storage.memory import MemoryStore

__all__ = ["artwork_host"]

Put = Callable[..., PendingView]
Row = Callable[[int], PendingImage]
Hang = Callable[..., list[str]]


@pytest.fixture
def originals() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def queue(database: Database, originals: MemoryStore) -> PendingQueue:
    """An empty queue that lists three at a time."""
    return PendingQueue(database, originals, max_bytes=100_000, list_max=3)


@pytest.fixture
def put(queue: PendingQueue) -> Put:
    """Put a picture in."""

    def put_in(field: str = "profile_image", name: str = "my-photo.jpg") -> PendingView:
        return queue.put("456", [GivenFile(field, name, poster())])[0]

    return put_in


@pytest.fixture
def row(database: Database) -> Row:
    """A picture of the queue as it is."""

    def read(number: int) -> PendingImage:
        with database.read() as session:
            return session.get_one(PendingImage, number)

    return read


@pytest.fixture
def hang(database: Database) -> Hang:
    """Rows without files: ``count`` of them, and their temporary addresses. Media ids are
    1000 and the number of the row."""

    def add(count: int, status: str = PendingStatus.PROCESSED, first: int = 1) -> list[str]:
        numbers = range(first, first + count)
        with database.write() as session:
            moment = now(session)
            session.add_all(
                PendingImage(
                    id=number,
                    user_id=7,
                    data_type="profile",
                    image_path=path_of(number),
                    key=f"pending/{number}",
                    file_size=1,
                    status=status,
                    media_id=_media_id(number, status),
                    created_at=moment,
                    updated_at=moment,
                )
                for number in numbers
            )
        return [path_of(number) for number in numbers]

    return add


def path_of(number: int) -> str:
    """The temporary address that ``hang`` gives a row."""
    return f"/temp_images/profiles/7-profile-1704110400-{number}.jpg"


def _media_id(number: int, status: str) -> str | None:
    known: Any = (PendingStatus.PROCESSED, PendingStatus.COMPLETE)
    return str(1000 + number) if status in known else None
