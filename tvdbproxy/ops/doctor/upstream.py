"""TheTVDB: that it lets us in."""

from __future__ import annotations

from collections.abc import Iterator

from tvdbproxy.errors import TvdbProxyError, UpstreamDenied, UpstreamLimited
from tvdbproxy.ops.doctor.finding import Finding, failed, ok, warning
from tvdbproxy.ops.doctor.patient import Patient, reason
from tvdbproxy.upstream.address import base_address
from tvdbproxy.upstream.login import log_in

NAMES = {"upstream": "TheTVDB takes TVDB_API_KEY."}

_REMEDIES = {
    "upstream_key_missing": "Set TVDB_API_KEY; TheTVDB gives one to everybody who registers.",
    "upstream_key_refused": "Correct TVDB_API_KEY; a subscriber's key needs TVDB_PIN as well.",
}


def look(patient: Patient) -> Iterator[Finding]:
    """One real login, whose token is thrown away. Nobody's breaker hears of it."""
    account = patient.settings.upstream
    base = base_address(account.tvdb_base_url)
    try:
        log_in(patient.open_fetcher(), base, account.tvdb_api_key, account.tvdb_pin)
    except UpstreamDenied as error:
        remedy = _REMEDIES.get(error.code, "Ask TheTVDB why it refuses this key.")
        yield failed("upstream", reason(error), remedy)
    except UpstreamLimited as error:
        yield warning("upstream", reason(error), "Wait; ask less often, or ask for a larger limit.")
    except TvdbProxyError as error:
        yield failed(
            "upstream",
            f"{base}: {reason(error)}",
            "Check TVDB_BASE_URL and the way out of this network; a server of your own in a "
            "private network has to be in FETCH_PRIVATE_HOSTS.",
        )
    else:
        yield ok("upstream", f"{base} has let us in.")
