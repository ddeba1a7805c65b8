"""Which requests shall go wrong, and how."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "status", "html", "truncate", "short", "lying_length", "drip", "hang", "redirect",
    "chunked_endless", "gzip_bomb", "replace", "delay", "wrong_type", "expire_tokens",
    "empty", "json", "reset", "close",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """``match`` is searched for in path and query. The first ``after`` matches go unharmed, then
    each ``every``-th is spoilt, ``times`` (None: all) of them. ``params`` belong to the kind."""

    match: str
    kind: str
    times: int | None = None
    after: int = 0
    every: int = 1
    params: dict[str, Any] = field(default_factory=dict)


def fault_from(document: dict[str, Any]) -> Fault:
    """A fault as tests write it; raises ``ValueError`` saying what is wrong with it."""
    rest = dict(document)
    match, kind = rest.pop("match", ""), rest.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; use one of {', '.join(KINDS)}")
    try:
        re.compile(match)
    except re.error as error:
        raise ValueError(f"match {match!r} is not a regular expression: {error}") from error
    times, after = rest.pop("times", None), int(rest.pop("after", 0))
    every = int(rest.pop("every", 1))
    if every < 1:
        raise ValueError(f"every is {every}; use 1 or more")
    return Fault(match, kind, times, after, every, rest)


class Faults:
    """The faults that are switched on, in order; the first that applies is taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[tuple[Fault, list[int]]] = []

    def add(self, faults: list[Fault]) -> None:
        """Switch on more."""
        with self._lock:
            self._faults += [(fault, [0]) for fault in faults]

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._faults.clear()

    def report(self) -> list[dict[str, Any]]:
        """All of them, with how many requests they matched so far (``seen``)."""
        with self._lock:
            return [
                {
                    "match": f.match,
                    "kind": f.kind,
                    "times": f.times,
                    "after": f.after,
                    "every": f.every,
                    "seen": seen[0],
                }
                | f.params
                for f, seen in self._faults
            ]

    def take(self, target: str) -> Fault | None:
        """The fault for this request, if any."""
        with self._lock:
            for fault, seen in self._faults:
                if not re.search(fault.match, target):
                    continue
                seen[0] += 1
                turn, rest = divmod(seen[0] - fault.after, fault.every)
                if turn > 0 and not rest and (fault.times is None or turn <= fault.times):
                    return fault
        return None
