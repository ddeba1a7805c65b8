"""``Retry-After``: how long another server wants to be left alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORTEST = 1.0
UNSAID = 10.0
LONGEST = 3600.0

_SECONDS = re.compile(r"[+-]?\d{1,300}(\.\d{0,300})?", re.ASCII)


def seconds_to_wait(value: str | None, *, date: str | None = None) -> float | None:
    """Seconds from now, between ``SHORTEST`` and ``LONGEST``; ``None`` if it says nothing.

    ``value`` is a number of seconds or an HTTP date. A date is compared with the reply's
    own ``Date``, so that a difference between clocks does no harm; with our clock if the
    reply has none.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return _bounded(float(text))
    until = _moment(text)
    if until is None:
        return None
    now = _moment(date or "") or datetime.now(UTC)
    return _bounded((until - now).total_seconds())


def _bounded(seconds: float) -> float:
    return min(max(seconds, SHORTEST), LONGEST)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
