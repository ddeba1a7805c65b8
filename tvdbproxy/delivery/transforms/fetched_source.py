"""Sources of other people's servers: fetched through the guarded door, and kept for a while.

However many sizes are asked for, however many processes, a source is fetched once; when it has
grown old its server is asked whether it is still the same.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.transforms.found import Found, refused
from tvdbproxy.delivery.transforms.kept import Kept, ascii_or_nothing
from tvdbproxy.delivery.transforms.late import in_time
from tvdbproxy.delivery.transforms.listing import Listing
from tvdbproxy.delivery.transforms.mime import UNKNOWN, mime_of
from tvdbproxy.delivery.transforms.outcome import told
from tvdbproxy.errors import Unavailable, UpstreamTimeout, UpstreamUnavailable
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.fetch.fetched import Fetched
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.storage.store import ObjectInfo

log = logging.getLogger(__name__)


class Fetches(Protocol):
    """What is needed of the fetch room."""

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """The bytes, or status 304."""


@dataclass(frozen=True)
class Copy:
    """A source as it lies here; ``data`` where somebody has just fetched it."""

    sha256: str
    mime: str
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    data: bytes | None = None


@dataclass(frozen=True)
class FetchedSources:
    """``fresh_seconds`` is how long a kept source needs no second look; ``places`` are for what
    is being fetched or made."""

    fetcher: Fetches
    listing: Listing
    kept: Kept
    flights: Once[Copy]
    places: Seats
    alone: Alone
    fresh_seconds: float

    def find(self, address: str, deadline: Deadline) -> Found:
        """The source at this URL. Raises ``NotFound`` (``source_not_allowed``) and what the
        fetch room raises."""
        if not self.listing.admits(address):
            raise refused(f"{address[:200]} is not listed")
        # Clients write blanks as they are; a request line has none.
        address = address.replace(" ", "%20")
        key = self.kept.key_of(address)
        copy = self._known(key)
        if copy is None or not self._is_fresh(copy):
            copy = self.flights.do(key, lambda: self._fetched(address, key, deadline))
        return Found(
            identity=copy.sha256,
            name=unquote(urlsplit(address).path.rpartition("/")[2], errors="replace"),
            load=lambda: self._bytes(copy, address, key, deadline),
            last_modified=_as_date(copy.last_modified),
            mime=copy.mime,
        )

    def _fetched(self, address: str, key: str, deadline: Deadline) -> Copy:
        with told(), self.places.taken(at_once=True):
            return in_time(
                self.alone,
                key,
                lambda: self._fresh(key),
                lambda: self._fetch(address, key),
                deadline,
            )

    def _known(self, key: str) -> Copy | None:
        info = self.kept.look(key)
        return None if info is None else _copy_of(info)

    def _fresh(self, key: str) -> Copy | None:
        copy = self._known(key)
        return copy if copy is not None and self._is_fresh(copy) else None

    def _is_fresh(self, copy: Copy) -> bool:
        age = datetime.now(UTC) - copy.fetched_at
        # One of the future was stored by a clock that was ahead.
        return timedelta(seconds=-60) < age < timedelta(seconds=self.fresh_seconds)

    def _fetch(self, address: str, key: str) -> Copy:
        """Fetch it, or hear that what is here is still it. An old copy is better than none
        where its server is in trouble."""
        held = self.kept.read(key)
        old = None if held is None else _copy_of(held.info, held.data)
        try:
            fetched = self._get(address, old)
        except (UpstreamUnavailable, UpstreamTimeout) as error:
            if old is None:
                raise
            log.warning("%s is shown as it was: %s", address[:200], error)
            return old
        if fetched.unchanged and old is not None and old.data is not None:
            fetched = Fetched(
                fetched.url, 200, old.data, old.sha256, {**_validators(old), **fetched.headers}
            )
        return self._keep(key, fetched)

    def _get(self, address: str, old: Copy | None) -> Fetched:
        if old is None:
            return self.fetcher.get(address)
        return self.fetcher.get(address, etag=old.etag, last_modified=old.last_modified)

    def _keep(self, key: str, fetched: Fetched) -> Copy:
        mime = mime_of(fetched.data, fetched.content_type)
        facts = {"etag": fetched.etag, "modified": fetched.last_modified}
        self.kept.write(key, fetched.data, mime, ascii_or_nothing(facts))
        return Copy(
            fetched.sha256,
            mime,
            datetime.now(UTC),
            fetched.etag,
            fetched.last_modified,
            fetched.data,
        )

    def _bytes(self, copy: Copy, address: str, key: str, deadline: Deadline) -> bytes:
        """What was identified: fetched a moment ago, or kept; lost, it is fetched again."""
        if copy.data is not None:
            return copy.data

        def read() -> bytes | None:
            found = self.kept.read(key)
            return None if found is None else found.data

        def fetch() -> bytes:
            fetched = self.fetcher.get(address)
            self._keep(key, fetched)
            return fetched.data

        with told():
            data = read() or in_time(self.alone, key, read, fetch, deadline)
        if sha256(data).hexdigest() != copy.sha256:
            raise Unavailable(
                "The source changed while it was being read; try again.",
                code="source_changed",
                retry_after=1,
            )
        return data


def _copy_of(info: ObjectInfo, data: bytes | None = None) -> Copy:
    return Copy(
        info.metadata["sha256"],
        info.content_type or UNKNOWN,
        info.last_modified,
        info.metadata.get("etag"),
        info.metadata.get("modified"),
        data,
    )


def _validators(copy: Copy) -> dict[str, str]:
    told = {"etag": copy.etag, "last-modified": copy.last_modified, "content-type": copy.mime}
    return {name: value for name, value in told.items() if value}


def _as_date(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
