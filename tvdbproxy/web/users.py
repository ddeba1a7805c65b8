"""Who comes through the ingest door, from the headers of the request.

Each check is to be made before the body is looked at, and raises for whoever may not come in.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, g, request

from tvdbproxy.access.user_tokens import User
from tvdbproxy.wiring import Services


def guard(blueprint: Blueprint, services: Services, check: Callable[[Services], object]) -> None:
    """Let nobody through to the blueprint's routes whom ``check`` does not let in.

    What a browser asks before it sends a token is answered without one.
    """

    @blueprint.before_request
    def refuse_others() -> None:
        if request.method != "OPTIONS":
            check(services)


def user_only(services: Services) -> User:
    """Whoever comes with the token of a user; ``caller`` has it from then on."""
    return _remembered(services.ingest_door.user(_bearer()))


def user_or_key(services: Services) -> User:
    """Whoever comes with such a token, or with one of our keys as ``X-API-Key``; likewise."""
    key = request.headers.get("X-API-Key")
    return _remembered(services.ingest_door.user_or_key(_bearer(), key, _address()))


def media_only(services: Services) -> None:
    """The other side of the pending queue, by ``MEDIA_API_KEY``."""
    services.ingest_door.media.check(_bearer(), _address())


def events_only(services: Services) -> None:
    """The S3 server that tells of arrivals, by ``S3_EVENTS_TOKEN``."""
    services.ingest_door.events.check(_bearer(), _address())


def caller() -> User:
    """Who was let in to this request by ``user_only`` or ``user_or_key``."""
    user: User = g.ingest_caller
    return user


def _remembered(user: User) -> User:
    g.ingest_caller = user
    return user


def _bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _address() -> str:
    return request.remote_addr or ""
