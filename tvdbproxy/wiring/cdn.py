"""Who makes caches in front of us forget, and whom he may call."""

from __future__ import annotations

from hashlib import sha256

from tvdbproxy.cdn.caches import Caches
from tvdbproxy.cdn.cloudflare import Cloudflare
from tvdbproxy.cdn.cloudfront import CloudFront
from tvdbproxy.cdn.courier import Courier
from tvdbproxy.cdn.outbox import Purges
from tvdbproxy.cdn.purger import Purger
from tvdbproxy.db.database import Database
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import site_at
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.settings import Settings

# The longest call of any of them; a cache of one's own that takes longer is in trouble.
_SECONDS = 20.0
_CACHE_SECONDS = 5.0
_MAX_BYTES = 64 * 1024


def open_purges(settings: Settings) -> Purges:
    """What flows tell of their changes to."""
    return Purges(
        on=settings.cdn.cdn_purge != "off",
        cdn=settings.delivery.cdn_base_url,
        wait_seconds=settings.cdn.cdn_purge_wait_seconds,
    )


def open_cdn(settings: Settings, database: Database) -> Courier | None:
    """Who delivers it; ``None`` where nothing is purged. Raises ``ConfigurationError``."""
    purger = open_purger(settings)
    if purger is None:
        return None
    # Calls are begun in the first half of a lease; in the other the last of them, which may be two
    # requests, comes to its end.
    lease_seconds = max(settings.queue.lease_seconds, 6 * _SECONDS)
    return Courier(database, purger, _fingerprint(settings), lease_seconds)


def open_purger(settings: Settings) -> Purger | None:
    """Whom the settings name. Nothing is sent yet."""
    cdn, base = settings.cdn, settings.web.public_base_url
    if cdn.cdn_purge == "cloudfront":
        return CloudFront(
            cdn.cloudfront_distribution_id,
            cdn.cloudfront_endpoint_url,
            cdn.cloudfront_access_key_id,
            cdn.cloudfront_secret_access_key,
        )
    if cdn.cdn_purge == "cloudflare":
        return Cloudflare(
            _fetcher((cdn.cloudflare_api_url,), _SECONDS),
            cdn.cloudflare_api_url,
            cdn.cloudflare_zone_id,
            base,
            cdn.cloudflare_api_token,
        )
    if cdn.cdn_purge == "http":
        return Caches(_fetcher(cdn.cdn_purge_urls, _CACHE_SECONDS), cdn.cdn_purge_urls, base)
    return None


def _fetcher(addresses: tuple[str, ...], seconds: float) -> Fetcher:
    """Of hosts that the operator names, which may well be in private."""
    sites = frozenset(site_at(address) for address in addresses)
    return Fetcher(
        FetchPolicy(
            max_bytes=_MAX_BYTES,
            total_seconds=seconds,
            read_seconds=seconds,
            allowed_hosts=sites,
            private_hosts=sites,
        )
    )


def _fingerprint(settings: Settings) -> str:
    """Another one when another CDN is meant, or another right; nothing can be read from it."""
    cdn = settings.cdn
    told = (
        cdn.cdn_purge,
        cdn.cloudfront_distribution_id,
        cdn.cloudfront_endpoint_url,
        cdn.cloudfront_access_key_id,
        cdn.cloudfront_secret_access_key,
        cdn.cloudflare_api_url,
        cdn.cloudflare_zone_id,
        cdn.cloudflare_api_token,
        *cdn.cdn_purge_urls,
    )
    return sha256("\n".join(told).encode()).hexdigest()[:32]
