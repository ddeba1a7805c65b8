"""Uploads that change while somebody looks at them: what is processed is what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.house.incoming import house, open_incoming
from tests.house.pictures import logo, poster
from tests.imaging.drawing import decoded
from tvdbproxy.db.models import Image, ImageState, ImageVariant, Origin, ProcessingJob
from tvdbproxy.ingest import pipeline
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.presigned.arrival import arrived
from tvdbproxy.ingest.presigned.offer import Announced, Offer, offer
from tvdbproxy.ingest.presigned.sweep import sweep
from tvdbproxy.storage.keys import incoming_key
from tvdbproxy.wiring import Services

__all__ = ["house", "open_incoming"]

FIRST, SECOND, THIRD = poster(), logo(), poster(1)
GIVEN = Given(user_id="ada", origin=Origin.PRESIGNED, bucket="presigned", profile="presigned")


class Interrupted:
    """A store in which something happens once, before or after the n-th call of a name."""

    def __init__(self, store: Any, name: str, *, after: bool, happens: Callable[[], None]) -> None:
        self._store, self._name, self._after = store, name, after
        self._happens: Callable[[], None] | None = happens

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name != self._name or self._happens is None:
            return found

        def interrupted(*args: Any, **named: Any) -> Any:
            if not self._after:
                self._happen()
            result = found(*args, **named)
            if self._after:
                self._happen()
            return result

        return interrupted

    def _happen(self) -> None:
        happens, self._happens = self._happens, None
        if happens is not None:
            happens()


@pytest.fixture
def offered(house: Services) -> Offer:
    """An address to which the first picture was uploaded, as we were told."""
    given = offer(house.incoming, GIVEN, Announced("image/jpeg", len(FIRST)))
    lay(house, given.unique_id, FIRST)
    arrived(house.database, [given.unique_id])
    return given


def lay(house: Services, image_id: str, data: bytes) -> None:
    house.stores.originals.put(incoming_key(image_id), data, content_type="image/jpeg")


def run(house: Services, job_id: str, originals: Any) -> None:
    reception = replace(house.ingest.reception, originals=originals)
    pipeline.run(replace(house.ingest, reception=reception), job_id)


def require_whole(house: Services, image_id: str) -> Image:
    """Source, checksum, facts and variants are of one and the same upload."""
    with house.database.read() as session:
        row = session.get_one(Image, image_id)
        keys = session.scalars(select(ImageVariant.key).where(ImageVariant.image_id == image_id))
        variants = list(keys)
    assert row.state == ImageState.READY
    assert row.source_key is not None
    source = house.stores.originals.get(row.source_key).data
    assert sha256(source).hexdigest() == row.sha256
    assert source in (FIRST, SECOND, THIRD)
    assert (row.width, row.height) == decoded(source).size
    assert row.prefix is not None
    assert str(row.sha256) in row.prefix
    assert len(variants) == 4
    for key in variants:
        assert key.startswith(row.prefix)
        told = house.stores.thumbnails.head(key).metadata
        assert told["source-sha256"] == row.sha256
    return row


@pytest.mark.proves("U1")
@pytest.mark.parametrize(
    ("name", "after"),
    [("head", False), ("head", True), ("get", True), ("put", True), ("delete", False)],
)
def test_an_upload_that_is_replaced_meanwhile_is_one_or_the_other(
    house: Services, offered: Offer, name: str, after: bool
) -> None:
    originals = Interrupted(
        house.stores.originals,
        name,
        after=after,
        happens=lambda: lay(house, offered.unique_id, SECOND),
    )
    run(house, offered.processing_id, originals)
    first = require_whole(house, offered.unique_id)
    # Whatever is there now is a stray, and changes nothing.
    arrived(house.database, [offered.unique_id])
    pipeline.run(house.ingest, offered.processing_id)
    sweep(house.incoming, lambda job_ids: None)
    assert require_whole(house, offered.unique_id).sha256 == first.sha256
    assert [info.key for info in house.stores.originals.list("incoming/")] == []


@pytest.mark.proves("U1")
@pytest.mark.parametrize("second", [SECOND, THIRD], ids=["another type", "the same type"])
@pytest.mark.parametrize("name", ["get", "put"])
def test_a_worker_that_was_taken_for_dead_changes_nothing(
    house: Services, offered: Offer, name: str, second: bytes
) -> None:
    def take_over() -> None:
        with house.database.write() as session:
            session.execute(update(ProcessingJob).values(claim=None, lease_until=None))
        lay(house, offered.unique_id, second)
        pipeline.run(house.ingest, offered.processing_id)

    originals = Interrupted(house.stores.originals, name, after=True, happens=take_over)
    run(house, offered.processing_id, originals)
    require_whole(house, offered.unique_id)
