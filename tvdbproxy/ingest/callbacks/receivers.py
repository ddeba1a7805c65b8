"""How each kind of callback is sent: to whom, with what in its headers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

from tvdbproxy import webhooks
from tvdbproxy.errors import ConfigurationError, UpstreamGone, UpstreamMissing
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.ingest.callbacks.letter import Letter

_JSON = {"Content-Type": "application/json"}


class Receiver(Protocol):
    """Whoever takes callbacks of one kind."""

    def hand_over(self, letter: Letter) -> int:
        """The status with which it was taken. Raises what ``Fetcher.submit`` does, and
        ``ConfigurationError`` where settings are missing."""


@dataclass(frozen=True)
class Webhooks:
    """Servers that clients name, who verify our signature. Nobody's key goes to them."""

    fetcher: Fetcher
    secret: str = field(repr=False)

    def hand_over(self, letter: Letter) -> int:
        """As ``Receiver`` says. The time is that of this attempt, the id that of all."""
        if not self.secret:
            raise ConfigurationError(
                "CALLBACK_SECRET is not set; without it nothing is called back.",
                code="callbacks_closed",
            )
        signed = webhooks.signed_headers(
            self.secret, letter.body, letter.id, letter.event, timestamp=int(time.time())
        )
        return self.fetcher.submit(letter.method, letter.url, letter.body, {**_JSON, **signed})


@dataclass(frozen=True)
class PendingSource:
    """The one server whose pending queue is worked off here, as the settings name it now."""

    fetcher: Fetcher
    url: str
    key: str = field(repr=False)

    def hand_over(self, letter: Letter) -> int:
        """As ``Receiver`` says. What is to be removed and is not there was removed."""
        if not self.url:
            raise ConfigurationError(
                "PENDING_SOURCE_URL is not set; the server that waits for this is not known.",
                code="no_pending_source",
            )
        headers = {**_JSON, "Authorization": f"Bearer {self.key}"}
        address = self.url.rstrip("/") + letter.url
        try:
            return self.fetcher.submit(letter.method, address, letter.body, headers)
        except (UpstreamMissing, UpstreamGone) as error:
            if letter.method != "DELETE" or error.upstream_status is None:
                raise
            return error.upstream_status
