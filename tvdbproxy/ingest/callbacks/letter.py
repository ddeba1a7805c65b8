"""One callback as it was claimed: all that is needed to send it, without the database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """``url`` is whole for a webhook, and a path for the server of a pending queue."""

    id: str
    kind: str
    event: str
    method: str
    url: str
    body: bytes
    claim: str
