"""Who fetches from upstream, and what may be fetched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import hosts_of
from tvdbproxy.fetch.pauses import Pauses
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.meter.events import Service
from tvdbproxy.meter.meter import Meter
from tvdbproxy.settings import Settings, UpstreamSettings
from tvdbproxy.upstream.address import base_address
from tvdbproxy.upstream.classes import class_of
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.wiring.recipe import picture_limits

# The longest answers of the API are series with thousands of episodes.
_MAX_JSON_BYTES = 64 * MEBIBYTE


@dataclass(frozen=True)
class Upstream:
    """``pictures`` fetches from the artwork hosts, ``client`` asks the API."""

    pictures: Fetcher
    client: TvdbClient


def open_upstream(settings: Settings, meter: Meter) -> Upstream:
    """Both, over one memory of hosts: what is known of a host holds for whoever asks it."""
    pauses, breaker = Pauses(), CircuitBreaker(meter=meter, service=Service.API)
    pictures = Fetcher(
        picture_policy(settings),
        pauses=pauses,
        breaker=breaker,
        meter=meter,
        service=Service.PICTURES,
    )
    account = settings.upstream
    records = Fetcher(
        record_policy(account),
        pauses=pauses,
        breaker=breaker,
        meter=meter,
        service=Service.API,
        operation=partial(class_of, base_address(account.tvdb_base_url)),
    )
    client = TvdbClient(account.tvdb_base_url, account.tvdb_api_key, account.tvdb_pin, records)
    return Upstream(pictures, client)


def picture_policy(settings: Settings) -> FetchPolicy:
    """Pictures, of the artwork hosts alone."""
    return FetchPolicy(
        max_bytes=picture_limits(settings.images).max_bytes,
        total_seconds=settings.upstream.fetch_seconds,
        allowed_hosts=hosts_of(settings.upstream.tvdb_artwork_hosts),
        private_hosts=hosts_of(settings.upstream.fetch_private_hosts),
    )


def record_policy(settings: UpstreamSettings) -> FetchPolicy:
    """Records, of the API's host alone."""
    return FetchPolicy(
        max_bytes=_MAX_JSON_BYTES,
        total_seconds=settings.fetch_seconds,
        allowed_hosts=hosts_of([settings.tvdb_base_url]),
        private_hosts=hosts_of(settings.fetch_private_hosts),
    )
