"""The addresses of pictures that somebody gave us: by number, and of their objects on a CDN."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class MediaUrls:
    """How addresses begin: with our base (may be empty: relative), or with the CDN's.

    ``smart_base`` takes the place of ``{base}/api/images``, where a proxy in front has another
    address for it.
    """

    base: str = ""
    cdn: str = ""
    smart_base: str = ""

    def smart(self, media_id: int | str, size: str | None = None, *, bg: str | None = None) -> str:
        """Where the picture is served in the format that suits whoever asks. ``media_id`` may be
        the image's id as well; without ``size`` in its usual one."""
        begin = self.smart_base.rstrip("/") or f"{self.base.rstrip('/')}/api/images"
        told = [("size", size), ("bg", bg)]
        query = "&".join(f"{name}={quote(value)}" for name, value in told if value)
        return f"{begin}/{media_id}" + (f"?{query}" if query else "")

    def variant(self, key: str) -> str | None:
        """An object of the thumbnails bucket on the CDN; ``None`` where there is none. What lies
        there never changes, so that the address needs no revision."""
        return f"{self.cdn.rstrip('/')}/{key}" if self.cdn else None

    def of_size(self, media_id: int | str, size: str, key: str | None) -> str:
        """The address to hand out for a size: the CDN's of its object if there is one, else the
        one that lets the format be chosen."""
        stored = self.variant(key) if key else None
        return stored or self.smart(media_id, size)
