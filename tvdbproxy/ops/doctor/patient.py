"""What is looked at. Everything is opened by the check that needs it: what cannot be opened is
that check's finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tvdbproxy.db.database import Database, open_database
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.settings import Settings

_REDIS_SECONDS = 3


@dataclass(frozen=True)
class Patient:
    """An installation: its settings, and how those of its parts are opened that need more.

    ``check_settings`` raises ``ConfigurationError`` for values that nothing can be built of. The
    fetcher of ``open_fetcher`` is for TheTVDB, and shares no breaker with anybody.
    """

    settings: Settings
    check_settings: Callable[[], None]
    open_pool: Callable[[], ImagePool]
    open_fetcher: Callable[[], Fetcher]

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A connection of its own. Raises ``ConfigurationError``."""
        database = open_database(self.settings.database)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def redis(self) -> Iterator[Redis]:
        """Likewise. Not for ``memory://``."""
        client = Redis.from_url(
            self.settings.broker,
            socket_connect_timeout=_REDIS_SECONDS,
            socket_timeout=_REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        try:
            yield client
        finally:
            client.close()


def reason(error: Exception) -> str:
    """An error as one line."""
    text = str(error) if isinstance(error, TvdbProxyError) else f"{type(error).__name__}: {error}"
    return " ".join(text.split())
