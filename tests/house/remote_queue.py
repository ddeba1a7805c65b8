"""Another server's pending queue, as a host of files plays it."""

from __future__ import annotations

from tests.house.artwork_host import ArtworkHost
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.ingest.pending.remote_queue import RemoteQueue

KEY = "the-key-of-the-other-queue"


def queue_at(host: ArtworkHost) -> RemoteQueue:
    """The queue that ``host`` shows, and no other server."""
    site = frozenset([host.site])
    policy = FetchPolicy(
        max_bytes=1_000_000, total_seconds=10, allowed_hosts=site, private_hosts=site
    )
    return RemoteQueue(Fetcher(policy), f"{host.url}/", KEY)
