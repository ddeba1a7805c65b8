"""The one spelling of an address that is signed: what proxies break on the way is mended."""

from __future__ import annotations

import re

from tvdbproxy.urls.imgproxy.refusals import invalid

PLAIN = "/plain/"
_COLON = re.compile(r"%3[Aa]")
_ONE_SLASH = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):/(?=[^/])")


def split_target(raw_target: str) -> tuple[str, str]:
    """The signature, and the text that it signs, of what stands in the request line.

    ``raw_target`` is that of the request, not decoded, without our own prefix. Raises
    ``NotFound`` (``invalid_url``) where one of the two is missing.
    """
    signature, _, rest = raw_target.partition("?")[0].removeprefix("/").partition("/")
    if not signature or not rest:
        raise invalid("it has the form /{signature}/{options}/{source}.")
    return signature, canonical(f"/{rest}")


def canonical(path: str) -> str:
    """``%3A`` in options as ``:``, and ``http:/host`` in a plain source as ``http://host``."""
    options, plain, source = path.partition(PLAIN)
    return _COLON.sub(":", options) + plain + _widened(source)


def _widened(source: str) -> str:
    found = _ONE_SLASH.match(source)
    if found is None:
        return source
    slashes = ":///" if found[1] == "local" else "://"
    return found[1] + slashes + source[found.end() :]
