"""Pictures as their owners see them: all that is known, and of nobody else's anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageAnalysis, ImageState, ImageVariant
from tvdbproxy.delivery.media.asked import unknown_image
from tvdbproxy.delivery.media.facts import facts_of
from tvdbproxy.errors import Conflict, NotFound, TvdbProxyError


@dataclass(frozen=True)
class OwnImage:
    """A picture's row, those of its variants, and what was found out about it, if it was and
    somebody asked."""

    image: Image
    variants: Sequence[ImageVariant]
    analysis: ImageAnalysis | None = None

    def checked(self) -> OwnImage:
        """Itself, if there is something to show. Raises ``Conflict`` (``image_pending``) where
        there may be soon, ``NotFound`` (``image_failed``) where there will not."""
        if facts_of(self.image, self.variants).is_made:
            return self
        raise self._nothing()

    def source_key(self) -> str:
        """Where its source lies, also before it is processed. Raises as ``checked`` where none has
        arrived."""
        if self.image.source_key is None:
            raise self._nothing()
        return self.image.source_key

    def _nothing(self) -> TvdbProxyError:
        if self.image.state == ImageState.FAILED:
            return NotFound(
                "The image could not be processed; its job says why.", code="image_failed"
            )
        return Conflict(
            "The image is not processed yet; try again in a moment.",
            code="image_pending",
            retry_after=2,
        )


def own_image(database: Database, user_id: str, image_id: str) -> OwnImage:
    """The picture, with what was found out about it. Raises ``NotFound`` (``unknown_image``) if
    the user has no such one."""
    found = own_images(database, user_id, [image_id]).get(image_id)
    if found is None:
        raise unknown_image()
    with database.read() as session:
        return replace(found, analysis=session.get(ImageAnalysis, image_id))


def own_images(database: Database, user_id: str, image_ids: Sequence[str]) -> dict[str, OwnImage]:
    """Those of the pictures that the user has, by their ids, without what was found out."""
    with database.read() as session:
        images = session.scalars(
            select(Image).where(Image.image_id.in_(image_ids), Image.user_id == user_id)
        ).all()
        variants: dict[str, list[ImageVariant]] = {image.image_id: [] for image in images}
        for row in session.scalars(
            select(ImageVariant).where(ImageVariant.image_id.in_(list(variants)))
        ):
            variants[row.image_id].append(row)
    return {image.image_id: OwnImage(image, variants[image.image_id]) for image in images}
