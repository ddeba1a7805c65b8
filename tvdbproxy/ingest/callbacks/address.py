"""Addresses that clients want to be called back at, judged when they are given.

No name is looked up here: what it leads to is checked at the moment of connecting, each time.
"""

from __future__ import annotations

from ipaddress import ip_address

from tvdbproxy.errors import InvalidRequest, SourceNotAllowed
from tvdbproxy.fetch.addresses import refusal
from tvdbproxy.fetch.target import Target, target_of
from tvdbproxy.ingest.callbacks.receivers import Webhooks

LONGEST = 2048
"""Letters of an address."""

# Names that mean something else on every network, or this very machine.
_INNER = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa")


def checked_callback_url(url: str, receivers: Webhooks) -> str:
    """The address as it will be called, without its fragment.

    Raises ``InvalidRequest``: ``callbacks_closed`` where we have no secret to sign with,
    ``invalid_callback_url`` for an address that is never called.
    """
    if not receivers.secret:
        raise InvalidRequest(
            "callback_url: this service calls nobody back; leave it out, or set CALLBACK_SECRET.",
            code="callbacks_closed",
        )
    policy = receivers.fetcher.policy
    if len(url) > LONGEST:
        raise _invalid(f"longer than {LONGEST} letters")
    try:
        target = target_of(url, policy)
    except SourceNotAllowed as error:
        raise _invalid(error.detail) from error
    if not policy.may_be_private(target.host, target.port) and _is_private(target):
        raise _invalid(f"{target.host} is private")
    return target.url


def _is_private(target: Target) -> bool:
    try:
        ip_address(target.host)
    except ValueError:
        last = f".{target.host}"
        return "." not in target.host or last.endswith(tuple(f".{name}" for name in _INNER))
    return refusal(target.host) is not None


def _invalid(reason: str | None) -> InvalidRequest:
    return InvalidRequest(
        "callback_url: give the http or https address of a public server, of at most "
        f"{LONGEST} letters, without user name, on port 80, 443, 8080 or 8443.",
        code="invalid_callback_url",
        detail=reason,
    )
