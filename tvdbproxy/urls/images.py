"""The addresses of sized pictures: ours, and the CDN's."""

from __future__ import annotations

from dataclasses import dataclass

EXTENSIONS = {"webp": "webp", "avif": "avif", "jpg": "jpeg", "jpeg": "jpeg", "png": "png"}


@dataclass(frozen=True)
class PublicUrls:
    """How addresses begin: with our base (may be empty: relative), or with the CDN's.

    ``extension`` is that of the format in which every size is stored.
    """

    base: str = ""
    cdn: str = ""
    extension: str = "webp"

    def image(
        self,
        content_type: str,
        content_id: int,
        image_type: str,
        size: str,
        *,
        revision: str | None = None,
        artwork_id: int | None = None,
    ) -> str:
        """``/images/...`` on this service. ``artwork_id`` names a picture that is not the
        chosen one; ``revision`` makes the answer cacheable for ever."""
        middle = f"{image_type}/{artwork_id}" if artwork_id else image_type
        path = f"/images/{content_type}/{content_id}/{middle}/{size}"
        return f"{self.base.rstrip('/')}{path}{_version(revision)}"

    def stored(
        self,
        key: str,
        revision: str,
        content_type: str,
        content_id: int,
        image_type: str,
        size: str,
        artwork_id: int | None = None,
    ) -> str:
        """The address to hand out for a stored variant: the CDN's if there is one."""
        if self.cdn:
            return self.object(key, revision)
        return self.image(
            content_type, content_id, image_type, size, revision=revision, artwork_id=artwork_id
        )

    def object(self, key: str, revision: str | None = None) -> str:
        """An object of the thumbnails bucket on the CDN. Needs ``cdn``."""
        return f"{self.cdn.rstrip('/')}/{key}{_version(revision)}"


def split_size(text: str) -> tuple[str, str | None]:
    """``medium.webp`` as ``("medium", "webp")``, ``medium`` as ``("medium", None)``.

    The second is a format's name, not its extension. What follows the dot and is no
    extension of ours stays part of the size, which is then unknown.
    """
    name, dot, extension = text.rpartition(".")
    if dot and extension in EXTENSIONS:
        return name, EXTENSIONS[extension]
    return text, None


def _version(revision: str | None) -> str:
    return f"?v={revision}" if revision else ""
