"""Operations of TheTVDB by the first word of their path: few enough to be counted apart."""

from __future__ import annotations

from tvdbproxy.upstream.operations import OPERATIONS

_OTHER = "other"
_KNOWN = frozenset([*(row.path.split("/")[1] for row in OPERATIONS.values()), "login"])


def class_of(base: str, url: str) -> str:
    """Which class of operations an address below ``base`` belongs to, as in ``series``."""
    word = url.removeprefix(base).split("?")[0].split("/")[1:2]
    return word[0] if word and word[0] in _KNOWN else _OTHER
