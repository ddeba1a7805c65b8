"""How long an answer may be kept, and by whom."""

from __future__ import annotations

FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=3600, stale-while-revalidate=86400"
# Clients of the artwork host take what follows the first equals sign for the seconds.
MIRRORED = "public, max-age=86400"
# For what stands in for something that may be had the next time.
FOR_A_MOMENT = "public, max-age=60"
NEVER = "no-store"


def cache_control(asked_revision: str | None, revision: str | None) -> str:
    """For ever if the URL names the revision that it got; an hour otherwise, because the
    same URL will show another picture one day."""
    if asked_revision is not None and asked_revision == revision:
        return FOR_EVER
    return FOR_NOW


def for_seconds(ttl: int, expires: int | None, now: float) -> str:
    """As long as ``ttl``, and no longer than until ``expires`` (Unix seconds)."""
    left = ttl if expires is None else max(min(ttl, int(expires - now)), 0)
    return f"max-age={left}, public" if left else "no-cache"
