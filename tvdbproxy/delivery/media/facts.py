"""What the database knows of one picture, in one question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageState, ImageVariant
from tvdbproxy.delivery.media.asked import Address
from tvdbproxy.imaging.formats import Format

Name = tuple[str, str, Format]
"""A variant's size, background and format."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A variant that is stored."""

    key: str
    width: int
    height: int
    bytes: int
    on_demand: bool = False


@dataclass(frozen=True)
class Facts:
    """A picture, and every variant of it by its name.

    ``revision`` and ``prefix`` are those of what was made last; both are empty as long as
    nothing was.
    """

    image_id: str
    media_id: int
    state: str
    profile: str
    source_key: str | None
    sha256: str | None
    prefix: str | None
    revision: str | None
    width: int
    height: int
    has_alpha: bool
    variants: Mapping[Name, Kept]

    @property
    def is_made(self) -> bool:
        """Whether there is something to show, whatever is being done with the picture."""
        return bool(self.prefix and self.revision and self.variants)

    @property
    def is_settled(self) -> bool:
        """Whether this stays so until somebody says otherwise."""
        return self.is_made and self.state == ImageState.READY

    def has(self, background: str) -> bool:
        """Whether there is a variant with this background."""
        return any(name[1] == background for name in self.variants)


def read_facts(database: Database, address: Address) -> Facts | None:
    """The picture of this id; ``None`` if there is none."""
    one = Image.media_id == address if isinstance(address, int) else Image.image_id == address
    with database.read() as session:
        rows = session.execute(
            select(Image, ImageVariant)
            .outerjoin(ImageVariant, ImageVariant.image_id == Image.image_id)
            .where(one)
        ).all()
        if not rows:
            return None
        return facts_of(rows[0][0], [variant for _, variant in rows if variant is not None])


def facts_of(image: Image, variants: Iterable[ImageVariant]) -> Facts:
    """What the rows say."""
    return Facts(
        image_id=image.image_id,
        media_id=image.media_id,
        state=image.state,
        profile=image.profile,
        source_key=image.source_key,
        sha256=image.sha256,
        prefix=image.prefix,
        revision=image.revision,
        width=image.width or 0,
        height=image.height or 0,
        has_alpha=bool(image.has_alpha),
        variants={_name(row): _kept(row) for row in variants},
    )


def _name(row: ImageVariant) -> Name:
    return row.size, row.background, Format(row.format)


def _kept(row: ImageVariant) -> Kept:
    return Kept(row.key, row.width, row.height, row.bytes, row.on_demand)
