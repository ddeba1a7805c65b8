"""Pictures that applications gave, taken in and worked off as in earnest."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, ClassVar

import PIL.Image
import PIL.ImageDraw
from sqlalchemy import select

from tests.house.house import cooking_with
from tests.imaging.drawing import encoded as file_of
from tests.imaging.drawing import photo
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageVariant, JobStatus, Origin
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.ingest import pipeline
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.remove import remove
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.wiring import Services


def _disc(width: int, height: int) -> bytes:
    """Something on a flat ground, which can be told from it."""
    image = PIL.Image.new("RGB", (width, height), "white")
    middle, radius = (width // 2, height // 2), height // 3
    PIL.ImageDraw.Draw(image).circle(middle, radius, fill=(200, 30, 60))
    return file_of(image, "PNG")


# Wider than most sizes. Small ones are smaller as AVIF, large ones as WebP.
PHOTO = file_of(photo(1500, 900), "JPEG", quality=80)
LOGO = _disc(1300, 500)


def staged(services: Services, data: bytes = PHOTO, **given: Any) -> tuple[str, str]:
    """A picture that was taken in; the ids of its job and of itself."""
    told = {"user_id": "ann", "origin": Origin.UPLOAD, "bucket": "tests", "profile": "media"}
    accepted = services.ingest.reception.accept(Given(**{**told, **given}), data)
    return accepted.job_id, accepted.image_id


class _Remembering:
    """A pool that works in earnest, and does the same once for all tests of this worker."""

    done: ClassVar[dict[Hashable, Any]] = {}

    def __init__(self, pool: ImagePool) -> None:
        self.pool = pool

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def do(*args: Hashable, **named: Hashable) -> Any:
            what = (name, args, *sorted(named.items()))
            if what not in self.done:
                self.done[what] = getattr(self.pool, name)(*args, **named)
            return self.done[what]

        return do


def give(services: Services, data: bytes = PHOTO, **given: Any) -> Image:
    """A picture with all its variants; ``given`` is what its owner says of it."""
    job_id, image_id = staged(services, data, **given)
    kitchen = cooking_with(services.ingest, _Remembering(services.pool))
    assert pipeline.run(kitchen, job_id) == JobStatus.COMPLETED
    return image_of(services.database, image_id)


def image_of(database: Database, image_id: str) -> Image:
    """The row as it is now."""
    with database.read() as session:
        return session.get_one(Image, image_id)


def variants_of(database: Database, image_id: str) -> dict[tuple[str, str, str], ImageVariant]:
    """Its variants by size, background and format."""
    with database.read() as session:
        rows = session.scalars(select(ImageVariant).where(ImageVariant.image_id == image_id)).all()
    return {(row.size, row.background, row.format): row for row in rows}


def change(database: Database, image_id: str, **columns: Any) -> None:
    """Set columns of a picture's row."""
    with database.write() as session:
        row = session.get_one(Image, image_id)
        for name, value in columns.items():
            setattr(row, name, value)


def lose(services: Services, image: Image, size: str, *, row: bool = False) -> None:
    """The objects of a size are gone, and its rows if ``row`` says so; nobody is told."""
    for (name, _, _), variant in variants_of(services.database, image.image_id).items():
        if name == size:
            services.stores.thumbnails.delete(variant.key)
            if row:
                with services.database.write() as session:
                    session.delete(session.merge(variant))


def lose_source(services: Services, image: Image) -> None:
    """The picture as it was given is gone from its bucket."""
    services.stores.originals.delete(image.source_key or "")


def delete(services: Services, image: Image) -> None:
    """Delete it as its owner does, and tell every process."""
    stores = services.stores
    remove(services.database, stores.originals, stores.thumbnails, image.image_id)
    services.notices.announce(image.image_id, MEDIA)
