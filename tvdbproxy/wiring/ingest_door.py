"""Who may come through the ingest door, by the settings."""

from __future__ import annotations

import logging
from contextlib import nullcontext

from tvdbproxy.access.bearer_key import BearerKey
from tvdbproxy.access.counter import SharedCounter
from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.access.guesses import Guesses
from tvdbproxy.access.ingest_door import IngestDoor
from tvdbproxy.access.jwks import KeySet, Room
from tvdbproxy.access.public_keys import GivenKey, PublicKeys
from tvdbproxy.access.rate import rule_of
from tvdbproxy.access.user_tokens import UserTokens
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import hosts_of
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.meter.events import Service
from tvdbproxy.meter.meter import SILENT, Meter
from tvdbproxy.settings import Settings

log = logging.getLogger(__name__)

# As many bytes as the weakest of the algorithms has in its result.
_SHORTEST_SECRET_BYTES = 32
_MAX_KEY_SET_BYTES = 256 * 1024
# Somebody waits to be let in.
_KEY_SET_SECONDS = 5.0


def open_ingest_door(
    settings: Settings, doorkeeper: Doorkeeper, seats: Seats, meter: Meter
) -> IngestDoor:
    """The door. Raises ``ConfigurationError`` for keys that cannot be used."""
    ingest = settings.ingest
    _warn(settings)
    guesses = Guesses(
        SharedCounter(settings.broker, "ingest keys"),
        rule_of(settings.access.login_rate_limit, "LOGIN_RATE_LIMIT"),
    )
    return IngestDoor(
        users=UserTokens(ingest, open_public_keys(settings, seats.taken, meter)),
        media=BearerKey(
            ingest.media_api_key, variable="MEDIA_API_KEY", door="media", guesses=guesses
        ),
        events=BearerKey(
            ingest.s3_events_token, variable="S3_EVENTS_TOKEN", door="events", guesses=guesses
        ),
        doorkeeper=doorkeeper,
        guesses=guesses,
        admin_key=settings.web.admin_api_key,
    )


def open_public_keys(
    settings: Settings, room: Room = nullcontext, meter: Meter = SILENT
) -> PublicKeys | None:
    """Where the keys are that verify tokens, if any are named. Raises ``ConfigurationError``."""
    ingest = settings.ingest
    if ingest.jwt_jwks_url:
        fetcher = Fetcher(key_set_policy(settings), meter=meter, service=Service.KEYS)
        return KeySet(fetcher, ingest.jwt_jwks_url, ingest.public_algorithms, room=room)
    if ingest.jwt_public_key:
        return GivenKey(ingest.jwt_public_key, ingest.public_algorithms)
    return None


def key_set_policy(settings: Settings) -> FetchPolicy:
    """The key set, of its own host alone."""
    return FetchPolicy(
        max_bytes=_MAX_KEY_SET_BYTES,
        total_seconds=_KEY_SET_SECONDS,
        allowed_hosts=hosts_of([settings.ingest.jwt_jwks_url]),
        private_hosts=hosts_of(settings.upstream.fetch_private_hosts),
    )


def _warn(settings: Settings) -> None:
    """Of what works, and should not be used."""
    ingest = settings.ingest
    length = len(ingest.jwt_secret_key.encode("utf-8", "surrogateescape"))
    if 0 < length < _SHORTEST_SECRET_BYTES:
        log.warning(
            "JWT_SECRET_KEY has %d bytes, and can be guessed: use %d or more "
            "(openssl rand -hex 32)",
            length,
            _SHORTEST_SECRET_BYTES,
        )
    if ingest.jwt_jwks_url.startswith("http:"):
        log.warning("JWT_JWKS_URL is not https: whoever is on the way can let himself in")
