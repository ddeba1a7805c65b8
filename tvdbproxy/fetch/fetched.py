"""What comes back from another server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Fetched:
    """One whole answer. ``url`` is the last one, after redirects.

    ``sha256`` is the hex digest of ``data``, and empty where no body belongs to the
    answer (304, HEAD). ``headers`` have lower-case names; a repeated one is joined
    by commas.
    """

    url: str
    status: int
    data: bytes
    sha256: str
    headers: Mapping[str, str]

    @property
    def unchanged(self) -> bool:
        """Whether the server says that what we have is still right."""
        return self.status == 304

    @property
    def etag(self) -> str | None:
        """The entity tag exactly as sent, to be sent back."""
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        """The modification date exactly as sent, to be sent back."""
        return self.headers.get("last-modified")

    @property
    def content_type(self) -> str | None:
        """The declared media type, lower-case and without parameters."""
        declared = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return declared or None
