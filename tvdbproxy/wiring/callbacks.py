"""Who tells other servers what became of pictures, and whom it may call."""

from __future__ import annotations

from tvdbproxy.db.database import Database
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import hosts_of, site_at
from tvdbproxy.fetch.pauses import Pauses
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.ingest.callbacks.courier import Courier
from tvdbproxy.ingest.callbacks.receivers import PendingSource, Webhooks
from tvdbproxy.meter.events import Service
from tvdbproxy.meter.meter import Meter
from tvdbproxy.settings import Settings
from tvdbproxy.settings.ingest import IngestSettings

# What applications listen on. Others may be named as private hosts, which public ones may be.
_PORTS = (80, 443, 8080, 8443)
# A receiver has to take it, not to do what it means. Slow ones keep others waiting.
_SECONDS = 10.0
# Between the end of a request and that of the lease on its row.
_SLACK_SECONDS = 10.0
# Nothing of an answer's body is read; this bounds its headers.
_MAX_BYTES = 64 * 1024


def open_courier(settings: Settings, database: Database, meter: Meter) -> Courier:
    """Both kinds of receivers, over one memory of hosts."""
    ingest = settings.ingest
    pauses, breaker = Pauses(), CircuitBreaker(meter=meter, service=Service.RECEIVERS)

    def fetcher(policy: FetchPolicy) -> Fetcher:
        return Fetcher(
            policy, pauses=pauses, breaker=breaker, meter=meter, service=Service.RECEIVERS
        )

    return Courier(
        database=database,
        webhooks=Webhooks(
            fetcher(webhook_policy(ingest)),
            ingest.callback_secret,
        ),
        source=PendingSource(
            fetcher(source_policy(ingest)),
            ingest.pending_source_url,
            ingest.pending_source_key,
        ),
        lease_seconds=max(settings.queue.lease_seconds, _SECONDS + _SLACK_SECONDS),
        max_attempts=ingest.callback_max_attempts,
        max_deliveries=settings.queue.max_deliveries,
        meter=meter,
    )


def webhook_policy(settings: IngestSettings) -> FetchPolicy:
    """Anybody in public, and who is named in private."""
    return FetchPolicy(
        max_bytes=_MAX_BYTES,
        total_seconds=_SECONDS,
        private_hosts=hosts_of(settings.callback_private_hosts),
        ports=_PORTS,
    )


def source_policy(settings: IngestSettings) -> FetchPolicy:
    """One server, which the operator names, and which may well be in private."""
    site = frozenset([site_at(settings.pending_source_url)] if settings.pending_source_url else [])
    return FetchPolicy(
        max_bytes=_MAX_BYTES, total_seconds=_SECONDS, allowed_hosts=site, private_hosts=site
    )
