"""Dramatiq's broker, set up for work that the database remembers.

Retries, dead letters and results are the database's business here, so the broker has
none of those middlewares. Its clocks are set so that a worker that was killed gives its
messages back within a minute instead of seven.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware, ShutdownNotifications
from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.retry import Retry

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.jobs.follow import FollowRequest

if TYPE_CHECKING:
    from dramatiq import Broker

# How long a worker may be silent before its unfinished messages are handed on.
_HEARTBEAT_MILLISECONDS = 30_000


def check_broker_url(url: str) -> None:
    """Raise ``ConfigurationError`` for what names no Redis server and no memory."""
    if url.startswith("memory:"):
        return
    try:
        parse_url(url)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise ConfigurationError(
            "BROKER_URL, REDIS_URL: use redis://:password@host:6379/0 or memory://"
        ) from error


def open_broker(url: str, middleware: list[Middleware] | None = None) -> Broker:
    """A broker for ``redis://...``, or in this process's memory for ``memory://``."""
    hooks: list[Middleware] = [ShutdownNotifications(), FollowRequest(), *(middleware or [])]
    if url.startswith("memory:"):
        return StubBroker(middleware=hooks)
    from dramatiq.brokers.redis import RedisBroker  # 30 ms that memory mode need not pay

    client = Redis.from_url(
        url,
        # A web request must hear "no queue" within a second, also from a server that takes
        # the connection and then is silent. A connection that was lost meanwhile is no
        # reason to try twice: the pool notices, and opens another.
        socket_connect_timeout=1,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=30,
    )
    return RedisBroker(  # type: ignore[no-untyped-call]
        client=client,
        middleware=hooks,
        heartbeat_timeout=_HEARTBEAT_MILLISECONDS,
        maintenance_chance=1_000_000,  # of a million: look for the dead at every command
        dead_message_ttl=24 * 3600 * 1000,
    )
