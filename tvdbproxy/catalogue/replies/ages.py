"""When an answer may be given as it is, and when upstream is asked first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.upstream.operations import Ageing

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True)
class Age:
    """In seconds. From ``soft`` on an answer is given as it is and fetched anew meanwhile;
    from ``hard`` on it is fetched first, and given only if that fails."""

    soft: float
    hard: float


AGES: Mapping[Ageing, Age] = {
    Ageing.TABLE: Age(7 * _DAY, 30 * _DAY),
    Ageing.RECORD: Age(12 * _HOUR, 7 * _DAY),
    Ageing.EPISODES: Age(3 * _HOUR, 2 * _DAY),
    Ageing.LIST: Age(6 * _HOUR, 3 * _DAY),
    Ageing.PART: Age(3 * _HOUR, 2 * _DAY),
    Ageing.SEARCH: Age(5 * _MINUTE, 5 * _MINUTE),
    Ageing.FEED: Age(_MINUTE, _MINUTE),
    Ageing.USER: Age(_MINUTE, _MINUTE),
    Ageing.DENIAL: Age(10 * _MINUTE, 10 * _MINUTE),
}
"""What holds unless ``CATALOGUE_AGES`` says otherwise."""

DOUBT_SECONDS = 15 * _MINUTE
"""How long a record that we hold may prove to be there after all: upstream denies some by
mistake at times."""

# Upstream's own cache lags behind its feed by minutes or hours: after a change we look again.
_LOOKS = (2 * _MINUTE, 15 * _MINUTE, _DAY)
SKEW = timedelta(seconds=60)
"""So much may our clock and that of whoever fetched an answer differ."""


class State(Enum):
    """What an answer that we hold is good for."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"


@dataclass(frozen=True)
class Times:
    """When an answer was fetched, and when the feed told of a change or a deletion."""

    fetched_at: datetime
    changed_at: datetime | None = None
    deleted_at: datetime | None = None
    doubted_at: datetime | None = None


def state_of(times: Times, age: Age, moment: datetime) -> State:
    """Whether to give it, to give it and fetch it anew, or to fetch it first."""
    elapsed = moment - times.fetched_at
    if elapsed < -SKEW or times.fetched_at <= max(_known(times), default=times.fetched_at - SKEW):
        return State.STALE
    if times.doubted_at is not None:
        doubted = (moment - times.doubted_at).total_seconds()
        return State.FRESH if 0 <= doubted < DOUBT_SECONDS else State.STALE
    if elapsed.total_seconds() >= age.hard:
        return State.STALE
    if elapsed.total_seconds() >= age.soft or _look_is_due(times, moment):
        return State.AGEING
    return State.FRESH


def _known(times: Times) -> list[datetime]:
    return [at for at in (times.changed_at, times.deleted_at) if at is not None]


def _look_is_due(times: Times, moment: datetime) -> bool:
    if times.changed_at is None:
        return False
    looks = (times.changed_at + timedelta(seconds=after) for after in _LOOKS)
    return any(times.fetched_at < look <= moment for look in looks)


def read_ages(text: str) -> dict[Ageing, Age]:
    """``CATALOGUE_AGES`` over the built-in ages. Raises ``ConfigurationError``."""
    ages = dict(AGES)
    if not text:
        return ages
    try:
        given = json.loads(text)
        ages |= {Ageing(name): _age(*pair) for name, pair in given.items()}
    except (ValueError, TypeError, AttributeError) as error:
        names = ", ".join(Ageing)
        raise ConfigurationError(
            f"CATALOGUE_AGES={text!r}: write soft and hard ages in seconds, as in "
            f'{{"record": [43200, 604800]}}; there are {names}'
        ) from error
    return ages


def _age(soft: float, hard: float) -> Age:
    if not 0 <= float(soft) <= float(hard):
        raise ValueError("soft must not be above hard")
    return Age(float(soft), float(hard))
