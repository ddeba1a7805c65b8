"""The artwork host as the mirror sees it: a picture, no picture, or trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tvdbproxy.errors import (
    BadPicture,
    NotFound,
    SourceNotAllowed,
    TooLarge,
    Unsupported,
    UpstreamBad,
    UpstreamDenied,
    UpstreamGone,
    UpstreamLimited,
    UpstreamMissing,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tvdbproxy.fetch.fetched import Fetched
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.urls.artwork_host import artwork_url

# When to ask again, where upstream does not say it.
_AGAIN_SECONDS = 10.0


class Fetches(Protocol):
    """What is needed of the fetch room."""

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """The bytes, or status 304."""


@dataclass(frozen=True)
class Picture:
    """A whole picture, with upstream's validators; ``made_of`` is the SHA-256 of the picture
    that we made it of ourselves."""

    data: bytes
    sha256: str
    mime: str
    etag: str | None = None
    last_modified: str | None = None
    made_of: str | None = None


@dataclass(frozen=True)
class Host:
    """Where pictures are fetched from, and how large they may be."""

    fetcher: Fetches
    hosts: Sequence[str]
    limits: Limits

    def get(
        self, path: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Picture | None:
        """The picture at this path; ``None`` if the one with these validators is still it.

        Raises ``NotFound`` (``no_artwork``) if upstream says that it has none, ``UpstreamBad``
        for what is none, and the other errors of ``fetch``, with a time to come again.
        """
        url = artwork_url(path, self.hosts)
        try:
            fetched = self.fetcher.get(url, etag=etag, last_modified=last_modified)
        except (UpstreamMissing, UpstreamGone, UpstreamDenied) as error:
            # Denied is how this host says that it has no such file.
            raise no_picture(error.detail) from error
        except SourceNotAllowed as error:
            raise UpstreamBad(
                "Upstream leads to an address that nothing is fetched from.",
                code=error.code,
                detail=str(error),
            ) from error
        except TooLarge as error:
            raise UpstreamBad(error.public, code=error.code) from error
        except (UpstreamLimited, UpstreamUnavailable, UpstreamTimeout) as error:
            error.retry_after = error.retry_after or _AGAIN_SECONDS
            raise
        return None if fetched.unchanged else self._checked(fetched)

    def _checked(self, fetched: Fetched) -> Picture:
        """Artwork hosts answer with error pages and status 200 at times, and with half files."""
        try:
            header = inspect(fetched.data, self.limits)
        except (BadPicture, TooLarge, Unsupported) as error:
            raise UpstreamBad(
                "Upstream sent something that is no whole picture; try again later.",
                detail=str(error),
                retry_after=_AGAIN_SECONDS,
            ) from error
        return Picture(
            fetched.data,
            fetched.sha256,
            header.format.mime,
            fetched.etag,
            fetched.last_modified,
        )


def no_picture(detail: str | None = None) -> NotFound:
    """What is asked for is nowhere."""
    return NotFound(
        "There is no such picture, neither here nor upstream; check the address.",
        code="no_artwork",
        detail=detail,
    )
