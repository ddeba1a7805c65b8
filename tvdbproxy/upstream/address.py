"""From a path of the API to the URL that is asked, without a way out of the API."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from tvdbproxy.errors import ConfigurationError, InvalidRequest

Params = Mapping[str, str | int | None]
"""Query parameters; one whose value is ``None`` is left out."""


def base_address(url: str) -> str:
    """``TVDB_BASE_URL`` without a final slash; ``ConfigurationError`` unless it ends in /v4."""
    base = url.rstrip("/")
    if not base.startswith(("http://", "https://")) or not base.endswith("/v4"):
        raise ConfigurationError(
            f"TVDB_BASE_URL={url!r}: must be an http(s) address that ends in /v4"
        )
    return base


def address_of(base: str, path: str, params: Params | None = None) -> str:
    """The URL of ``path``, which begins with a slash and is not percent-encoded.

    Raises ``InvalidRequest`` (``invalid_path``) for a path that means another one.
    """
    start, *segments = path.split("/")
    if start or not segments or any(segment in ("", ".", "..") for segment in segments):
        raise _invalid(path)
    wanted = {name: value for name, value in (params or {}).items() if value is not None}
    try:
        query = f"?{urlencode(wanted)}" if wanted else ""
        return f"{base}{quote(path)}{query}"
    except UnicodeEncodeError as error:
        raise _invalid(path) from error


def _invalid(path: str) -> InvalidRequest:
    return InvalidRequest(
        "This is not a path of the TheTVDB API; look it up in its documentation.",
        code="invalid_path",
        detail=repr(path[:200]),
    )
