"""The pending queue, from both of its sides: ours, and another server's."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import site_at
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.ingest.pending.queue import PendingQueue
from tvdbproxy.ingest.pending.remote_queue import RemoteQueue
from tvdbproxy.ingest.pending.tell import PendingReports
from tvdbproxy.ingest.steps.retrieve import Abroad
from tvdbproxy.meter.events import Service
from tvdbproxy.meter.meter import Meter
from tvdbproxy.settings import Settings
from tvdbproxy.wiring.media import media_urls
from tvdbproxy.wiring.recipe import upload_limits

# A queue of a hundred thousand pictures.
_MAX_LIST_BYTES = 32 * MEBIBYTE


@dataclass(frozen=True)
class Pending:
    """``queue`` is the one that we offer; ``remote`` the one that we work off, if there is one,
    and ``reports`` tells its server."""

    queue: PendingQueue
    remote: RemoteQueue | None
    reports: PendingReports


def open_pending(settings: Settings, kitchen: Kitchen) -> Pending:
    """Both sides."""
    ingest = settings.ingest
    queue = PendingQueue(
        database=kitchen.database,
        originals=kitchen.originals,
        max_bytes=int(ingest.pending_max_mb * MEBIBYTE),
        list_max=ingest.pending_list_max,
    )
    remote = None
    if ingest.pending_source_url:
        fetcher = Fetcher(
            pending_list_policy(settings), meter=kitchen.meter, service=Service.PENDING
        )
        remote = RemoteQueue(fetcher, ingest.pending_source_url, ingest.pending_source_key)
    return Pending(queue, remote, PendingReports(media_urls(settings)))


def open_abroad(settings: Settings, meter: Meter) -> Abroad | None:
    """Where pictures of the queue that we work off are fetched from."""
    if not settings.ingest.pending_source_url:
        return None
    fetcher = Fetcher(pending_picture_policy(settings), meter=meter, service=Service.PENDING)
    return Abroad(fetcher, settings.ingest.pending_source_key)


def pending_list_policy(settings: Settings) -> FetchPolicy:
    """The list of the other server's queue, of that server alone."""
    return _policy(settings, _MAX_LIST_BYTES)


def pending_picture_policy(settings: Settings) -> FetchPolicy:
    """Its pictures, likewise."""
    return _policy(settings, upload_limits(settings).max_bytes)


def _policy(settings: Settings, max_bytes: int) -> FetchPolicy:
    """One server, which the operator names, and which may well be in private."""
    site = frozenset([site_at(settings.ingest.pending_source_url)])
    return FetchPolicy(
        max_bytes=max_bytes,
        total_seconds=settings.upstream.fetch_seconds,
        allowed_hosts=site,
        private_hosts=site,
    )
