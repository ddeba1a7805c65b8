"""Pictures that applications gave, taken in and worked off as in earnest."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import select

from tests.imaging.drawing import encoded as file_of
from tests.imaging.drawing import photo, quarters
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Image, ImageVariant, JobStatus, Origin
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.ingest import pipeline
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.remove import remove
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.storage import keys
from tvdbproxy.storage.store import ObjectInfo
from tvdbproxy.wiring import Services

# Wider than every size that is bounded below it, so that these differ.
PHOTO = file_of(photo(1500, 900), "JPEG", quality=80)
LOGO = file_of(quarters(1300, 500, "RGBA"), "PNG")


def staged(services: Services, data: bytes = PHOTO, **given: Any) -> tuple[str, str]:
    """A picture that was taken in; the ids of its job and of itself."""
    told = {"user_id": "ann", "origin": Origin.UPLOAD, "bucket": "tests", "profile": "media"}
    accepted = services.ingest.reception.accept(Given(**{**told, **given}), data)
    return accepted.job_id, accepted.image_id


def give(services: Services, data: bytes = PHOTO, **given: Any) -> Image:
    """A picture with all its variants; ``given`` is what its owner says of it."""
    job_id, image_id = staged(services, data, **given)
    assert pipeline.run(services.ingest, job_id) == JobStatus.COMPLETED
    return image_of(services.database, image_id)


def cut_out(services: Services, image: Image) -> None:
    """Give a logo variants without its background, in WebP. The picture in them is another
    one, so that they can be told apart."""
    order = RenderOrder(services.ingest.recipes[image.profile].sizes, (Format.WEBP,))
    shape = quarters(image.width or 1, image.height or 1, "RGBA")
    shape.putalpha(100)
    rendered = services.pool.render(file_of(shape, "PNG"), order)
    for variant in rendered.variants:
        for size in variant.size_names:
            put_variant(
                services, image, (size, "removed", Format.WEBP), variant.data,
                width=variant.width, height=variant.height,
            )  # fmt: skip
    change(services.database, image.image_id, background_removed=True)


def put_variant(
    services: Services,
    image: Image,
    name: tuple[str, str, Format],
    data: bytes,
    *,
    width: int,
    height: int,
) -> ObjectInfo:
    """Store one variant, object and row."""
    size, background, image_format = name
    key = keys.media_key(image.prefix or "", size, image_format.extension, background=background)
    info = services.stores.thumbnails.put(key, data, content_type=image_format.mime)
    with services.database.write() as session:
        session.merge(
            ImageVariant(
                image_id=image.image_id,
                size=size,
                background=background,
                format=image_format.value,
                key=key,
                width=width,
                height=height,
                bytes=len(data),
                sha256=sha256(data).hexdigest(),
                etag=info.etag,
                on_demand=False,
                made_at=now(session),
            )
        )
    return info


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
