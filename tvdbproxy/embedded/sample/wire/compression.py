"""Answers of the API in gzip, for who asks for it."""

from __future__ import annotations

import gzip
from dataclasses import replace

from tvdbproxy.embedded.sample.api.replies import Reply

_WORTH_IT = 1024
_LEVEL = 1


def compressed(reply: Reply, accepted: str | None) -> Reply:
    """The reply, compressed if ``accepted`` (the header's value) names gzip and it is long."""
    if len(reply.body) < _WORTH_IT or not _takes_gzip(accepted or ""):
        return reply
    body = gzip.compress(reply.body, _LEVEL, mtime=0)
    return replace(reply, body=body, headers=reply.headers | {"Content-Encoding": "gzip"})


def _takes_gzip(accepted: str) -> bool:
    for offer in accepted.lower().split(","):
        name, _, weight = offer.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
