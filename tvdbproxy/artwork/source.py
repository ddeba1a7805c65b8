"""The second stage: the bytes, from upstream or from the originals bucket."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

from tvdbproxy.artwork.reading import Fault, read_object
from tvdbproxy.artwork.work import HeldSource, Source, Work
from tvdbproxy.errors import Unsupported, UpstreamBad
from tvdbproxy.fetch.fetched import Fetched
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.storage import keys
from tvdbproxy.storage.store import ObjectStore
from tvdbproxy.urls.artwork_host import artwork_url


class Fetches(Protocol):
    """What this stage needs of the fetch room."""

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """The bytes, or status 304."""


def fetch(work: Work, fetcher: Fetches, hosts: Sequence[str]) -> Source | None:
    """The picture as upstream has it now; ``None`` if it is still the one that we hold.

    Raises what the fetch room raises.
    """
    url = artwork_url(work.path, hosts)
    held = None if work.forced else work.source
    if held is None:
        return _fresh(work, fetcher.get(url))
    fetched = fetcher.get(url, etag=held.etag, last_modified=held.last_modified)
    return None if fetched.status == 304 else _fresh(work, fetched)


def fetch_anew(work: Work, fetcher: Fetches, hosts: Sequence[str]) -> Source:
    """The picture whatever we hold: what the bucket should have is not there."""
    return _fresh(work, fetcher.get(artwork_url(work.path, hosts)))


def read(held: HeldSource, originals: ObjectStore) -> Source | None:
    """The source from the bucket; ``None`` if it is not there, not what we stored, or not to
    be read although the server answers."""
    found = read_object(originals, held.key)
    if isinstance(found, Fault) or sha256(found.data).hexdigest() != held.sha256:
        return None
    return Source(
        key=held.key,
        sha256=held.sha256,
        data=found.data,
        etag=held.etag,
        last_modified=held.last_modified,
        fresh=False,
    )


def validate(source: Source, limits: Limits) -> Format:
    """Which format the bytes are, by their header alone; nothing is decoded.

    Raises ``BadPicture`` for what is broken or larger than ``limits``, and ``UpstreamBad``
    for what is no picture at all: artwork hosts answer with error pages and status 200 at
    times.
    """
    try:
        return inspect(source.data, limits).format
    except Unsupported as error:
        what = error.public.partition(":")[0]
        raise UpstreamBad(f"Upstream sent no picture. {what}.") from error


def _fresh(work: Work, fetched: Fetched) -> Source:
    return Source(
        key=keys.source_key(work.path),
        sha256=fetched.sha256,
        data=fetched.data,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        fresh=True,
    )
