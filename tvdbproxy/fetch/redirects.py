"""Where a redirect leads, whether we go there, and what we take along."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from requests import Response

from tvdbproxy.errors import UpstreamBad
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.fetch.statuses import REDIRECTS, error_for
from tvdbproxy.fetch.target import Target, not_allowed, target_of

# What another host may know of us. Everything else, credentials above all, stays behind.
_TRAVELLING = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since"})


def is_redirect(response: Response) -> bool:
    """Whether the answer is to be looked for elsewhere."""
    return response.status_code in REDIRECTS


def next_target(response: Response, here: Target, policy: FetchPolicy) -> Target:
    """The target that the redirect names, judged like any other.

    Raises ``SourceNotAllowed`` where we do not go, also from https down to http, and
    ``UpstreamBad`` for a redirect of anything but a GET or HEAD, or to nowhere.
    """
    if response.request.method not in ("GET", "HEAD"):
        raise not_repeated(response)
    location = response.headers.get("Location")
    if not location:
        raise error_for(response.status_code, {})
    there = target_of(_joined(here.url, location), policy)
    downgrade = here.scheme == "https" and there.scheme == "http"
    if downgrade and not policy.may_be_private(there.host, there.port):
        raise not_allowed(f"{here.site} redirects from https to http")
    return there


def not_repeated(response: Response) -> UpstreamBad:
    """The redirect of a request that is meant for one server alone."""
    return UpstreamBad(
        "The other server redirects a request that must not be repeated elsewhere; "
        "check the address.",
        code="unexpected_redirect",
        upstream_status=response.status_code,
    )


def headers_for(there: Target, here: Target, headers: Mapping[str, str]) -> dict[str, str]:
    """The caller's headers for the next request."""
    same_origin = (there.scheme, there.site) == (here.scheme, here.site)
    return {
        name: value for name, value in headers.items() if same_origin or name.lower() in _TRAVELLING
    }


def _joined(base: str, location: str) -> str:
    """Header text arrives as Latin-1; servers mean UTF-8."""
    try:
        return urljoin(base, location.encode("latin-1").decode("utf-8"))
    except ValueError as error:
        raise not_allowed(f"Location cannot be read: {error}") from error
