"""The links of a page of TheTVDB's API, leading to us."""

from __future__ import annotations

import re

# Upstream has sent them with other hosts, with two slashes, and with none after the version.
_LINK = re.compile(r"https?://[^/?#]+/*(?:v4)?/*", re.ASCII | re.I)


def our_link(link: str, base: str) -> str | None:
    """The same page here; ``base`` is our address without a slash at the end. ``None`` for a
    link that is relative: it leads to us already.

    Clients follow links as they are, and show their token to whoever these lead to.
    """
    found = _LINK.match(link)
    return f"{base}/v4/{link[found.end() :]}" if found else None
